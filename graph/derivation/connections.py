"""Derive the connections between initiatives from what is published, and compare them with those that a store holds.

A derivation updates the table of the one before where that one is known and little changed since; otherwise everything
is derived anew. Changes come in batches, because a change of every weight would not fit in memory. Nothing is written
here: `graph.writing` decides when connections are derived, and puts them in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pyoxigraph import Store

from graph.connections.network.builder import concerned_things, read_network
from graph.connections.similarity.connection_triples import changed_quads, share_quads
from graph.connections.similarity.neighbour_diff import NeighbourDiff, compare_tables
from graph.connections.similarity.neighbour_table import NeighbourTable, find_neighbours
from graph.connections.similarity.neighbour_update import update_table
from graph.connections.similarity.rules import Rule
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.derivation.stored_connections import rule_graphs, run_quads, runs_change, stored_connections
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode, Quad, Triple

_FEW = 1_000  # things; beyond, and beyond a small share of all, everything is derived anew
_SHARE = 50
_BATCH = 100_000  # quads


@dataclass(frozen=True, slots=True)
class DerivedConnections:
    """The connections of one state of a store, and how they differ from those that the store holds.

    Attributes:
        store: Where the state is read; it does not change.
        table: The connections.
        diff: Pairs of initiatives that may differ; None where no pair does.
        is_known: Whether the connections that the store holds are known from their table.
    """

    store: Store
    names: Namespaces
    table: NeighbourTable
    diff: NeighbourDiff | None
    is_known: bool

    def batches(self) -> Iterator[QuadDelta]:
        """Yield the connections to add and remove, without the default graph, to be applied in this order.

        A quad that one batch removes may be added by a later one; none removes what an earlier one added.
        """
        if self.is_known:
            for block in self.diff.blocks() if self.diff is not None else ():
                removed, added = changed_quads(*block, self.names)
                yield QuadDelta(frozenset(removed), frozenset(added))
            return
        for quads in _cut(stored_connections(self.store, self.names)):
            yield QuadDelta(removed=quads)
        for quads in _cut(share_quads(shares(self.table, published_pairs(self.table)), self.names)):
            yield QuadDelta(added=quads)

    def runs(self, touched: AbstractSet[NamedNode], at: datetime) -> QuadDelta:
        """Return how the descriptions of the rules' runs change.

        Args:
            touched: The graphs whose connections change; a graph that is not described yet is described too.
            at: When the derivation was made.
        """
        if self.table.count:
            return runs_change(self.store, touched, self.names, at)
        described = (quad for each in Rule for quad in run_quads(self.store, each, self.names))
        return QuadDelta(removed=frozenset(described), emptied=rule_graphs(self.names))


def derive_connections(
    store: Store,
    before: NeighbourTable | None,
    changed: AbstractSet[Triple],
    *,
    names: Namespaces,
    count: int,
) -> DerivedConnections:
    """Derive the connections of a store.

    Args:
        store: Is only read.
        before: The connections that the store holds, where they are known.
        changed: The triples that entered or left its default graph since they were derived.
        names: Of its deployment.
        count: How many connections an initiative may have.
    """
    if before is not None and are_few(changed, len(before.network)):
        update = update_table(before, store, changed)
        return DerivedConnections(store, names, update.table, update.diff, is_known=True)
    table = find_neighbours(read_network(store), count)
    diff = compare_tables(before, table) if before is not None else None
    return DerivedConnections(store, names, table, diff, is_known=before is not None)


def are_few(changed: Iterable[Triple], thing_count: int) -> bool:
    """Return whether updating a network of so many things is faster than reading it anew."""
    return len(set(concerned_things(changed))) <= max(_FEW, thing_count // _SHARE)


def _cut(quads: Iterator[Quad]) -> Iterator[frozenset[Quad]]:
    while batch := frozenset(islice(quads, _BATCH)):
        yield batch
