"""What the catalogue loses and gains with a change: the next state, its structure, the records of graphs it touches.

In: a writer's store, the candidate, the quads that go and come. Out: a change of the catalogue. Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Store

from graph.candidate import Candidate
from graph.catalogue import describe_state, described, now, record_loads
from graph.digest import digest_of, digest_without
from graph.measures import measures_of, told_structure
from graph.merge import Change
from graph.network.standing import Standing
from graph.rehearsal import is_stated
from graph.snapshot import NETWORK, State
from graph.store import Writer
from graph.terms import DefaultGraph, Quad, Triple


def account_for(
    writer: Writer, candidate: Candidate, was: State | None, stated: Change, standing: Standing | None
) -> Change:
    """Plan what the catalogue will say.

    Args: was: the state before
          stated: all that goes and comes but for what the software says of it
          standing: that after the change, where it is known
    """
    state = _next_state(was, stated)
    return _told_change(writer, candidate, stated, state, _measured(writer, standing, stated, state))


def _next_state(was: State | None, stated: Change) -> State:
    """Count and digest what will be stated, from what was and the outcome alone; the catalogue comes on top."""
    removed = [quad for quad in stated.removed if not _is_merged(quad)]
    added = [quad for quad in stated.added if not _is_merged(quad)]
    before = was or State(0, now(), "0", 0, 0)
    triples = (len(stated.added) - len(added)) - (len(stated.removed) - len(removed))
    return State(
        number=before.number + 1,
        published_at=now(),
        digest=digest_of(added, digest_without(removed, before.digest)),
        quad_count=before.quad_count + len(added) - len(removed),
        triple_count=before.triple_count + triples,
    )


def _is_merged(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def _measured(writer: Writer, standing: Standing | None, stated: Change, state: State) -> set[Triple]:
    """Tell of the structure: as it will be with a large write or the first one, else as it was last found."""
    told = told_structure(writer.store, writer.names)
    is_large = len(stated) > writer.settings.transaction_max_quads
    return measures_of(
        standing.network if standing and (is_large or not told) else None,
        state.number,
        writer.names,
        told=told,
        before=writer.directory.snapshots / str(state.number - 1) / NETWORK,
    )


def _told_change(
    writer: Writer, candidate: Candidate, stated: Change, state: State, measured: set[Triple]
) -> Change:
    """Plan what the catalogue loses and gains: the state, the structure, and the records of graphs that are touched."""
    names, store = writer.names, writer.store
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
    return Change(frozenset(removed | merged_out), frozenset(added | arriving))


def _as_stored(triples: Iterable[Triple]) -> set[Triple]:
    """Give triples in the store's literal forms: a time that was told in the same second is then the same."""
    held = Store()
    held.extend(_merged(each) for each in triples)
    return {quad.triple for quad in held}


def _merged(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
