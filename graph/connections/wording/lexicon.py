"""Read the words by which terms are spoken of, French and English, from the ontology's files.

`ontology/wording/*.ttl` gives the words of the terms that ship. A network that adds terms declares them, and may give their
words, in Turtle files of the folder that the setting `ontology_dir` names. All is read once, when words are first needed;
words that are incomplete are refused with the file and the entry at fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from pyoxigraph import RdfFormat, parse

from graph.connections.wording.lexicon_checks import check_wording
from graph.errors import WordingError
from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, Term, expand
from graph.resources import shipped_files
from graph.settings import read_settings

_UNREAD = tuple(
    f"ontology/{each}" for each in ("examples/", "alignments/", "schemes/", "prefixes.ttl", "annotations.ttl")
)
_ABOVE = ("rdfs:subClassOf", "rdfs:subPropertyOf")
_Statement = tuple[str, str, Term]


class ReadableFile(Protocol):
    """A file of the ontology."""

    def read_bytes(self) -> bytes:
        """Return its content."""


class Wording(NamedTuple):
    """One entry: the words of a term, or words that join others.

    Attributes:
        name: What its IRI ends with.
        texts: By the local name of the property that gives them.
        values: What is no text, IRIs whole, by the local name of the property.
    """

    name: str
    texts: Mapping[str, BilingualText]
    values: Mapping[str, tuple[str, ...]]

    @property
    def order(self) -> int:
        """Return its rank among its like; what states none comes last."""
        return int(self.values.get("pageOrder", ("1000000",))[0])


@dataclass(slots=True)
class Lexicon:
    """The words of all terms, by the entry's name and by the term's IRI; and what the ontology says of the terms."""

    entries: dict[str, Wording] = field(default_factory=dict)
    by_term: dict[str, Wording] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    inverses: dict[str, str] = field(default_factory=dict)
    labels: dict[str, BilingualText] = field(default_factory=dict)

    def phrase(self, name: str) -> BilingualText:
        """Return a set phrase by the name of its entry."""
        return self.entries[f"phrase-{name}"].texts["phrase"]

    def starting(self, prefix: str) -> dict[str, Wording]:
        """Return the entries whose name begins with a prefix, by what follows it, in their order."""
        chosen = (each for each in self.entries.values() if each.name.startswith(prefix))
        return {each.name.removeprefix(prefix): each for each in sorted(chosen, key=lambda each: each.order)}

    def lineage(self, term: str) -> Iterator[str]:
        """Yield a term, then the terms above it, the nearest first."""
        line = [term]
        for each in line:
            yield each
            line += [above for above in self.parents.get(each, ()) if above not in line]

    def nearest(self, term: str, *properties: str) -> Wording | None:
        """Return the words of a term, or of the nearest term above it, that hold one of the properties."""
        held = (self.by_term[each] for each in self.lineage(term) if each in self.by_term)
        return next(
            (each for each in held if any(one in each.texts or one in each.values for one in properties)),
            None,
        )

    def page_label(self, term: str) -> BilingualText | None:
        """Return what pages call a term: its own words, else its rdfs:label, else the words of a term above it."""
        own = self.by_term.get(term)
        found = _on_page(own) or self.labels.get(term)
        return found or _on_page(self.nearest(term, "pageLabel", "singular"))


def _on_page(wording: Wording | None) -> BilingualText | None:
    return (wording.texts.get("pageLabel") or wording.texts.get("singular")) if wording else None


@cache
def lexicon() -> Lexicon:
    """Return the words of every term that ships, or that a network adds.

    Raises: WordingError.
    """
    return read_lexicon(each for each in ontology_files() if not each[0].startswith(_UNREAD))


def ontology_files() -> Iterator[tuple[str, ReadableFile]]:
    """Yield the Turtle files of the ontology, then those of the network, each with the path that refusals name."""
    yield from ((f"ontology/{path}", file) for path, file in shipped_files("ontology", ".ttl"))
    if folder := read_settings().ontology_dir:
        yield from ((str(path), path) for path in sorted(Path(folder).rglob("*.ttl")))


def read_lexicon(files: Iterable[tuple[str, ReadableFile]]) -> Lexicon:
    """Read the words and the terms of some Turtle files.

    Args: files: pairs of the path that refusals name and the file
    Raises: WordingError, for words that are unreadable, incomplete, or given twice.
    """
    held, wordings = Lexicon(), []
    for path, file in files:
        statements = list(_statements(path, file))
        _read_terms(held, statements)
        wordings += [(path, each) for each in _wordings(path, statements)]
    for path, wording in wordings:
        if wording.name in held.entries:
            raise WordingError(file=path, entry=wording.name, found="", expected=_ONCE)
        held.entries[wording.name] = wording
        for term in wording.values.get("wordsFor", ()):
            if held.by_term.setdefault(term, wording) is not wording:
                raise WordingError(file=path, entry=wording.name, found=term, expected=_ONCE)
    for path, wording in wordings:
        check_wording(path, wording.name, wording.texts, wording.values, held.entries)
    return held


_ONCE = BilingualText("des mots donnés une seule fois", "words that are given once only")


def _statements(path: str, file: ReadableFile) -> Iterator[_Statement]:
    """Yield what a file states; the subject is empty where it is a blank node."""
    try:
        for subject, predicate, value, _ in parse(
            file.read_bytes(), format=RdfFormat.TURTLE, base_iri="urn:x-wording:"
        ):
            yield subject.value if isinstance(subject, NamedNode) else "", predicate.value, value
    except SyntaxError as error:
        raise WordingError(file=path, entry="", found=error, expected="Turtle") from error


def _read_terms(held: Lexicon, statements: Iterable[_Statement]) -> None:
    above = {expand(each) for each in _ABOVE}
    inverse, label = expand("owl:inverseOf"), expand("rdfs:label")
    labels: dict[str, dict[str, str]] = {}
    for subject, predicate, value in statements:
        if predicate in above and isinstance(value, NamedNode):
            held.parents.setdefault(subject, []).append(value.value)
        elif predicate == inverse and isinstance(value, NamedNode):
            held.inverses |= {subject: value.value, value.value: subject}
        elif predicate == label and isinstance(value, Literal):
            labels.setdefault(subject, {})[value.language or ""] = value.value
    for term, texts in labels.items():
        other = next(iter(texts.values()))
        french, english = texts.get("fr"), texts.get("en")
        held.labels[term] = BilingualText(french or english or other, english or french or other)


def _wordings(path: str, statements: Iterable[_Statement]) -> Iterator[Wording]:
    """Yield the entries of a file; lazy."""
    own, type_, wording = expand("mai:"), expand("rdf:type"), NamedNode(expand("mai:Wording"))
    entries = [subject for subject, predicate, value in statements if predicate == type_ and value == wording]
    if "" in entries:
        raise WordingError(file=path, entry="", found="[ a mai:Wording ]", expected="IRI")
    texts: dict[str, dict[str, dict[str, str]]] = {each: {} for each in entries}
    values: dict[str, dict[str, list[str]]] = {each: {} for each in entries}
    for subject, predicate, value in statements:
        if subject not in texts or predicate == type_:
            continue
        property_ = predicate.removeprefix(own)
        if isinstance(value, Literal) and value.language:
            said = texts[subject].setdefault(property_, {})
            if said.setdefault(value.language, value.value) != value.value:
                found = f"{property_} @{value.language}"
                raise WordingError(file=path, entry=subject, found=found, expected=_ONCE)
        else:
            values[subject].setdefault(property_, []).append(getattr(value, "value", str(value)))
    for iri in entries:
        said_in = {
            property_: BilingualText(said.get("fr", ""), said.get("en", ""))
            for property_, said in texts[iri].items()
        }
        held = {property_: tuple(each) for property_, each in values[iri].items()}
        yield Wording(iri.rstrip("/").rpartition("/")[2], said_in, held)
