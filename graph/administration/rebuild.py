"""Make the writer's store anew from a snapshot, as a new line of history.

For a store that is damaged or belongs to another history, where neither the log nor a restart helps. What came after
the snapshot is lost, so a person has to ask for it.
"""

from __future__ import annotations

import logging

from pyoxigraph import Store

from graph.administration.renumbering import renumbered
from graph.errors import GraphError, LogDamaged, SnapshotCorrupt, SnapshotMissing
from graph.rdf.engine import STORE_FAULTS
from graph.settings import Settings
from graph.storage.catalogue import is_digested, read_state
from graph.storage.data_directory import DataDirectory, put_in_place, unfinished
from graph.storage.dataset_digest import digest_of
from graph.storage.history.patch_log import PatchLog, begin_epoch, open_log
from graph.storage.snapshots import Snapshot, current_number, read_manifest, snapshot_numbers
from graph.storage.store_writer import open_writer
from graph.storage.writer_lock import locked

_log = logging.getLogger(__name__)


def rebuild(directory: DataDirectory, settings: Settings, number: int = 0) -> Snapshot:
    """Make the store from a snapshot whose every statement is read and whose digest is verified, and publish it.

    Args:
        number: The snapshot; 0 for the newest that is intact.

    Raises:
        SnapshotMissing, SnapshotCorrupt: No such snapshot, or it is damaged.
    """
    directory.require("full")
    with locked(directory, wait_s=settings.lock_wait_s):
        directory.sweep()
        source = _verified(directory, number) if number else _newest_intact(directory)
        place = directory.next_store_path()
        store = Store(str(unfinished(place)))
        quads = renumbered(source.store_path, directory.names, _next_number(directory), is_derived=False)
        store.bulk_extend(quads)
        store.flush()
        state = read_state(store, directory.names)
        assert state is not None, "the quads describe their state"
        del store
        begin_epoch(directory, state, _log_before(directory))
        put_in_place(place)
    with open_writer(directory, settings):  # publishes
        return read_manifest(directory.snapshots / str(current_number(directory)))


def _newest_intact(directory: DataDirectory) -> Snapshot:
    for number in reversed(snapshot_numbers(directory)):
        try:
            return _verified(directory, number)
        except GraphError as error:
            _log.warning("%s", error.message("en"))
    raise SnapshotMissing(path=directory.snapshots)


def _verified(directory: DataDirectory, number: int) -> Snapshot:
    snapshot = read_manifest(directory.snapshots / str(number))
    try:
        store = Store.read_only(str(snapshot.store_path))
        found = digest_of(quad for quad in store if is_digested(quad.graph_name, directory.names))
    except STORE_FAULTS as error:
        raise SnapshotCorrupt(number=number, found=error, expected=snapshot.digest) from error
    if found != snapshot.digest:
        raise SnapshotCorrupt(number=number, found=found, expected=snapshot.digest)
    return snapshot


def _log_before(directory: DataDirectory) -> PatchLog | None:
    try:
        return open_log(directory)
    except LogDamaged:
        return None


def _next_number(directory: DataDirectory) -> int:
    """Return a number that was never given: beyond snapshots, log and store."""
    log = _log_before(directory)
    known = [0, *snapshot_numbers(directory), log.number if log else 0]
    try:
        state = read_state(Store.read_only(str(directory.store_path())), directory.names)
        known.append(state.number if state else 0)
    except STORE_FAULTS as error:
        _log.warning("the store cannot be read: %s", str(error))
    return max(known) + 1
