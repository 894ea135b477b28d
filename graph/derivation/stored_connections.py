"""Read the derived connections that a store holds, and say what changes with them.

Nothing here needs the arrays that deriving needs: the process that writes starts without loading them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from pyoxigraph import Store

from graph.connections.similarity.connection_triples import (
    node_predicates,
    rule_graph,
    run_triples,
    shortcuts,
)
from graph.connections.similarity.rules import Rule
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple, name

_DEFAULT = DefaultGraph()


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
        before = set(run_quads(store, rule, names))
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
    return (quad for each in rule_graphs(names) for quad in store.quads_for_pattern(None, None, None, each))


def run_quads(store: Store, rule: Rule, names: Namespaces) -> Iterator[Quad]:
    """Yield the description of a rule's run."""
    graph_name = rule_graph(rule, names)
    for node in (graph_name, names.thing("run", rule.word)):
        yield from store.quads_for_pattern(node, None, None, graph_name)


def rule_graphs(names: Namespaces) -> frozenset[NamedNode]:
    """Return the names of the graphs that hold derived connections."""
    return frozenset(rule_graph(each, names) for each in Rule)


def _in(triple: Triple, graph_name: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)
