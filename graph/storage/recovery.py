"""Open the writer's store, and bring it forward to the last change that was acknowledged.

A store may lie behind what was published: an older copy of its folder was put back, the disk lost its last writes, the
folder is gone. It is brought forward from the log, entry by entry, or else replaced by a copy of the newest snapshot,
whose digest is computed first. What neither can bring forward is refused: going on would give the numbers of snapshots
that partners know to other content.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress

from pyoxigraph import Store

from graph.errors import HistoryDiffers, LogDamaged, SnapshotMissing, StoreBehind
from graph.rdf.engine import STORE_FAULTS
from graph.storage.catalogue import is_digested, read_state
from graph.storage.data_directory import DataDirectory, remove_path
from graph.storage.dataset_digest import digest_of, digest_without
from graph.storage.history.patch_log import PatchLog, open_log
from graph.storage.history.rdf_patch import LogEntry
from graph.storage.snapshots import Snapshot, State, read_manifest, snapshot_numbers
from graph.storage.store_copy import copy_in
from graph.storage.transactions import change_store

_log = logging.getLogger(__name__)


def recover(directory: DataDirectory) -> tuple[Store, PatchLog | None]:
    """Open the store of a data directory for writing, complete, with its log.

    Raises:
        StoreBehind: It lacks changes that were published, and nothing has them.
        HistoryDiffers: It holds something else under a number that was published already.
    """
    newest, log = _newest_snapshot(directory), _usable_log(directory)
    known = max(newest.number if newest else 0, log.number if log else 0)
    store = _open_store(directory)
    state = read_state(store, directory.names) if store is not None else None
    if known and (state is None or state.number < known):
        found = state.number if state else 0
        _log.warning("the store ends at change %d of %d; it is brought forward", found, known)
        store = _brought_forward(store, state, directory, log, known)
        state = read_state(store, directory.names)
    if state is not None:
        _check_history(state, directory, log)
    return store if store is not None else Store(str(directory.store_path())), log  # an empty store is false


def _brought_forward(
    store: Store | None, state: State | None, directory: DataDirectory, log: PatchLog | None, known: int
) -> Store:
    """Return a store that holds the last change: the one there with entries of the log, or a snapshot's with them."""
    if store is not None and state is not None and log is not None:
        _redo(store, state, log, directory)
    number = _number(store, directory)
    if store is not None and number == known:
        return store
    for snapshot in _snapshots(directory):
        if snapshot.number <= number:
            break
        if (taken := _take_snapshot(snapshot, directory)) is not None:
            if log is not None and (was := read_state(taken, directory.names)) is not None:
                _redo(taken, was, log, directory)
            if _number(taken, directory) == known:
                return taken
            raise StoreBehind(path=directory.path, found=_number(taken, directory), expected=known)
    raise StoreBehind(path=directory.path, found=number, expected=known)


def _number(store: Store | None, directory: DataDirectory) -> int:
    state = read_state(store, directory.names) if store is not None else None
    return state.number if state else 0


def _redo(store: Store, state: State, log: PatchLog, directory: DataDirectory) -> None:
    """Make the changes that follow a state, for as long as the log has them, each checked by its digest."""
    for entry in _readable(log.entries(after=state.number)):
        if (
            entry.delta is None
            or entry.number != state.number + 1
            or not _fits(entry, store, state, directory)
        ):
            return
        change_store(store, entry.delta)
        store.flush()
        found = read_state(store, directory.names)
        assert found is not None, "each entry describes the state it leads to"
        _log.warning("change %d was made again from the log", entry.number)
        state = found


def _readable(entries: Iterator[LogEntry]) -> Iterator[LogEntry]:
    """Yield entries until one is damaged."""
    try:
        yield from entries
    except LogDamaged as error:
        _log.warning("%s", error.message("en"))


def _fits(entry: LogEntry, store: Store, state: State, directory: DataDirectory) -> bool:
    """Return whether a store holds what an entry starts from, and will have the digest that it tells."""
    delta = entry.delta
    assert delta is not None
    if any(each not in store for each in delta.removed) or any(each in store for each in delta.added):
        return False
    removed, added = (
        [each for each in quads if is_digested(each.graph_name, directory.names)]
        for quads in (delta.removed, delta.added)
    )
    return digest_of(added, digest_without(removed, state.digest)) == entry.digest


def _take_snapshot(snapshot: Snapshot, directory: DataDirectory) -> Store | None:
    """Put a copy of a snapshot's store in place of the writer's; None, with a warning, where it is damaged."""
    try:
        source = Store.read_only(str(snapshot.store_path))
        digest = digest_of(quad for quad in source if is_digested(quad.graph_name, directory.names))
    except STORE_FAULTS as error:
        _log.warning("snapshot %d cannot be read: %s", snapshot.number, str(error))
        return None
    if digest != snapshot.digest:
        _log.warning("snapshot %d does not hold what was published", snapshot.number)
        return None
    copy = copy_in(directory, source)
    place = directory.next_store_path()
    copy.put_in_place(place)
    _log.warning("the store was made anew from snapshot %d", snapshot.number)
    return Store(str(place))


def _check_history(state: State, directory: DataDirectory, log: PatchLog | None) -> None:
    """Refuse a store that gives a number to other content than what was published under it."""
    told = {log.number: log.digest} if log else {}
    with suppress(SnapshotMissing):
        told[state.number] = read_manifest(directory.snapshots / str(state.number)).digest
    expected = told.get(state.number, state.digest)
    if expected != state.digest:
        raise HistoryDiffers(path=directory.path, number=state.number, found=state.digest, expected=expected)


def _open_store(directory: DataDirectory) -> Store | None:
    """Open the store; None where its folder is gone or cannot be opened, the damaged one being put aside."""
    place = directory.store_path()
    if not place.exists():
        return None
    try:
        return Store(str(place))
    except STORE_FAULTS as error:
        if not any(True for _ in _snapshots(directory)):
            raise StoreBehind(path=directory.path, found=0, expected=1) from error
        _log.warning(
            "the store cannot be opened: %s", str(error)
        )  # an error keeps the frames it passed alive
        aside = directory.path / "damaged-store"
        with suppress(FileNotFoundError):
            remove_path(aside)
        place.replace(aside)
        return None


def _usable_log(directory: DataDirectory) -> PatchLog | None:
    """Open the log; None where there is none, or where it is damaged and so serves for nothing."""
    try:
        return open_log(directory)
    except LogDamaged as error:
        _log.warning("the log of changes is damaged, a new one begins: %s", error.message("en"))
        return None


def _newest_snapshot(directory: DataDirectory) -> Snapshot | None:
    return next(_snapshots(directory), None)


def _snapshots(directory: DataDirectory) -> Iterator[Snapshot]:
    """Yield the snapshots whose description can be read, newest first."""
    for number in reversed(snapshot_numbers(directory)):
        with suppress(SnapshotMissing):
            yield read_manifest(directory.snapshots / str(number))
