"""Find the network of a snapshot: its own arrays, or those of an earlier snapshot brought up to date.

The arrays of a network are written by a derivation, some time after the snapshot. A reader who comes earlier takes the
newest arrays before it and applies the recorded changes in memory, so that pages, API and commands always show what the
snapshot states. Where the changes in between are not recorded, or are many, the snapshot is read whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Store

from graph.connections.network.adjacency import Network
from graph.connections.network.array_files import open_network
from graph.connections.network.builder import concerned_things, read_network
from graph.connections.network.incremental_update import edit
from graph.derivation.connections import are_few
from graph.errors import SnapshotMissing
from graph.rdf.terms import DefaultGraph, Triple
from graph.storage.snapshot_parts.delta import read_delta
from graph.storage.snapshots import Snapshot, read_manifest

Opened = TypeVar("Opened")
_MOST_STEPS = 1_000


def network_of(snapshot: Snapshot, open_store: Callable[[], Store]) -> Network:
    """Return the network of a snapshot that is held, so that it stays; its store is opened only where needed."""
    found = nearest(snapshot, open_network)
    if found is None:
        return read_network(open_store())
    network, steps = found
    try:
        changed = changed_triples(steps)
    except (OSError, SyntaxError):  # they were retired meanwhile
        return read_network(open_store())
    if not changed:
        return network
    if not are_few(changed, len(network)):
        return read_network(open_store())
    return edit(network, open_store(), concerned_things(changed)).network


def nearest(
    snapshot: Snapshot, open_arrays: Callable[[Path], Opened | None]
) -> tuple[Opened, list[Path]] | None:
    """Open the newest arrays from which recorded changes lead to a snapshot.

    `open_arrays` opens the network folder of a snapshot, or returns None where its arrays do not fit.

    Returns:
        What was opened, and the folders of the snapshots whose deltas follow, oldest first; None when there is no
        way.
    """
    steps: list[Path] = []
    while len(steps) < _MOST_STEPS:
        opened = open_arrays(snapshot.network_path)
        if opened is not None:
            return opened, steps[::-1]
        before = snapshot.repeats or snapshot.since
        if not 0 < before < snapshot.number:
            return None
        if not snapshot.repeats:
            steps.append(snapshot.path)
        try:
            snapshot = read_manifest(snapshot.path.parent / str(before))
        except SnapshotMissing:
            return None
    return None


def changed_triples(steps: Iterable[Path]) -> set[Triple]:
    """Return the triples that entered or left the default graph in some steps.

    Raises:
        OSError, SyntaxError: A delta is not there (any more), or damaged.
    """
    return {
        quad.triple
        for delta in map(read_delta, steps)
        for quads in (delta.removed, delta.added)
        for quad in quads
        if isinstance(quad.graph_name, DefaultGraph)
    }
