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
from graph.connections.similarity.connection_triples import (
    changed_quads,
    node_predicates,
    rule_graph,
    run_triples,
    share_quads,
    shortcuts,
)
from graph.connections.similarity.neighbour_diff import NeighbourDiff, compare_tables
from graph.connections.similarity.neighbour_table import NeighbourTable, find_neighbours
from graph.connections.similarity.neighbour_update import update_table
from graph.connections.similarity.rules import Rule
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple, name

_DEFAULT = DefaultGraph()
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

    def rule_graphs(self) -> frozenset[NamedNode]:
        """Return the names of the graphs that hold derived connections."""
        return _rule_graphs(self.names)

    def runs(self, touched: AbstractSet[NamedNode], at: datetime) -> QuadDelta:
        """Return how the descriptions of the rules' runs change.

        Args:
            touched: The graphs whose connections change; a graph that is not described yet is described too.
            at: When the derivation was made.
        """
        if self.table.count:
            return runs_change(self.store, touched, self.names, at)
        described = (quad for each in Rule for quad in _run_quads(self.store, each, self.names))
        return QuadDelta(removed=frozenset(described), emptied=_rule_graphs(self.names))


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


def stored_connections(store: Store, names: Namespaces) -> Iterator[Quad]:
    """Yield the derived connections that a store holds, without default graph and descriptions of runs."""
    runs = {names.thing("run", each.word) for each in Rule}
    return (
        each
        for each in _stored_quads(store, names)
        if each.subject != each.graph_name and each.subject not in runs
    )


def runs_change(store: Store, touched: Iterable[NamedNode], names: Namespaces, at: datetime) -> QuadDelta:
    """Return how the descriptions of runs change; see `DerivedConnections.runs`."""
    touched = set(touched)
    removed, stored = set[Quad](), Store()  # a store writes times in its own form
    for rule in Rule:
        graph_name = rule_graph(rule, names)
        before = set(_run_quads(store, rule, names))
        runs = [_in(each, graph_name) for each in run_triples(rule, at, names)]
        is_known = all(each in before for each in runs if each.predicate == name("owl:versionInfo"))
        if graph_name in touched or not is_known:
            removed |= before
            stored.extend(runs)
    return QuadDelta(frozenset(removed), frozenset(stored)).net()


def with_default_graph(delta: QuadDelta) -> QuadDelta:
    """Return a change of derived graphs with that of the default graph.

    The default graph holds shortcuts and descriptions of runs, which nobody else may state (S26), but not the nodes: a
    query for weight and basis of a connection names its graph.
    """
    leaving, arriving = (
        frozenset(_in(each.triple, _DEFAULT) for each in quads if each.predicate not in node_predicates())
        for quads in (delta.removed, delta.added)
    )
    return delta | QuadDelta(leaving, arriving)


def connections_around(store: Store, things: Iterable[object]) -> QuadDelta:
    """Return what the default graph holds of the connections of some things, as quads to remove.

    A check of what is stated leaves them out: they may be older than what it looks at.
    """
    found = {
        quad
        for thing in things
        for shortcut in shortcuts()
        for subject, value in ((thing, None), (None, thing))
        for quad in store.quads_for_pattern(subject, shortcut, value, _DEFAULT)  # type: ignore[arg-type]
    }
    return QuadDelta(removed=frozenset(found))


def _stored_quads(store: Store, names: Namespaces) -> Iterator[Quad]:
    return (quad for each in _rule_graphs(names) for quad in store.quads_for_pattern(None, None, None, each))


def _run_quads(store: Store, rule: Rule, names: Namespaces) -> Iterator[Quad]:
    """Yield the description of a rule's run."""
    graph_name = rule_graph(rule, names)
    for node in (graph_name, names.thing("run", rule.word)):
        yield from store.quads_for_pattern(node, None, None, graph_name)


def _rule_graphs(names: Namespaces) -> frozenset[NamedNode]:
    return frozenset(rule_graph(each, names) for each in Rule)


def _cut(quads: Iterator[Quad]) -> Iterator[frozenset[Quad]]:
    while batch := frozenset(islice(quads, _BATCH)):
        yield batch


def _in(triple: Triple, graph_name: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)
