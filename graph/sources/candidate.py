"""A candidate: what a write would change in the dataset, graph by graph, before it is validated.

Sources, request bodies and updates all become a candidate; `graph.writing.commit` validates and applies it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad, Triple


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The file that a graph came from; `sha256` is of the file as it lay on disk, or of a body as it came.

    `received` are these bytes, empty where they need not be kept.
    """

    path: Path
    sha256: str
    received: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CandidateGraph:
    """The whole content that one named graph would have; literals are as written in the source."""

    name: NamedNode
    triples: frozenset[Triple]
    record: FileRecord | None = None

    def quads(self) -> Iterator[Quad]:
        """Yield the triples as quads of this graph."""
        return (Quad(each.subject, each.predicate, each.object, self.name) for each in self.triples)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a write would change.

    Attributes:
        graphs: Named graphs that would be created or replaced whole.
        removed: Named graphs that would be dropped.
        patch: Quads that would change in other named graphs.
    """

    graphs: tuple[CandidateGraph, ...] = ()
    removed: frozenset[NamedNode] = frozenset()
    patch: QuadDelta = field(default_factory=QuadDelta)

    def names(self) -> frozenset[NamedNode]:
        """Return the names of the graphs that the candidate touches."""
        return frozenset(each.name for each in self.graphs) | self.removed | self.patch.graph_names()

    def __or__(self, other: Candidate) -> Candidate:
        """Join two candidates; a graph in both has the triples of both."""
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
