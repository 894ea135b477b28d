"""What goes and comes with connections that rules derive: in their graphs, in the merge, and in what tells of their runs.

In: the writer's store, what changes of what is stated, derived quads that go and come. Out: a `QuadDelta`. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime

from pyoxigraph import Store

from graph.connections.similarity.connection_triples import rule_graph, run_triples
from graph.connections.similarity.rules import Rule
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple, name

_DEFAULT = DefaultGraph()


def held_quads(store: Store, names: Namespaces) -> Iterator[Quad]:
    """Give all that rules gave so far, what tells of their runs included, without the merge; lazy."""
    graphs = (rule_graph(each, names) for each in Rule)
    return (quad for each in graphs for quad in store.quads_for_pattern(None, None, None, each))


def held_connections(store: Store, names: Namespaces) -> Iterator[Quad]:
    """Give the same but what tells of runs; lazy."""
    runs = {names.thing("run", each.word) for each in Rule}
    return (
        each
        for each in held_quads(store, names)
        if each.subject != each.graph_name and each.subject not in runs
    )


def runs_change(
    store: Store, touched: Iterable[NamedNode], names: Namespaces, at: datetime
) -> tuple[set[Quad], set[Quad]]:
    """Give what tells of runs and is outdated, and what takes its place.

    Args: touched: the graphs whose connections change; a graph of which nothing is told yet is told of too
    """
    touched = set(touched)
    gone, told = set[Quad](), Store()  # which writes times its own way
    for rule in Rule:
        graph_name = rule_graph(rule, names)
        nodes = (graph_name, names.thing("run", rule.word))
        held = {quad for each in nodes for quad in store.quads_for_pattern(each, None, None, graph_name)}
        runs = [_in(each, graph_name) for each in run_triples(rule, at, names)]
        is_known = all(each in held for each in runs if each.predicate == name("owl:versionInfo"))
        if graph_name in touched or not is_known:
            gone |= held
            told.extend(runs)
    come = set(told)
    return gone - come, come - gone


def with_merge(gone: AbstractSet[Quad], come: AbstractSet[Quad]) -> QuadDelta:
    """Let the merge follow: nobody else may state what rules give (S26).

    Args: gone, come: quads of rules' graphs
    """
    leaving, arriving = (frozenset(_in(each.triple, _DEFAULT) for each in quads) for quads in (gone, come))
    return QuadDelta(leaving | gone, arriving | come)


def _in(triple: Triple, graph_name: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)
