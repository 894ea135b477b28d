"""Compute how a change alters the catalogue: number, digest and size of the next state, and where graphs come from.

Digest and sizes are computed from the state before and the quads of the change, so that nothing else is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pyoxigraph import Store

from graph.connections.structure.measurements import describe_structure, stored_measurements
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Quad, Triple
from graph.sources.candidate import Candidate
from graph.storage.catalogue import (
    describe_derivation,
    describe_state,
    described,
    now,
    record_loads,
    stored_derivation,
)
from graph.storage.dataset_digest import digest_of, digest_without, joined
from graph.storage.snapshots import State
from graph.storage.trial_copy import is_stated


@dataclass(frozen=True, slots=True)
class Difference:
    """How digest and sizes of a state change, without the catalogue itself."""

    digest: str = f"{0:064x}"
    quad_count: int = 0
    triple_count: int = 0

    def plus(self, change: QuadDelta) -> Difference:
        """Return the difference after one more change, default graph included."""
        removed = [quad for quad in change.removed if not _is_in_default_graph(quad)]
        added = [quad for quad in change.added if not _is_in_default_graph(quad)]
        merged = (len(change.added) - len(added)) - (len(change.removed) - len(removed))
        return Difference(
            digest_of(added, digest_without(removed, self.digest)),
            self.quad_count + len(added) - len(removed),
            self.triple_count + merged,
        )

    def after(self, was: State | None) -> State:
        """Return the next state."""
        was = was or State(0, now(), "0", 0, 0)
        return State(
            was.number + 1,
            now(),
            joined(was.digest, self.digest),
            was.quad_count + self.quad_count,
            was.triple_count + self.triple_count,
        )


def next_state(was: State | None, change: QuadDelta) -> State:
    """Return the state after one change, default graph included."""
    return Difference().plus(change).after(was)


def _is_in_default_graph(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def catalogue_change(
    store: Store, names: Namespaces, candidate: Candidate, state: State, *, stated: QuadDelta
) -> QuadDelta:
    """Return how a candidate changes the catalogue: the state, and the records of the graphs it touches."""
    old = set(described(store, names, candidate.names()))
    new = set(record_loads(candidate.graphs, state.published_at, names))
    return _catalogued(store, names, state, old, new, leaving=stated.removed)


def derivation_change(
    store: Store, names: Namespaces, state: State, *, number: int, at: datetime, counts: dict[str, int]
) -> QuadDelta:
    """Return how a derivation changes the catalogue: the new state, and what was measured on which state.

    Args:
        store: The writer's store.
        names: Of its deployment.
        state: The next state.
        number: The state that the derivation was made from.
        at: When.
        counts: What was measured, see `graph.connections.structure.measurements`.
    """
    old = (
        set(described(store, names, ())) | stored_measurements(store, names) | stored_derivation(store, names)
    )
    new = set(describe_structure(counts, number, names)) | set(describe_derivation(number, at, names))
    return _catalogued(store, names, state, old, new, leaving=frozenset())


def _catalogued(
    store: Store,
    names: Namespaces,
    state: State,
    old: set[Triple],
    new: set[Triple],
    *,
    leaving: frozenset[Quad],
) -> QuadDelta:
    """Compare the catalogue's triples with the new ones, the new state included.

    `leaving` are quads of the default graph that the same change removes.
    """
    catalog = names.graph("catalog")
    count = state.triple_count - len(old) + len(new) + sum(1 for _ in describe_state(state, names))
    new = _as_stored((*new, *describe_state(replace(state, triple_count=count), names)))
    removed = {Quad(each.subject, each.predicate, each.object, catalog) for each in old - new}
    added = {Quad(each.subject, each.predicate, each.object, catalog) for each in new - old}
    default_removed = {_default_quad(each) for each in old - new if not is_stated(store, each, names)}
    default_added = {_default_quad(each) for each in new - old}
    arriving = {quad for quad in default_added if quad not in store or quad in leaving}
    return QuadDelta(frozenset(removed | default_removed), frozenset(added | arriving))


def _as_stored(triples: Iterable[Triple]) -> set[Triple]:
    """Return triples in the store's literal forms, so that equal times compare equal."""
    store = Store()
    store.extend(_default_quad(each) for each in triples)
    return {quad.triple for quad in store}


def _default_quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
