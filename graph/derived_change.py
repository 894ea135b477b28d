"""What goes and comes with connections that rules derive: in their graphs, in the merge, and in what tells of their runs.

In: the writer's store, what changes of what is stated, derived quads that go and come. Out: a `Change`. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pyoxigraph import Store

from graph.merge import Change
from graph.names import Names
from graph.network.derived import rule_graph, run_triples
from graph.network.rules import Rule
from graph.terms import DefaultGraph, NamedNode, Quad, Triple, name

_DEFAULT = DefaultGraph()
_FEW_TOLD = 2  # triples of one subject: each is looked up by itself


def held_quads(store: Store, names: Names) -> Iterator[Quad]:
    """Give all that rules gave so far, what tells of their runs included, without the merge; lazy."""
    graphs = (rule_graph(each, names) for each in Rule)
    return (quad for each in graphs for quad in store.quads_for_pattern(None, None, None, each))


def held_connections(store: Store, names: Names) -> Iterator[Quad]:
    """Give the same but what tells of runs; lazy."""
    runs = {names.thing("run", each.word) for each in Rule}
    return (
        each
        for each in held_quads(store, names)
        if each.subject != each.graph_name and each.subject not in runs
    )


def runs_change(
    store: Store, touched: Iterable[NamedNode], names: Names, at: datetime
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


def with_merge(store: Store, stated: Change, gone: set[Quad], come: set[Quad]) -> Change:
    """Let the merge follow: it keeps what another graph states too, and takes in what it does not hold.

    Args: gone, come: quads of rules' graphs; what comes may be there already, when all of its graph goes first
    """
    staying = set(_stated_elsewhere(store, gone, stated))
    leaving = {_in(each.triple, _DEFAULT) for each in gone if each.triple not in staying}
    merged = {_in(each.triple, _DEFAULT): each for each in come}
    there = set(_held_of(store, merged))
    kept = set(_stated_elsewhere(store, (merged[each] for each in there), stated))
    arriving = {
        each for each in merged if each not in there or each in stated.removed or each.triple not in kept
    }
    return Change(frozenset(gone | leaving), frozenset(come | arriving))


def _held_of(store: Store, quads: Iterable[Quad]) -> Iterator[Quad]:
    """Give those of some quads of the merge that a store holds; a subject of which it says nothing is looked up once."""
    told: dict[Any, list[Quad]] = {}
    for each in quads:
        told.setdefault(each.subject, []).append(each)
    for subject, wanted in told.items():
        if (
            len(wanted) <= _FEW_TOLD
            or next(store.quads_for_pattern(subject, None, None, _DEFAULT), None) is not None
        ):
            yield from (each for each in wanted if each in store)


def _stated_elsewhere(store: Store, quads: Iterable[Quad], stated: Change) -> Iterator[Triple]:
    """Give the triples of some quads that another graph states too; lazy. A connection's node is looked up once."""
    told: dict[Any, dict[Triple, Quad]] = {}
    for each in quads:
        told.setdefault(each.subject, {})[each.triple] = each
    for subject, wanted in told.items():
        asked = [(each.predicate, each.object) for each in wanted]
        for predicate, value in [(None, None)] if len(wanted) > _FEW_TOLD else asked:
            for held in store.quads_for_pattern(subject, predicate, value, None):
                own = wanted.get(held.triple)
                is_other = own is not None and held.graph_name not in (_DEFAULT, own.graph_name)
                if is_other and held not in stated.removed:
                    yield held.triple


def _in(triple: Triple, graph_name: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph_name)
