"""Index the triples around one thing, so that presenters can look up what is stated of whom.

Results come in a stable order. Nothing here knows pages, addresses, or where the triples come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.rdf.terms import BlankNode, Literal, NamedNode, Term, Triple, expand
from webapp.localization.kind_labels import RANKS, THING, KindLabel, kind_of_class
from webapp.localization.text import cut, readable

Node = NamedNode | BlankNode
MOST_LETTERS = 5_000  # of one text on a page; the formats for programs have all of it
_NAMES = ("skos:prefLabel", "rdfs:label", "dcterms:title", "foaf:name", "igeo:nom")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and its language where that is known and not the page's."""

    value: str
    language: str = ""


class Description:
    """A set of triples, indexed from both ends. It is built once and then only read."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index the triples; each counts once."""
        self._objects: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._subjects: dict[Term, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        self.triples = frozenset(triples)
        for triple in sorted(self.triples, key=str):
            if isinstance(triple.subject, NamedNode | BlankNode):
                self._objects[triple.subject][triple.predicate.value].append(triple.object)
                self._subjects[triple.object][triple.predicate.value].append(triple.subject)

    def __contains__(self, node: Node) -> bool:
        """Return whether anything is stated of a node."""
        return node in self._objects

    def objects(self, subject: Term, curie: str) -> list[Term]:
        """Return the values of a property."""
        return list(self._forward(subject).get(expand(curie), ()))

    def nodes(self, subject: Term, curie: str) -> list[Node]:
        """Return the values of a property that are not literals."""
        return [each for each in self.objects(subject, curie) if isinstance(each, NamedNode | BlankNode)]

    def one(self, subject: Term, curie: str) -> Term | None:
        """Return the first value of a property, or None."""
        return next(iter(self.objects(subject, curie)), None)

    def subjects(self, curie: str, object_: Term) -> list[Node]:
        """Return the nodes that have a value for a property."""
        return list(self._backward(object_).get(expand(curie), ()))

    def all_subjects(self, curie: str) -> list[Node]:
        """Return the nodes that have a property at all."""
        return [each for each in self._objects if expand(curie) in self._objects[each]]

    def is_territory(self, node: Term) -> bool:
        """Return whether a node is a territory."""
        return self.kind(node).hue == "territory"

    def statements(self, subject: Node) -> Iterator[tuple[str, list[Term]]]:
        """Yield each property of a node with its values."""
        yield from self._forward(subject).items()

    def references(self, object_: Term) -> Iterator[tuple[str, list[Node]]]:
        """Yield each property that leads to a node with the nodes that it comes from."""
        yield from self._backward(object_).items()

    def has_long_text(self) -> bool:
        """Return whether a text is longer than a page shows."""
        return any(
            isinstance(each.object, Literal) and len(each.object.value) > MOST_LETTERS
            for each in self.triples
        )

    def kind(self, node: Term) -> KindLabel:
        """Return the most specific kind of a node that pages have words for."""
        kinds = filter(None, (kind_of_class(each.value) for each in self.nodes(node, "rdf:type")))
        return min(kinds, key=lambda kind: (RANKS[kind.key], not kind.term), default=THING)

    def has_type(self, node: Term, curie: str) -> bool:
        """Return whether a node is stated to be of a class."""
        return NamedNode(expand(curie)) in self.objects(node, "rdf:type")

    def texts(self, subject: Term, curie: str) -> list[Literal]:
        """Return the values of a property that are literals."""
        return [each for each in self.objects(subject, curie) if isinstance(each, Literal)]

    def text(self, subject: Term, curie: str, language: str) -> Text | None:
        """Return the text of a property in the page's language, else in French, else in any."""
        return choose_text(self.texts(subject, curie), language)

    def has_name(self, node: Term) -> bool:
        """Return whether a node has a name of its own."""
        return any(self.texts(node, curie) for curie in _NAMES)

    def name(self, node: Term, language: str) -> Text:
        """Return the name of a node; without one, the end of its IRI."""
        for curie in _NAMES:
            text = self.text(node, curie, language)
            if text is not None:
                return text
        return Text(short_name(node))

    def _forward(self, subject: Term) -> dict[str, list[Term]]:
        return (
            self._objects[subject]
            if isinstance(subject, NamedNode | BlankNode) and subject in self._objects
            else {}
        )

    def _backward(self, object_: Term) -> dict[str, list[Node]]:
        return self._subjects.get(object_, {})


def choose_text(literals: Iterable[Literal], language: str) -> Text | None:
    """Choose among literals: the page's language, then none stated, then French, then the first."""
    by_language: dict[str, str] = {}
    for each in literals:
        by_language.setdefault(each.language or "", each.value)
    if not by_language:
        return None
    chosen = next((tag for tag in (language, "", "fr") if tag in by_language), next(iter(by_language)))
    return Text(cut(readable(by_language[chosen]), MOST_LETTERS), "" if chosen == language else chosen)


def short_name(node: Term) -> str:
    """Return the last readable part of an IRI."""
    iri = getattr(node, "value", str(node))
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2] or iri
