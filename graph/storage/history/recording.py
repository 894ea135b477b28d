"""Record how things changed: by a change of the store, or by comparing all that it states with what was recorded.

What a change concerns is found from the change; whether something differs is decided by comparing descriptions, so that
nothing is recorded that did not change, and looking at too much costs time alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import NamedNode
from graph.storage.history.descriptions import (
    StatedDescriptions,
    relicensed_graphs,
    subjects_in,
    touched_nodes,
)
from graph.storage.history.history_file import HistoryFile
from graph.storage.history.model import ChangeKind, SnapshotMoment


def record_change(
    file: HistoryFile,
    deltas: Iterable[QuadDelta],
    store: Store,
    names: Namespaces,
    *,
    number: int,
    at_ms: int,
) -> int:
    """Record what changes of the store did to things; several at once count as one.

    Args:
        file: It covers the state before.
        deltas: All that changed since; quads of the default graph included.
        store: The store after them.
        names: The IRIs of the deployment.
        number: Of the snapshot after them.
        at_ms: When that was published, in milliseconds since 1970.

    Returns:
        How many things changed.
    """
    descriptions, nodes = StatedDescriptions(store, names), set[NamedNode]()
    for delta in deltas:
        nodes |= touched_nodes(delta, names)
        for graph_name in relicensed_graphs(delta):
            nodes |= subjects_in(store, graph_name)
    things = sorted(descriptions.owners(nodes), key=lambda each: each.value)
    with file.changing():
        count = _record(file, things, descriptions, file.next_moment(number, at_ms))
        file.cover(number)
    return count


def compare_all(file: HistoryFile, store: Store, names: Namespaces, *, number: int, at_ms: int) -> int:
    """Record what differs between all that a store states and what the file has; an empty file takes everything.

    Args:
        file: Is brought to that state, whatever happened in between.
        store: All of it is read: some tenth of a millisecond a thing.
        names: The IRIs of the deployment.
        number: Of the store's snapshot.
        at_ms: When that was published, in milliseconds since 1970.

    Returns:
        How many things changed.
    """
    descriptions, seen = StatedDescriptions(store, names), set[str]()

    def things() -> Iterable[NamedNode]:
        for each in descriptions.things():
            seen.add(each.value)
            yield each

    with file.changing():
        moment = file.next_moment(number, at_ms)
        count = _record(file, things(), descriptions, moment)
        gone = (NamedNode(each) for each in file.things() if each not in seen)
        count += _record(file, gone, descriptions, moment)
        file.cover(number)
    return count


def _record(
    file: HistoryFile, things: Iterable[NamedNode], descriptions: StatedDescriptions, moment: SnapshotMoment
) -> int:
    count = 0
    for thing in things:
        before, after = file.digest_of(thing.value), descriptions.read(thing)
        if before == (after.digest() if after else None):
            continue
        kind = (
            ChangeKind.DELETE
            if after is None
            else ChangeKind.UPDATE
            if before is not None
            else ChangeKind.CREATE
        )
        file.record(thing.value, moment, kind, after)
        count += 1
    return count
