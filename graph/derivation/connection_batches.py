"""A change of derived connections that is too large to be held in memory: block by block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pyoxigraph import Store

from graph.connections.similarity.connection_triples import changed_quads, rule_graph, share_quads
from graph.connections.similarity.neighbour_diff import NeighbourDiff
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.rules import Rule
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.derivation.connection_delta import held_connections, held_quads, runs_change, with_merge
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, name

_BLOCK = 100_000  # quads
_ENDS = (name("mai:connectionFrom"), name("mai:connectionTo"))


@dataclass(frozen=True, slots=True)
class ConnectionBatches:
    """What goes and comes, the merge's quads and what tells of runs included.

    A quad that one block removes may come with a later one; none removes what came with an earlier one.
    """

    store: Store
    names: Namespaces
    stated: QuadDelta
    at: datetime
    standing: NeighbourTable | None  # None where connections are no longer derived
    moves: NeighbourDiff | None  # None where what was published before has to be asked from the store

    @property
    def emptied(self) -> frozenset[NamedNode]:
        """Name the graphs that are gone altogether."""
        return frozenset(rule_graph(each, self.names) for each in Rule if self.standing is None)

    def __iter__(self) -> Iterator[QuadDelta]:
        """Give one change after the other, to be made in this order; lazy."""
        for gone, come in self._quads():
            yield with_merge(gone, come)

    def around(self) -> QuadDelta:
        """Give what goes with the things of which something stated goes, so that no judgement sees it any more."""
        things = {quad.subject for quad in self.stated.removed if quad.graph_name == DefaultGraph()}
        gone = {quad for each in things for quad in self._around(each)}
        return with_merge(gone, set())

    def _quads(self) -> Iterator[tuple[set[Quad], set[Quad]]]:
        if self.standing is None:
            yield from ((each, set()) for each in _cut(held_quads(self.store, self.names)))
            return
        touched = [rule_graph(each, self.names) for each in Rule]
        yield runs_change(self.store, touched, self.names, self.at)
        if self.moves is not None:
            yield from (changed_quads(*each, self.names) for each in self.moves.blocks())
            return
        yield from ((each, set()) for each in _cut(held_connections(self.store, self.names)))
        found = shares(self.standing, published_pairs(self.standing))
        yield from ((set(), each) for each in _cut(share_quads(found, self.names)))

    def _around(self, thing: Any) -> Iterator[Quad]:
        held = self.store.quads_for_pattern
        for rule in Rule:
            graph_name = rule_graph(rule, self.names)
            yield from held(thing, None, None, graph_name)
            for predicate in (*_ENDS, name(rule.shortcut)):
                for quad in held(None, predicate, thing, graph_name):
                    yield quad
                    if predicate in _ENDS:
                        yield from held(quad.subject, None, None, graph_name)


def _cut(quads: Iterator[Quad]) -> Iterator[set[Quad]]:
    while block := set(islice(quads, _BLOCK)):
        yield block
