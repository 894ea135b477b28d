"""Write paths in French and in English: each as one sentence, and as the rows of a table.

The caller gives the names of things by IRI. A function that a person holds may have one as well: its title. A thing
without a name is called by its IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from graph.connections.network.thing_kinds import Kind
from graph.connections.paths.model import Ending, Path, Paths, Relationship, Step, Thing
from graph.connections.wording.lexicon import lexicon
from graph.connections.wording.nouns import noun_of
from graph.connections.wording.path_clauses import FUNCTION, Clause, clauses_of
from graph.i18n import LANGUAGES, BilingualText

Names = Mapping[str, BilingualText]

_SEMICOLON = BilingualText("\u00a0;", ";")


class PathRow(NamedTuple):
    """A step as a row of a table: the name of a thing, how it is linked to the next, the name of that."""

    start: BilingualText
    relation: BilingualText
    end: BilingualText


def path_sentence(path: Path, names: Names) -> BilingualText:
    """Write a path as one sentence: “A” answers the need “X”, which “B” also answers.

    Args: path: of at least one step
    """
    return _in_both(_PathWriter(language, names).path(path.steps) for language in LANGUAGES)


def path_rows(path: Path, names: Names) -> tuple[PathRow, ...]:
    """Write a path as rows of a table, one a step."""
    return tuple(
        PathRow(
            _name(step.start.iri, names),
            _in_both(_PathWriter(language, names).relation(step) for language in LANGUAGES),
            _name(step.end.iri, names),
        )
        for step in path.steps
    )


def step_sentence(step: Step, names: Names) -> BilingualText:
    """Write one step alone as a sentence."""
    return _in_both(_PathWriter(language, names).path((step,)) for language in LANGUAGES)


def ending_sentence(paths: Paths, start: BilingualText, end: BilingualText) -> BilingualText:
    """Write how a search ended: how many paths, through hubs or not, none, or given up.

    Args: start, end: the names of the two things
    """
    phrases = [lexicon().phrase(each) for each in _ending_phrases(paths)]
    facts = {"count": len(paths.paths), "unknown": ", ".join(paths.unknown)}
    return _in_both(
        " ".join(
            each.render(language, start=_quoted(start, language), end=_quoted(end, language), **facts)
            for each in phrases
        )
        for language in LANGUAGES
    )


def _ending_phrases(paths: Paths) -> Iterator[str]:
    if paths.ending == Ending.UNKNOWN:
        yield "unknown-thing"
    elif not paths.paths:
        yield "search-stopped" if paths.ending == Ending.STOPPED else "unconnected"
    elif not paths.paths[0].steps:
        yield "same-thing"
    else:
        yield "paths" if len(paths.paths) > 1 else "one-path"
        if paths.ending == Ending.STOPPED:
            yield "maybe-more"
        elif paths.is_through_hubs:
            yield "only-hubs"


class _Other(NamedTuple):
    """The other thing of a clause: as an object, after « à », after « de »."""

    o: str
    to: str
    of: str


_BLANK = {"fr": _Other("…", "à …", "de …"), "en": _Other("…", "…", "…")}


class _PathWriter:
    """Writes in one language."""

    def __init__(self, language: str, names: Names) -> None:
        self._language = language
        self._names = names
        self._and = lexicon().phrase("and").render(language)

    def path(self, steps: tuple[Step, ...]) -> str:
        """Write steps as clauses, each about the thing that the one before ends with.

        Where that clause does not end with the thing, one more clause would be about something else: a sentence of its
        own follows.
        """
        text = f"{self._named(steps[0].start).o} {self._clause(None, steps[0])}"
        for before, step in pairwise(steps):
            thing = step.start
            name = _quoted(_name(thing.iri, self._names), self._language)
            again = self._again(thing, before.start).o
            if text.endswith((name, again)):
                text += f", {self._clause(before, step)}"
            else:
                text += (
                    f"{_SEMICOLON.render(self._language)} {again} {self._clause(before, step, is_main=True)}"
                )
        return f"{text[:1].upper()}{text[1:]}."

    def relation(self, step: Step) -> str:
        """Write how the two things of a step are linked, without either; the titles of functions come last."""
        other = _BLANK[self._language]
        clauses = [self._fill(_clause(each).main, step.start, other) for each in _one_a_relation(step.links)]
        return self._and.join(each.removesuffix(" …") for each in clauses) + self._titles(step)

    def _clause(self, before: Step | None, step: Step, *, is_main: bool = False) -> str:
        """Write what links a step's two things; from the second link on, the next thing is “this need”."""
        clauses: list[str] = []
        for link in _one_a_relation(step.links):
            clause = _clause(link)
            template = clause.main if is_main or before is None else clause.relative
            other = self._again(step.end, step.start) if clauses else self._named(step.end)
            also = before is not None and any(_are_alike(each, link) for each in before.links)
            clauses.append(self._fill(template, step.start, other, also=also, as_title=self._titles(step)))
        return self._and.join(clauses)

    def _titles(self, step: Step) -> str:
        """Write as what somebody is a member: one function or more, where their titles are known."""
        titles = [
            self._names[each.record] for each in step.links if each.record and each.record in self._names
        ]
        listed = self._and.join(dict.fromkeys(_quoted(each, self._language) for each in titles))
        return lexicon().phrase("as-title").render(self._language, title=listed) if listed else ""

    def _fill(
        self, template: BilingualText, about: Thing, other: _Other, *, also: bool = False, as_title: str = ""
    ) -> str:
        is_feminine = noun_of(about.kind).is_feminine
        is_person = about.kind == Kind.PERSON
        return template.render(
            self._language,
            **other._asdict(),
            also=lexicon().phrase("also").render(self._language) if also else "",
            e="e" if is_feminine else "",
            auquel="à laquelle" if is_feminine else "auquel",
            lequel="laquelle" if is_feminine else "lequel",
            who="who" if is_person else "which",
            whom="whom" if is_person else "which",
            as_title=as_title,
        )

    def _named(self, thing: Thing) -> _Other:
        noun = noun_of(thing.kind)
        quoted = _quoted(_name(thing.iri, self._names), self._language)
        word = noun.singular.render(self._language)
        if noun.name_suffices:
            return _Other(quoted, f"à {quoted}", f"de {quoted}")
        if self._language == "en":
            return _Other(*[f"the {word} {quoted}"] * 3)
        if _is_elided(word):
            return _Other(*(f"{before}l’{word} {quoted}" for before in ("", "à ", "de ")))
        articles = ("la", "à la", "de la") if noun.is_feminine else ("le", "au", "du")
        return _Other(*(f"{article} {word} {quoted}" for article in articles))

    def _again(self, thing: Thing, other: Thing) -> _Other:
        """Refer to a thing named just before: “this need”, or the latter of two of one kind."""
        noun, is_one_of_two = noun_of(thing.kind), thing.kind == other.kind
        word = noun.singular.render(self._language)
        if self._language == "en":
            return _Other(*["the latter" if is_one_of_two else f"this {word}"] * 3)
        if is_one_of_two:
            phrase = "cette dernière" if noun.is_feminine else "ce dernier"
        else:
            this = "cette" if noun.is_feminine else "cet" if _is_elided(word) else "ce"
            phrase = f"{this} {word}"
        return _Other(phrase, f"à {phrase}", f"de {phrase}")


