"""Write to the store of a data directory: each change whole or not at all, then published as a snapshot.

One process at a time holds the lock of a directory and writes. A change becomes one transaction or, too large for that,
a changed copy of the store that takes its place. No other module writes to the store of a directory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import Store

from graph.errors import DiskFull
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Quad
from graph.settings import Settings
from graph.storage.catalogue import read_derivation, read_state
from graph.storage.data_directory import DataDirectory, put_in_place, unfinished
from graph.storage.history.kept_history import KeptHistory
from graph.storage.history.patch_log import PatchLog, begin_epoch
from graph.storage.received_files import drop_received, hashes_in, sweep_received
from graph.storage.recovery import recover
from graph.storage.retention import Retention, free_bytes, limits_of, newest_network, retire_networks
from graph.storage.snapshot_parts.search_index import write_beside
from graph.storage.snapshot_parts.statistics import KeptStatistics
from graph.storage.snapshots import Snapshot, State, current_number, is_whole, publish
from graph.storage.store_copy import StoreCopy, copy_in, replacing, write_store
from graph.storage.transactions import change_store, reporting_damage
from graph.storage.trial_copy import TrialCopy
from graph.storage.writer_lock import locked

_ALL = 1 << 30
_NOTHING = State(0, datetime.fromtimestamp(0, UTC), "0" * 64, 0, 0)


class StoreWriter:
    """The store of a data directory, open for writing under its lock."""

    def __init__(self, directory: DataDirectory, settings: Settings) -> None:
        """Use `open_writer` instead: it takes the lock first.

        Raises:
            StoreBehind, HistoryDiffers: The store cannot be brought forward to what was published.
        """
        self.directory = directory
        self.settings = settings
        self.names = directory.names
        self.store, self._log = recover(directory)
        self._applied: QuadDelta | None = None
        self.statistics = KeptStatistics(directory)
        self._history = KeptHistory(directory)
        self._leaving = set[str]()  # hashes of files that a change no longer names
        self._trial_copy: TrialCopy | None = None
        self._retention, self._may_retire = Retention(directory), False
        self.announce: Callable[[], None] = lambda: None  # called before all is validated or rewritten

    def trial_copy(self) -> TrialCopy:
        """Return the copy in which changes are tried; made at the first use, kept while it matches the store."""
        if self._trial_copy is None:
            self._trial_copy = TrialCopy(self.store, self.directory)
        return self._trial_copy

    def discard_trial_copy(self) -> None:
        """Close the copy in which changes are tried: the store changes without it."""
        if self._trial_copy is not None:
            self._trial_copy.close()
            self._trial_copy = None

    def state(self) -> State | None:
        """Return the last change that was committed, or None."""
        return read_state(self.store, self.names)

    def apply(self, change: QuadDelta, state: State, kind: str = "stated") -> None:
        """Log a change, apply it in one transaction, and wait until it is on disk.

        Args:
            change: The change; the catalogue's description of the new state is part of it.
            state: The state that it leads to.
            kind: "stated", or "derived" where nothing changes that is stated.
        """
        log, net = self._log or self._new_log(self.state() or _NOTHING), change.net()
        log.append(state, net, kind)
        try:
            change_store(self.store, change)
        except BaseException:
            log.cut()
            raise
        self.store.flush()
        self._applied = net
        self._history.note(net, state, kind)
        self.statistics.follow(net, state, self.store)
        self._leaving |= hashes_in(net.removed)

    def apply_derived(self, change: QuadDelta, catalogue: QuadDelta, state: State) -> None:
        """Apply a change of what is derived, also in the trial copy, and of the catalogue."""
        self.apply(change | catalogue, state, "derived")
        if self._trial_copy is not None:
            self._trial_copy.follow(change)

    @contextmanager
    def replacing(
        self, prepared: Path | None = None, *, change: QuadDelta | None = None
    ) -> Iterator[StoreCopy]:
        """Yield a copy of the store to change, and put it in place of this one, in one rename, unless that fails.

        For changes too large for a transaction.

        Args:
            prepared: A copy that was made and changed already; it is moved.
            change: All that the caller changes in the copy, where known.
        """
        self.discard_trial_copy()
        copy = StoreCopy(prepared) if prepared is not None else copy_in(self.directory, self.store)
        with replacing(self.directory, copy):
            yield copy
        self._take(self.directory.store_path())
        self.log_unwritten()
        if change is not None and (state := self.state()) is not None:
            self._history.note(change, state, "stated")
            self.statistics.follow(change, state, self.store)
        else:
            self.statistics.forget()

    def rebuild(self, quads: Iterable[Quad]) -> None:
        """Put a store that holds just these quads in place of this one, in one rename; a new line of history begins.

        Repeated quads are kept once.
        """
        self.discard_trial_copy()
        place = self.directory.next_store_path()
        write_store(unfinished(place), quads)
        put_in_place(place)
        self._take(place)
        self.statistics.count_later()
        state = self.state()
        self._log = begin_epoch(self.directory, state, self._log) if state is not None else None

    def log_unwritten(self) -> None:
        """Record in the log a state that the store has and the log has not: a change that was too large to be logged."""
        state = self.state()
        if state is None:
            return
        if self._log is None:
            self._new_log(state)
        elif self._log.number != state.number:
            self._log.append(state, None, "bulk")

    def _new_log(self, state: State) -> PatchLog:
        self._log = begin_epoch(self.directory, state, self._log)
        return self._log

    def publish(self, *, repeats: int = 0, network: Path | None = None) -> Snapshot:
        """Publish what was committed; `retire` removes old snapshots afterwards.

        Args:
            repeats: The snapshot that states the same, where only what is derived changed.
            network: The folder of the network, where known.
        """
        state = self.state()
        assert state is not None, "nothing was committed"

        def write_parts(folder: Path) -> None:
            self.statistics.write(folder, state, self.store)
            write_beside(folder, self.directory, self.store, self._applied, network)

        beside = {"repeats": repeats, "derivation": read_derivation(self.store, self.names)}
        snapshot = publish(
            self.store, state, self.directory, self._applied, beside=beside, write_beside=write_parts
        )
        self._applied = None
        self._may_retire = True
        return snapshot

    def follow_history(self) -> None:
        """Bring the history of things to what was published: it takes time that nobody waits for."""
        if (state := self.state()) is not None:
            self._history.follow(state, self.store, self._log)

    def retire(self) -> None:
        """Bring the history up to date and remove some old snapshots, after what was published has been told."""
        if self._may_retire:
            self._may_retire = False
            self.follow_history()
            self._retention.retire(limits_of(self.settings), followed=newest_network(self.directory))
            retire_networks(self.directory)
            drop_received(self.directory, self.store, self._leaving)
            self._leaving.clear()
            if self._log is not None:
                self._log.trim(self.settings.log_keep_bytes)

    def require_space(self) -> None:
        """Make room on a disk that runs full, at the cost of old snapshots.

        Raises:
            DiskFull: There is no room for another change: what is stored could be damaged.
        """
        floor = self.settings.disk_free_bytes
        if free_bytes(self.directory) < floor:
            self._retention.retire(limits_of(self.settings), at_most=_ALL)
            free = free_bytes(self.directory)
            if free < floor:
                raise DiskFull(path=self.directory.path, free_mib=free >> 20, needed_mib=floor >> 20)

    def _take(self, place: Path) -> None:
        """Continue with a store that was put in place of the one before."""
        self.store = Store(str(place))
        self._applied = None

    def close(self) -> None:
        """Close the store, so that the next writer may open it."""
        if self._may_retire:
            self.retire()
            sweep_received(self.directory, self.store)
        self.discard_trial_copy()
        del self.store


@contextmanager
def open_writer(directory: DataDirectory, settings: Settings) -> Iterator[StoreWriter]:
    """Take the lock, sweep what a crash left, recover what was lost, and publish what was committed and not published.

    Raises:
        StoreBehind, HistoryDiffers: The store cannot be brought forward to what was published.
        DataDirectoryBusy: Another process writes.
        KindMismatch: The directory is a plain one.
    """
    directory.require("full")
    with locked(directory, wait_s=settings.lock_wait_s):
        directory.sweep()
        writer = StoreWriter(directory, settings)
        try:
            writer.log_unwritten()
            state = writer.state()
            if state is not None and not _is_published(state, directory):
                writer.publish()
            with reporting_damage(directory.store_path()):
                yield writer
        finally:
            writer.close()


def _is_published(state: State, directory: DataDirectory) -> bool:
    return state.number == current_number(directory) and is_whole(directory.snapshots / str(state.number))
