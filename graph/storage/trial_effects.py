"""Compute the exact effects of a small change on graphs, date bounds and the default graph.

The change is tried on a copy of the writer's store, so that only what it concerns is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Store

from graph.derivation.date_bounds import date_bounds
from graph.derivation.default_graph import is_published
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple, name
from graph.sources.candidate import Candidate
from graph.storage.trial_copy import Attempt, is_stated

_DEFAULT = DefaultGraph()
_PUBLISHING = ("prov:wasRevisionOf", "mai:reviewStatus", "prov:invalidatedAtTime")
_DATES = ("schema:startDate", "schema:endDate")


@dataclass(frozen=True, slots=True)
class ChangeEffects:
    """What one transaction changes.

    Attributes:
        change: The quads that go and come.
        seen: The triples that differ for the shapes.
        republished: What the graphs state that were published and no longer are, or the other way round.
    """

    change: QuadDelta
    seen: frozenset[Triple]
    republished: frozenset[Triple] = frozenset()


def requested_change(before: Store, candidate: Candidate) -> QuadDelta:
    """Return the quads of named graphs that a candidate adds and removes, in the literal forms of the store."""
    removed, added = set(candidate.patch.removed), set(candidate.patch.added)
    for each in candidate.graphs:
        store = Store()
        store.extend(each.quads())
        new, old = set(store), set(before.quads_for_pattern(None, None, None, each.name))
        removed |= old - new
        added |= new - old
    for graph_name in candidate.removed:
        removed |= set(before.quads_for_pattern(None, None, None, graph_name))
    return QuadDelta(frozenset(removed), frozenset(added))


def try_change(before: Store, attempt: Attempt, requested: QuadDelta, names: Namespaces) -> ChangeEffects:
    """Try a change of named graphs, and return all that follows from it.

    Args:
        attempt: In a copy of `before`; holds the change afterwards.
    """
    attempt.make(requested)
    republished = _republished(before, attempt.store, requested, names)
    merged, seen = _follow(before, attempt, requested, names, republished)
    bounds = _changed_bounds(before, attempt.store, seen, names)
    attempt.make(bounds)
    merged_bounds, seen_bounds = _follow(before, attempt, bounds, names, frozenset())
    whole = requested | merged | bounds | merged_bounds
    shrunk = {quad.graph_name for quad in whole.removed if isinstance(quad.graph_name, NamedNode)}
    emptied = frozenset(
        each for each in shrunk if next(attempt.store.quads_for_pattern(None, None, None, each), None) is None
    )
    change = QuadDelta(whole.removed, whole.added, emptied)
    return ChangeEffects(change, seen | seen_bounds, republished)


def _follow(
    before: Store, attempt: Attempt, change: QuadDelta, names: Namespaces, republished: frozenset[Triple]
) -> tuple[QuadDelta, frozenset[Triple]]:
    """Update the copy's default graph after a change of named graphs.

    Returns:
        The change of the store's own default graph, which holds the catalogue too; the triples that the copy's lost
        or gained.
    """
    catalog = names.graph("catalog")
    merge, shown = (set[Quad](), set[Quad]()), (set[Quad](), set[Quad]())
    for triple in {quad.triple for quad in change.removed | change.added} | republished:
        quad = Quad(triple.subject, triple.predicate, triple.object, _DEFAULT)
        will_show = is_stated(attempt.store, triple, names)
        if (quad in attempt.store) != will_show:
            shown[will_show].add(quad)
        in_catalog = Quad(triple.subject, triple.predicate, triple.object, catalog) in before
        if (quad in before) != (will_show or in_catalog):
            merge[will_show or in_catalog].add(quad)
    attempt.make(QuadDelta(frozenset(shown[False]), frozenset(shown[True])))
    seen = frozenset(quad.triple for quads in shown for quad in quads)
    return QuadDelta(frozenset(merge[False]), frozenset(merge[True])), seen


def _republished(before: Store, after: Store, change: QuadDelta, names: Namespaces) -> frozenset[Triple]:
    """Return the triples of graphs that a change of their description makes public, or takes back."""
    predicates = {name(each) for each in _PUBLISHING}
    described = {
        quad.subject
        for quad in change.removed | change.added
        if quad.predicate in predicates and quad.subject == quad.graph_name
    }
    suspects = described | {
        quad.object
        for graph_name in described
        for store in (before, after)
        for quad in store.quads_for_pattern(graph_name, name("prov:wasRevisionOf"), None, graph_name)  # type: ignore[arg-type]
    }
    return frozenset(
        quad.triple
        for graph_name in suspects
        if isinstance(graph_name, NamedNode)
        and is_published(before, graph_name, names) != is_published(after, graph_name, names)
        for store in (before, after)
        for quad in store.quads_for_pattern(None, None, None, graph_name)
    )


def _changed_bounds(before: Store, after: Store, seen: Iterable[Triple], names: Namespaces) -> QuadDelta:
    """Compute the date bounds of what has other dates than before."""
    graph_name = names.graph("derived/bounds")
    dates = {name(each) for each in _DATES}
    removed, added = set[Quad](), set[Quad]()
    for subject in {each.subject for each in seen if each.predicate in dates}:
        old = set(before.quads_for_pattern(subject, None, None, graph_name))
        new = {
            Quad(each.subject, each.predicate, each.object, graph_name)
            for each in date_bounds(_stated_dates(after, subject))
        }
        removed |= old - new
        added |= new - old
    return QuadDelta(frozenset(removed), frozenset(added))


def _stated_dates(store: Store, subject: object) -> Iterator[Triple]:
    for curie in _DATES:
        for quad in store.quads_for_pattern(subject, name(curie), None, _DEFAULT):  # type: ignore[arg-type]
            yield quad.triple
