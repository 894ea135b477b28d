"""A candidate: what a load would put in the store, graph by graph, before anything is checked or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad, Triple


@dataclass(frozen=True, slots=True)
class FileRecord:
    """Which file a graph came from; `sha256` is of the file as it lay on disk."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class CandidateGraph:
    """All that one named graph would hold; literals are as written."""

    name: NamedNode
    triples: frozenset[Triple]
    record: FileRecord | None = None

    def quads(self) -> Iterator[Quad]:
        """Give the triples as quads of this graph, lazily."""
        return (Quad(each.subject, each.predicate, each.object, self.name) for each in self.triples)


@dataclass(frozen=True, slots=True)
class Candidate:
    """The graphs that would be put in place of their namesakes, those that would go, and what else would differ.

    `patch` touches none of those graphs.
    """

    graphs: tuple[CandidateGraph, ...] = ()
    removed: frozenset[NamedNode] = frozenset()
    patch: QuadDelta = field(default_factory=QuadDelta)

    def names(self) -> frozenset[NamedNode]:
        """Name every graph that the candidate touches."""
        return frozenset(each.name for each in self.graphs) | self.removed | self.patch.graph_names()

    def __or__(self, other: Candidate) -> Candidate:
        """Join two candidates; a graph of both holds what both say of it."""
        joined = _joined((*self.graphs, *other.graphs))
        return Candidate(joined, self.removed | other.removed, self.patch | other.patch)


def _joined(graphs: Iterable[CandidateGraph]) -> tuple[CandidateGraph, ...]:
    by_name: dict[NamedNode, CandidateGraph] = {}
    for each in graphs:
        known = by_name.get(each.name)
        by_name[each.name] = (
            each
            if known is None
            else CandidateGraph(each.name, known.triples | each.triples, known.record or each.record)
        )
    return tuple(by_name.values())