def _clause(link: Relationship) -> Clause:
    clauses = clauses_of(FUNCTION if link.record else link.predicate)
    # A record is entered backwards from the thing that it names first: from its member, the link reads forwards.
    is_backwards = link.predicate != "org:member" if link.record else link.is_backwards
    return clauses.backwards if is_backwards else clauses.forwards


def _are_alike(before: Relationship, link: Relationship) -> bool:
    """Return whether the things on both sides of one are linked to it in the same way."""
    if before.record and link.record:
        return before.predicate != link.predicate
    return before.relation == link.relation and before.is_backwards != link.is_backwards


def _one_a_relation(links: tuple[Relationship, ...]) -> Iterator[Relationship]:
    """Leave out what would repeat the same words: a relation that holds both ways, a second function."""
    written: set[int] = set()
    for link in links:
        if link.relation not in written:
            written.add(link.relation)
            yield link


def _name(iri: str, names: Names) -> BilingualText:
    return names.get(iri) or BilingualText(iri, iri)


def _quoted(name: BilingualText, language: str) -> str:
    """Put a name in quotation marks, unless it comes with its own."""
    text = name.render(language)
    is_quoted = text[:1] in "«“" and text[-1:] in "»”"
    return text if is_quoted else lexicon().phrase("quoted").render(language, name=text)


def _is_elided(noun: str) -> bool:
    return noun[0] in "aeiouéèêâîô"


def _in_both(texts: Iterable[str]) -> BilingualText:
    return BilingualText(*texts)
