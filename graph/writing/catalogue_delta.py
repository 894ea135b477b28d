"""What the catalogue says of a change: the number, digest and size of the state that follows, and where graphs come from.

In: the state before, the quads that go and come. Out: the state after; the quads of the catalogue that go and come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Store

from graph.connections.structure.measurements import told_structure
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Quad, Triple
from graph.sources.candidate import Candidate
from graph.storage.catalogue import describe_state, described, now, record_loads
from graph.storage.dataset_digest import digest_of, digest_without
from graph.storage.snapshots import State
from graph.storage.trial_copy import is_stated


class Reckoning:
    """Counts and digests what will be stated, from what was and what changes alone; the catalogue comes on top."""

    def __init__(self, was: State | None) -> None:
        """Begin with what was."""
        self._state = was or State(0, now(), "0", 0, 0)

    def passing(self, changes: Iterable[QuadDelta]) -> Iterator[QuadDelta]:
        """Pass changes on, the merge's quads included, each once it is counted; lazy."""
        for each in changes:
            self._state = _after(self._state, each)
            yield each

    def next_state(self) -> State:
        """Give the state that follows."""
        return replace(self._state, number=self._state.number + 1, published_at=now())


def next_state(was: State | None, change: QuadDelta) -> State:
    """Give the state that follows one change, the merge's quads included."""
    reckoning = Reckoning(was)
    list(reckoning.passing((change,)))
    return reckoning.next_state()


def _after(state: State, change: QuadDelta) -> State:
    removed = [quad for quad in change.removed if not _is_merged(quad)]
    added = [quad for quad in change.added if not _is_merged(quad)]
    triples = (len(change.added) - len(added)) - (len(change.removed) - len(removed))
    return replace(
        state,
        digest=digest_of(added, digest_without(removed, state.digest)),
        quad_count=state.quad_count + len(added) - len(removed),
        triple_count=state.triple_count + triples,
    )


def _is_merged(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def told_change(
    store: Store,
    names: Namespaces,
    candidate: Candidate,
    state: State,
    *,
    stated: QuadDelta,
    measured: set[Triple],
) -> QuadDelta:
    """Plan what the catalogue loses and gains: the state, its structure, the records of the graphs that are touched.

    Args: measured: what it will say of the structure
    """
    catalog = names.graph("catalog")
    old = set(described(store, names, candidate.names())) | told_structure(store, names)
    told = set(record_loads(candidate.graphs, state.published_at, names)) | measured
    count = state.triple_count - len(old) + len(told) + sum(1 for _ in describe_state(state, names))
    told |= set(describe_state(replace(state, triple_count=count), names))
    told = _as_stored(told)
    removed = {Quad(each.subject, each.predicate, each.object, catalog) for each in old - told}
    added = {Quad(each.subject, each.predicate, each.object, catalog) for each in told - old}
    merged_out = {_merged(each) for each in old - told if not is_stated(store, each, names)}
    merged_in = {_merged(each) for each in told - old}
    arriving = {quad for quad in merged_in if quad not in store or quad in stated.removed}
    return QuadDelta(frozenset(removed | merged_out), frozenset(added | arriving))


def _as_stored(triples: Iterable[Triple]) -> set[Triple]:
    """Give triples in the store's literal forms: a time that was told in the same second is then the same."""
    held = Store()
    held.extend(_merged(each) for each in triples)
    return {quad.triple for quad in held}


def _merged(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
