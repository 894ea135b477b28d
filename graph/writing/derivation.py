"""Derive connections and measurements from a published snapshot.

`compute` works on a snapshot, which never changes, and needs no lock: a process of its own runs it at a low priority
while writes go on (`graph.writing.derivation_job`). A change too large for a transaction, as when every weight changes,
is made in a copy of the store, so that the lock is held for a moment only (`graph.writing.derived_commit`). The
commands derive in their own process, right after their commit, and let others write meanwhile: `derive_unlocked`. What
fills a directory anew keeps the lock: `derive_now`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import chain
from pathlib import Path

from pyoxigraph import Store

from graph.connections.similarity.neighbour_files import open_neighbours, save_neighbours
from graph.connections.similarity.neighbour_mark import write_mark
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.structure.analysis import structure_of
from graph.connections.structure.cache import kept_structure, save_structure
from graph.connections.structure.measurements import measured_counts, stored_measurements, structure_counts
from graph.derivation.connections import DerivedConnections, derive_connections
from graph.derivation.stored_connections import rule_graphs, with_default_graph
from graph.errors import DataDirectoryBusy, SnapshotMissing
from graph.i18n import BilingualText
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Triple
from graph.runtime.temporary_folders import temporary_folder
from graph.search.index_files import is_current
from graph.settings import Settings
from graph.storage.catalogue import now, read_derivation
from graph.storage.data_directory import DataDirectory, link_files, sync_files
from graph.storage.history.kept_history import make_history
from graph.storage.snapshot_parts.delta import read_delta, write_delta
from graph.storage.snapshot_parts.network import changed_triples, nearest
from graph.storage.snapshot_parts.search_index import is_behind, make_index
from graph.storage.snapshot_parts.statistics import make_statistics, read_statistics
from graph.storage.snapshots import NETWORK, SEARCH, Snapshot, current_number, hold, read_manifest, steps_from
from graph.storage.store_copy import StoreCopy
from graph.storage.store_writer import StoreWriter
from graph.writing.catalogue_delta import Difference
from graph.writing.derived_commit import COPY, Derivation, publish_derivation

_TRIES = 3
_AT_ONCE = 2_000  # quads; a larger transaction would delay writes for longer than a small write takes


def derive_now(writer: StoreWriter, progress: Callable[[BilingualText], None]) -> Snapshot | None:
    """Derive in this process under the lock, and publish, with progress shown.

    Returns:
        The snapshot that was published; None when nothing differs from what was derived before.
    """
    progress(BilingualText("Connexions", "Connections"))
    directory = writer.directory
    number = current_number(directory)
    with temporary_folder(directory.path, directory.path) as folder:
        found = compute(directory, writer.settings, number, folder)
        assert publish_derivation(writer, found), "nobody else writes meanwhile"
    return _published_since(number, directory)


def derive_unlocked(
    directory: DataDirectory,
    settings: Settings,
    progress: Callable[[BilingualText], None],
    opened: Callable[[], AbstractContextManager[StoreWriter]],
) -> Snapshot | None:
    """Derive in this process while others may write, and publish; commands do so after their commit.

    Where others derived meanwhile, or wrote what does not fit, it begins again; the last time it keeps the lock, so that it
    ends. A directory on which others write for longer than a writer waits is left to them: whoever writes derives.

    Args:
        directory: The data directory.
        settings: Those of the command.
        progress: Is called with each step.
        opened: Takes the lock of writers, and opens the store.

    Returns:
        The snapshot that was published; None when nothing differs from what was derived before.
    """
    try:
        for _ in range(_TRIES):
            if not is_behind(directory, settings.connections_per_initiative):
                return None
            progress(BilingualText("Connexions", "Connections"))
            with temporary_folder(directory.path, directory.path) as folder:
                found = _computed(directory, settings, folder)
                with opened() as writer:
                    before = current_number(directory)
                    if found is not None and publish_derivation(writer, found):
                        return _published_since(before, directory)
        with opened() as writer:
            return derive_now(writer, progress)
    except DataDirectoryBusy:
        progress(
            BilingualText("Connexions : plus tard, d’autres écrivent", "Connections: later, others write")
        )
        return None


def _computed(directory: DataDirectory, settings: Settings, folder: Path) -> Derivation | None:
    """Derive from the snapshot in force; None where others removed it before it was held."""
    try:
        return compute(directory, settings, current_number(directory), folder)
    except SnapshotMissing:
        return None


def _published_since(before: int, directory: DataDirectory) -> Snapshot | None:
    return read_manifest(directory.current.resolve()) if current_number(directory) != before else None


def compute(directory: DataDirectory, settings: Settings, number: int, folder: Path) -> Derivation:
    """Derive from one snapshot, and write the result into an empty folder of the data directory.

    Raises:
        SnapshotMissing: The snapshot was retired.
    """
    held = hold(directory, number)
    snapshot, count = held.snapshot, settings.connections_per_initiative
    store = Store.read_only(str(snapshot.store_path))
    follows = read_derivation(store, directory.names)
    found, known = _connections(snapshot, store, follows, directory, count)
    counts = _keep_network(found, known, folder / NETWORK, number)
    at = now()
    measured = measured_counts(stored_measurements(store, directory.names), directory.names)
    limit = min(_AT_ONCE, settings.transaction_max_quads)
    difference, copied = _keep_changes(found, at, directory, number, folder, limit)
    is_new = bool(copied) or difference != Difference().plus(QuadDelta()) or counts != measured or not follows
    if not is_current(snapshot.search_path):
        make_index(folder / SEARCH, snapshot, store)
    if not copied and read_statistics(snapshot.path) is None:
        make_statistics(folder, store)
    make_history(folder, directory, snapshot, store)
    write_mark(folder / NETWORK, count, number if is_new else follows)
    sync_files(folder / NETWORK)
    return Derivation(folder, number, follows, at, counts, difference, is_new, copied)


def _connections(
    snapshot: Snapshot, store: Store, follows: int, directory: DataDirectory, count: int
) -> tuple[DerivedConnections, Path | None]:
    """Derive the connections; return them, and the folder of their arrays where these are kept already."""

    def opened(folder: Path) -> tuple[NeighbourTable, Path] | None:
        table = open_neighbours(folder, count, follows)
        return None if table is None else (table, folder)

    found = nearest(snapshot, opened)
    (before, kept), steps = found if found is not None else ((None, None), [])
    changed: set[Triple] = set()
    try:
        changed = changed_triples(steps)
    except (OSError, SyntaxError):  # retired meanwhile
        before = None
    derived = derive_connections(store, before, changed, names=directory.names, count=count)
    return derived, kept if before is not None and derived.table is before else None


def _keep_network(found: DerivedConnections, known: Path | None, folder: Path, number: int) -> dict[str, int]:
    """Write the network, its table and its structure into a folder, or link those that are kept already.

    Returns:
        The measurements of the structure.
    """
    structure = kept_structure(known) if known is not None else None
    if known is not None:
        link_files(known, folder)
    else:
        folder.mkdir()
        save_neighbours(found.table, folder, number)
    if structure is None:
        structure = save_structure(structure_of(found.table.network, None), folder)
    return structure_counts(structure)


def _keep_changes(
    found: DerivedConnections, at: datetime, directory: DataDirectory, number: int, folder: Path, limit: int
) -> tuple[Difference, int]:
    """Write a delta, or, where more changes than a transaction should hold, a copy of the store with the changes made.

    Returns:
        How digest and sizes change, and the snapshot that the copy has caught up with, 0 without a copy.
    """
    batches, pending = found.batches(), QuadDelta()
    for batch in batches:
        pending |= batch
        if len(pending) > limit:
            break
    else:
        pending = pending.net()
        pending = with_default_graph(pending | found.runs(pending.graph_names(), at))
        write_delta(folder, pending)
        return Difference().plus(pending), 0
    runs = found.runs(rule_graphs(found.names), at)
    difference = _Counter()
    copy = StoreCopy(folder / COPY, found.store)
    copy.apply(difference.counted(map(with_default_graph, chain((runs, pending), batches))))
    copied = _catch_up(copy, directory, number)
    make_statistics(folder, copy.store)
    copy.close()
    return difference.total, copied


class _Counter:
    """Counts changes while they are applied."""

    def __init__(self) -> None:
        self.total = Difference()

    def counted(self, changes: Iterator[QuadDelta]) -> Iterator[QuadDelta]:
        for each in changes:
            self.total = self.total.plus(each)
            yield each


def _catch_up(copy: StoreCopy, directory: DataDirectory, number: int) -> int:
    """Apply later deltas to a copy, as far as they are recorded; return the snapshot that it has reached."""
    while True:
        steps = steps_from(number, hold(directory, current_number(directory)).snapshot)
        if not steps:
            return number
        for step in steps:
            if not read_delta(step).apply(copy.store):
                return number
            number = int(step.name)
