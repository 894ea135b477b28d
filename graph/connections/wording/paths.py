"""Tell paths in words: each as one sentence, and as rows of a table, in both languages.

Names of things come from whoever calls: IRI -> (French, English). A record (a function held) may have one as well: its
title. What has none is called by its IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from graph.connections.network.thing_kinds import Kind
from graph.connections.paths.model import Ending, Path, Paths, Relationship, Step, Thing
from graph.connections.wording.path_clauses import FUNCTION, NOUNS, SAYINGS, Saying
from graph.i18n import LANGUAGES, BilingualText

Names = Mapping[str, BilingualText]

_QUOTED = BilingualText("« {name} »", "“{name}”")
_AS_TITLE = BilingualText(", comme {title}", ", as {title}")
_AND, _STOP = BilingualText(" et ", " and "), BilingualText(" ;", ";")
_ALSO = BilingualText(" aussi", "also ")
_SAME = BilingualText(
    "{start} et {end} sont une seule et même chose.", "{start} and {end} are one and the same."
)
_WAYS = BilingualText(
    "{count} chemins relient {start} et {end}, le plus direct d’abord.",
    "{count} paths join {start} and {end}, the most direct first.",
)
_ONE_WAY = BilingualText("Un chemin relie {start} et {end}.", "One path joins {start} and {end}.")
_THROUGH_HUBS = BilingualText(
    "Rien d’autre ne les relie que ce que beaucoup partagent : un pays, une notion générale, un acteur ou un besoin très "
    "répandu.",
    "Nothing else joins them than what many share: a country, a general notion, an actor or a need met everywhere.",
)
_MAY_BE_MORE = BilingualText(
    "La recherche s’est arrêtée là : il peut y en avoir d’autres.",
    "The search stopped there: there may be others.",
)
_STOPPED = BilingualText(
    "{start} et {end} sont loin l’un de l’autre : la recherche s’est arrêtée avant de trouver un chemin.",
    "{start} and {end} are far apart: the search stopped before it found a path.",
)
_UNCONNECTED = BilingualText(
    "Rien de publié ne relie {start} et {end}.", "Nothing published joins {start} and {end}."
)
_UNKNOWN = BilingualText("On ne sait rien de {unknown}.", "Nothing is known of {unknown}.")


class PathRow(NamedTuple):
    """A step as a row of a table: the name of a thing, how it is linked to the next, the name of that."""

    start: BilingualText
    relation: BilingualText
    end: BilingualText


def path_sentence(path: Path, names: Names) -> BilingualText:
    """Tell a path as one sentence: “A” answers the need “X”, which “B” also answers.

    Args: path: of at least one step
    """
    return _in_both(_Teller(language, names).path(path.steps) for language in LANGUAGES)


def path_rows(path: Path, names: Names) -> tuple[PathRow, ...]:
    """Tell a path as rows of a table, one a step."""
    return tuple(
        PathRow(
            _name(step.start.iri, names),
            _in_both(_Teller(language, names).relation(step) for language in LANGUAGES),
            _name(step.end.iri, names),
        )
        for step in path.steps
    )


def step_sentence(step: Step, names: Names) -> BilingualText:
    """Tell one step alone as a sentence."""
    return _in_both(_Teller(language, names).path((step,)) for language in LANGUAGES)


def ending_sentence(found: Paths, start: BilingualText, end: BilingualText) -> BilingualText:
    """Say what came of a search: how many paths, through hubs or not, none, or given up; the names are of its ends."""
    if found.ending == Ending.UNKNOWN:
        said = [_UNKNOWN]
    elif not found.paths:
        said = [_STOPPED if found.ending == Ending.STOPPED else _UNCONNECTED]
    elif not found.paths[0].steps:
        said = [_SAME]
    else:
        said = [_WAYS if len(found.paths) > 1 else _ONE_WAY]
        if found.ending == Ending.STOPPED:
            said.append(_MAY_BE_MORE)
        elif found.is_through_hubs:
            said.append(_THROUGH_HUBS)
    facts = {"count": len(found.paths), "unknown": ", ".join(found.unknown)}
    return _in_both(
        " ".join(
            each.render(language, start=_quoted(start, language), end=_quoted(end, language), **facts)
            for each in said
        )
        for language in LANGUAGES
    )


class _Other(NamedTuple):
    """The other thing of a clause: as an object, after « à », after « de »."""

    o: str
    to: str
    of: str


_BLANK = {"fr": _Other("…", "à …", "de …"), "en": _Other("…", "…", "…")}


class _Teller:
    """Tells in one language."""

    def __init__(self, language: str, names: Names) -> None:
        self._language = language
        self._names = names

    def path(self, steps: tuple[Step, ...]) -> str:
        """Tell steps as clauses, each about the thing that the one before ends with.

        Where it ends with other words, one more clause would be about these: a sentence of its own follows.
        """
        told = f"{self._named(steps[0].start).o} {self._clause(None, steps[0])}"
        for before, step in pairwise(steps):
            thing = step.start
            name = _quoted(_name(thing.iri, self._names), self._language)
            again = self._again(thing, before.start).o
            if told.endswith((name, again)):
                told += f", {self._clause(before, step)}"
            else:
                told += f"{_STOP.render(self._language)} {again} {self._clause(before, step, is_main=True)}"
        return f"{told[:1].upper()}{told[1:]}."

    def relation(self, step: Step) -> str:
        """Tell how the two things of a step are linked, without either; the titles of functions come last."""
        other = _BLANK[self._language]
        said = [self._fill(_saying(each).main, step.start, other) for each in _one_a_relation(step.links)]
        return _AND.render(self._language).join(each.removesuffix(" …") for each in said) + self._titles(step)

    def _clause(self, before: Step | None, step: Step, *, is_main: bool = False) -> str:
        """Tell what comes of the thing that a step starts from; a second link to the next is told of “this need”."""
        said: list[str] = []
        for link in _one_a_relation(step.links):
            saying = _saying(link)
            words = saying.main if is_main or before is None else saying.relative
            other = self._again(step.end, step.start) if said else self._named(step.end)
            also = before is not None and any(_are_alike(each, link) for each in before.links)
            said.append(self._fill(words, step.start, other, also=also, as_title=self._titles(step)))
        return _AND.render(self._language).join(said)

    def _titles(self, step: Step) -> str:
        """Tell as what somebody is a member: one function or more, where their titles are known."""
        titles = [
            self._names[each.record] for each in step.links if each.record and each.record in self._names
        ]
        said = _AND.render(self._language).join(
            dict.fromkeys(_quoted(each, self._language) for each in titles)
        )
        return _AS_TITLE.render(self._language, title=said) if said else ""

    def _fill(
        self, words: BilingualText, about: Thing, other: _Other, *, also: bool = False, as_title: str = ""
    ) -> str:
        is_feminine = NOUNS[about.kind].is_feminine
        is_person = about.kind == Kind.PERSON
        return words.render(
            self._language,
            **other._asdict(),
            also=_ALSO.render(self._language) if also else "",
            e="e" if is_feminine else "",
            auquel="à laquelle" if is_feminine else "auquel",
            lequel="laquelle" if is_feminine else "lequel",
            who="who" if is_person else "which",
            whom="whom" if is_person else "which",
            as_title=as_title,
        )

    def _named(self, thing: Thing) -> _Other:
        noun = NOUNS[thing.kind]
        quoted = _quoted(_name(thing.iri, self._names), self._language)
        told = noun.words.render(self._language)
        if noun.goes_without_saying:
            return _Other(quoted, f"à {quoted}", f"de {quoted}")
        if self._language == "en":
            return _Other(*[f"the {told} {quoted}"] * 3)
        if _is_elided(told):
            return _Other(*(f"{before}l’{told} {quoted}" for before in ("", "à ", "de ")))
        before = ("la", "à la", "de la") if noun.is_feminine else ("le", "au", "du")
        return _Other(*(f"{article} {told} {quoted}" for article in before))

    def _again(self, thing: Thing, other: Thing) -> _Other:
        """Speak once more of what was just named: of “this need”, or of the latter of two of one sort."""
        noun, is_one_of_two = NOUNS[thing.kind], thing.kind == other.kind
        told = noun.words.render(self._language)
        if self._language == "en":
            return _Other(*["the latter" if is_one_of_two else f"this {told}"] * 3)
        if is_one_of_two:
            said = "cette dernière" if noun.is_feminine else "ce dernier"
        else:
            this = "cette" if noun.is_feminine else "cet" if _is_elided(told) else "ce"
            said = f"{this} {told}"
        return _Other(said, f"à {said}", f"de {said}")


def _saying(link: Relationship) -> Saying:
    sayings = FUNCTION if link.record else SAYINGS[link.relation]
    # A record is entered backwards from whoever it names first: from its member, the link reads forwards.
    is_backwards = link.predicate != "org:member" if link.record else link.is_backwards
    return sayings.backwards if is_backwards else sayings.forwards


def _are_alike(before: Relationship, link: Relationship) -> bool:
    """Tell whether the things on both sides of one are linked to it in the same way."""
    if before.record and link.record:
        return before.predicate != link.predicate
    return before.relation == link.relation and before.is_backwards != link.is_backwards


def _one_a_relation(links: tuple[Relationship, ...]) -> Iterator[Relationship]:
    """Leave out what would be told in the same words again: a relation that holds both ways, a second function."""
    told: set[int] = set()
    for link in links:
        if link.relation not in told:
            told.add(link.relation)
            yield link


def _name(iri: str, names: Names) -> BilingualText:
    return names.get(iri) or BilingualText(iri, iri)


def _quoted(name: BilingualText, language: str) -> str:
    """Put a name in quotation marks, unless it comes with its own."""
    said = name.render(language)
    return said if said[:1] in "«“" and said[-1:] in "»”" else _QUOTED.render(language, name=said)


def _is_elided(noun: str) -> bool:
    return noun[0] in "aeiouéèêâîô"


def _in_both(said: Iterable[str]) -> BilingualText:
    return BilingualText(*said)
