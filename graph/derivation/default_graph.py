"""Decide which graphs are published, and compute how a change of graphs changes the default graph.

The default graph holds each published triple once, however many graphs state it. Stores and candidates are compared in
the store's own literal forms, so that the change is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, name

_DEFAULT = DefaultGraph()
_UNPUBLISHED = ("validation",)


def published_graphs(store: Store, names: Namespaces) -> frozenset[NamedNode]:
    """Return the names of the graphs whose triples the default graph holds.

    Left out: the validation report, drafts, what is marked as no longer valid, what a contribution revises.
    """
    stored = [each for each in store.named_graphs() if isinstance(each, NamedNode)]
    eligible = {each for each in stored if _is_eligible(store, each, names)}
    contributions = {each for each in eligible if names.kept_path(each) is None}
    revised = {
        quad.object
        for each in contributions
        for quad in store.quads_for_pattern(each, name("prov:wasRevisionOf"), None, each)
    }
    return frozenset(eligible - (revised & contributions))


def _is_eligible(store: Store, graph_name: NamedNode, names: Namespaces) -> bool:
    kept = names.kept_path(graph_name)
    if kept is not None:
        return kept not in _UNPUBLISHED
    draft = Quad(graph_name, name("mai:reviewStatus"), name("review:draft"), graph_name)
    ended = store.quads_for_pattern(graph_name, name("prov:invalidatedAtTime"), None, graph_name)
    return draft not in store and next(ended, None) is None


def is_published(store: Store, graph_name: NamedNode, names: Namespaces) -> bool:
    """Return whether one graph is published, without reading every other."""
    if not _is_eligible(store, graph_name, names):
        return False
    revising = store.quads_for_pattern(None, name("prov:wasRevisionOf"), graph_name, None)
    return names.kept_path(graph_name) is not None or not any(
        quad.subject == quad.graph_name
        and isinstance(quad.subject, NamedNode)
        and names.kept_path(quad.subject) is None
        and _is_eligible(store, quad.subject, names)
        for quad in revising
    )


def published_after(before: Store, after: Store, names: Namespaces) -> frozenset[NamedNode]:
    """Return the names of the graphs that will be published.

    Args:
        after: Every contribution as it will be; kept graphs (registers, catalogue) may be absent and then stay.
    """
    provided = set(after.named_graphs())
    staying = (
        each for each in published_graphs(before, names) if each not in provided and names.kept_path(each)
    )
    return published_graphs(after, names) | frozenset(staying)


def plan_change(
    before: Store,
    after: Store,
    touched: frozenset[NamedNode],
    *,
    was: frozenset[NamedNode],
    will: frozenset[NamedNode],
) -> QuadDelta:
    """Compute the quads to add and remove when graphs are replaced.

    Args:
        before: The writer's store.
        after: Holds the touched graphs as they will be; a graph to remove is absent.
        touched: The graphs that are replaced or removed.
        was, will: The published graphs before and after.
    """
    flipped = (was ^ will) - touched
    removed: set[Quad] = set()
    added: set[Quad] = set()
    leaving: set[Quad] = set()  # of the default graph, as what is entering
    entering: set[Quad] = set()
    for graph_name in touched | flipped:
        old = set(_quads(before, graph_name))
        new = set(_quads(after, graph_name)) if graph_name in touched else old
        removed |= old - new
        added |= new - old
        if graph_name in was:
            leaving.update(_default_quads(old))
        if graph_name in will:
            entering.update(_default_quads(new))
    unmoved = will - touched - flipped
    removed.update(each for each in leaving - entering if not _is_stated(before, each, unmoved))
    added.update(quad for quad in entering - leaving if not was or quad not in before)
    emptied = frozenset(
        each
        for each in touched
        if before.contains_named_graph(each) and next(_quads(after, each), None) is None
    )
    return QuadDelta(frozenset(removed), frozenset(added), emptied)


def _quads(store: Store, graph_name: NamedNode) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, graph_name)


def _default_quads(quads: Iterable[Quad]) -> Iterator[Quad]:
    return (Quad(each.subject, each.predicate, each.object, _DEFAULT) for each in quads)


def _is_stated(store: Store, quad: Quad, graphs: frozenset[NamedNode]) -> bool:
    stating = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    # A pattern with the integer 255 also gives what has 256 to 511, and so on (0.5.13).
    return any(each.graph_name in graphs and each.object == quad.object for each in stating)
