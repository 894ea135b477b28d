"""Describe a change in the catalogue: the number, digest and size of the state that follows, and where graphs come from.

Digest and sizes follow from the state before and the quads that go and come, so that nothing else is read.
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
    """By how much digest and sizes of a state change; the catalogue comes on top."""

    digest: str = f"{0:064x}"
    quad_count: int = 0
    triple_count: int = 0

    def plus(self, change: QuadDelta) -> Difference:
        """Return the difference after one change more, the merge's quads included."""
        removed = [quad for quad in change.removed if not _is_merged(quad)]
        added = [quad for quad in change.added if not _is_merged(quad)]
        merged = (len(change.added) - len(added)) - (len(change.removed) - len(removed))
        return Difference(
            digest_of(added, digest_without(removed, self.digest)),
            self.quad_count + len(added) - len(removed),
            self.triple_count + merged,
        )

    def after(self, was: State | None) -> State:
        """Return the state that follows."""
        was = was or State(0, now(), "0", 0, 0)
        return State(
            was.number + 1,
            now(),
            joined(was.digest, self.digest),
            was.quad_count + self.quad_count,
            was.triple_count + self.triple_count,
        )


def next_state(was: State | None, change: QuadDelta) -> State:
    """Return the state that follows one change, the merge's quads included."""
    return Difference().plus(change).after(was)


def _is_merged(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def told_change(
    store: Store, names: Namespaces, candidate: Candidate, state: State, *, stated: QuadDelta
) -> QuadDelta:
    """Return what the catalogue loses and gains with a candidate: the state, the records of the graphs it touches."""
    old = set(described(store, names, candidate.names()))
    told = set(record_loads(candidate.graphs, state.published_at, names))
    return _catalogued(store, names, state, old, told, leaving=stated.removed)


def derivation_change(
    store: Store, names: Namespaces, state: State, *, number: int, at: datetime, counts: dict[str, int]
) -> QuadDelta:
    """Return what the catalogue loses and gains with a derivation: the new state, what was measured, and on which state.

    Args:
        store: The writer's store.
        names: Of its deployment.
        state: The state that follows.
        number: The state that the derivation was made from.
        at: When.
        counts: What was measured, see `graph.connections.structure.measurements`.
    """
    old = (
        set(described(store, names, ())) | stored_measurements(store, names) | stored_derivation(store, names)
    )
    told = set(describe_structure(counts, number, names)) | set(describe_derivation(number, at, names))
    return _catalogued(store, names, state, old, told, leaving=frozenset())


def _catalogued(
    store: Store,
    names: Namespaces,
    state: State,
    old: set[Triple],
    told: set[Triple],
    *,
    leaving: frozenset[Quad],
) -> QuadDelta:
    """Compare what the catalogue says with what it will say, the new state included.

    `leaving` are quads of the merge that go with the same change.
    """
    catalog = names.graph("catalog")
    count = state.triple_count - len(old) + len(told) + sum(1 for _ in describe_state(state, names))
    told = _as_stored((*told, *describe_state(replace(state, triple_count=count), names)))
    removed = {Quad(each.subject, each.predicate, each.object, catalog) for each in old - told}
    added = {Quad(each.subject, each.predicate, each.object, catalog) for each in told - old}
    merged_out = {_merged(each) for each in old - told if not is_stated(store, each, names)}
    merged_in = {_merged(each) for each in told - old}
    arriving = {quad for quad in merged_in if quad not in store or quad in leaving}
    return QuadDelta(frozenset(removed | merged_out), frozenset(added | arriving))


def _as_stored(triples: Iterable[Triple]) -> set[Triple]:
    """Give triples in the store's literal forms: a time that was told in the same second is then the same."""
    held = Store()
    held.extend(_merged(each) for each in triples)
    return {quad.triple for quad in held}


def _merged(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
