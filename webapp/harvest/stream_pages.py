"""Compute the pages of the event stream, and the relations by which a client finds those that it has not read.

A page holds 250 versions, in order; a full one never changes. Above 64 pages the first node leads to groups of 64. Two pages
may share an instant, so relations include their bounds.

Spec: https://treecg.github.io/specification/, https://w3id.org/ldes/specification
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files

from graph.rdf.namespaces import Namespaces
from graph.rdf.serialization import parse_turtle
from graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Triple, name
from graph.storage.history.reader import HistoryReader
from webapp.harvest.version_documents import in_default_graph, time_literal, version_iri, version_statements

PAGE, GROUP = 250, 64  # versions, pages
_FROM, _UNTIL = "tree:GreaterThanOrEqualToRelation", "tree:LessThanOrEqualToRelation"


@dataclass(frozen=True, slots=True)
class StreamNode:
    """A page or a group: the places of its versions, and whether it is full, so that it never changes."""

    iri: NamedNode
    first: int
    last: int
    is_full: bool


class StreamPages:
    """The nodes of the event stream at one state of the history."""

    def __init__(self, history: HistoryReader, names: Namespaces) -> None:
        """Read a history."""
        self._history = history
        self._names = names
        self._stream = NamedNode(f"{names.base_iri}/feed#stream")

    def page(self, number: int) -> StreamNode | None:
        """Return a page, counted from 1; None beyond the last one."""
        return self._node(f"{number}", number, PAGE)

    def group(self, number: int) -> StreamNode | None:
        """Return a group of pages, counted from 1; None beyond the last one."""
        return self._node(f"group/{number}", number, PAGE * GROUP)

    def root_statements(self) -> Iterator[Quad]:
        """Yield what the first node says: what the stream is, and where its pages or groups are."""
        root = NamedNode(f"{self._names.base_iri}/feed")
        yield from map(in_default_graph, _shipped("event_stream.ttl", self._names))
        state = Literal(f"{self._history.epoch}-{self._history.number}")
        yield in_default_graph(Triple(root, name("dcat:version"), state))
        is_small = self._history.count <= PAGE * GROUP
        find = self.page if is_small else self.group
        yield from self._relations(root, _each(find, 1))

    def group_statements(self, group: StreamNode) -> Iterator[Quad]:
        """Yield what a group says: where its pages are."""
        yield from self._told(group)
        first = (group.first - 1) // PAGE + 1
        found = (each for each in _each(self.page, first) if each.first <= group.last)
        pages = list(zip(range(GROUP), found, strict=False))
        yield from self._relations(group.iri, (page for _, page in pages))

    def page_statements(self, page: StreamNode, *, with_graphs: bool) -> Iterator[Quad]:
        """Yield a page: which versions it has, and what they say."""
        yield from self._told(page)
        for version in self._history.versions(page.first, page.last):
            iri = version_iri(version.head, self._history.epoch, self._names)
            yield in_default_graph(Triple(self._stream, name("tree:member"), iri))
            yield from version_statements(version, self._history.epoch, self._names, with_graphs=with_graphs)

    def _node(self, tail: str, number: int, size: int) -> StreamNode | None:
        first, full = (number - 1) * size + 1, number * size
        if number < 1 or first > self._history.count:
            return None
        iri = NamedNode(f"{self._names.base_iri}/feed/{self._history.epoch}/{tail}")
        return StreamNode(iri, first, min(full, self._history.count), full <= self._history.count)

    def _told(self, node: StreamNode) -> Iterator[Quad]:
        yield in_default_graph(Triple(self._stream, name("rdf:type"), name("ldes:EventStream")))
        yield in_default_graph(
            Triple(self._stream, name("tree:view"), NamedNode(f"{self._names.base_iri}/feed"))
        )
        yield in_default_graph(Triple(node.iri, name("rdf:type"), name("tree:Node")))
        if node.is_full:
            true = Literal("true", datatype=name("xsd:boolean"))
            yield in_default_graph(Triple(node.iri, name("ldes:immutable"), true))

    def _relations(self, node: NamedNode, nodes: Iterator[StreamNode]) -> Iterator[Quad]:
        for each in nodes:
            first_ms, last_ms = self._history.span(each.first, each.last)
            yield from self._relation(node, each, _FROM, first_ms)
            if each.is_full:
                yield from self._relation(node, each, _UNTIL, last_ms)

    def _relation(self, node: NamedNode, to: StreamNode, kind: str, at_ms: int) -> Iterator[Quad]:
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        side = "from" if kind == _FROM else "until"
        relation = BlankNode(
            f"{side}{to.first}"
        )  # named by its place, so that the same state has the same bytes
        yield in_default_graph(Triple(node, name("tree:relation"), relation))
        for predicate, value in (
            ("rdf:type", name(kind)),
            ("tree:node", to.iri),
            ("tree:path", name("as:published")),
            ("tree:value", time_literal(at)),
        ):
            yield in_default_graph(Triple(relation, name(predicate), value))


def envelope_shape(names: Namespaces) -> Iterator[Quad]:
    """Yield the shape of what each member says of itself."""
    return map(in_default_graph, _shipped("envelope_shape.ttl", names))


def _each(find: Callable[[int], StreamNode | None], first: int) -> Iterator[StreamNode]:
    number = first
    while (found := find(number)) is not None:
        yield found
        number += 1


def _shipped(file_name: str, names: Namespaces) -> Iterator[Triple]:
    text = files(__package__).joinpath(file_name).read_text("utf-8")
    return parse_turtle(text, names.document_base)
