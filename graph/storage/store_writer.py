"""Write to the store of a data directory: each change whole or not at all, then published as a snapshot.

One process at a time holds the lock of a directory and writes. A change becomes one transaction or, too large for that,
a changed copy of the store that takes its place. No other module writes to the store of a directory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Quad
from graph.settings import Settings
from graph.storage.catalogue import read_derivation, read_state
from graph.storage.data_directory import DataDirectory, put_in_place, unfinished
from graph.storage.retention import newest_network, retire, retire_networks
from graph.storage.snapshots import Snapshot, State, current_number, publish
from graph.storage.store_copy import StoreCopy, copy_in, replacing
from graph.storage.trial_copy import TrialCopy
from graph.storage.writer_lock import locked


class StoreWriter:
    """The store of a data directory, open for writing under its lock."""

    def __init__(self, directory: DataDirectory, settings: Settings) -> None:
        """Use `open_writer` instead: it takes the lock and recovers first."""
        self.directory = directory
        self.settings = settings
        self.names = directory.names
        self.store = Store(str(directory.store_path()))
        self._applied: QuadDelta | None = None
        self._trial_copy: TrialCopy | None = None
        self.announce: Callable[[], None] = _nobody_waits  # called before all is validated or rewritten

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

    def apply(self, change: QuadDelta) -> None:
        """Apply a change in one transaction, and wait until it is on disk."""
        self.store.update(_update_text(change))
        self.store.flush()
        self._applied = change.net()

    def apply_derived(self, change: QuadDelta, catalogue: QuadDelta) -> None:
        """Apply a change of what is derived, also in the trial copy, and of the catalogue."""
        self.apply(change | catalogue)
        if self._trial_copy is not None:
            self._trial_copy.follow(change)

    @contextmanager
    def replacing(self, prepared: Path | None = None) -> Iterator[StoreCopy]:
        """Yield a copy of the store to change, and put it in place of this one, in one rename, unless that fails.

        For changes too large for a transaction.

        Args:
            prepared: A copy that was made and changed already; it is moved.
        """
        self.discard_trial_copy()
        copy = StoreCopy(prepared) if prepared is not None else copy_in(self.directory, self.store)
        with replacing(self.directory, copy):
            yield copy
        self._take(self.directory.store_path())

    def rebuild(self, quads: Iterable[Quad]) -> None:
        """Put a store that holds just these quads in place of this one, in one rename. Repeated quads are kept once."""
        self.discard_trial_copy()
        place = self.directory.next_store_path()
        _bulk_store(unfinished(place), quads)
        put_in_place(place)
        self._take(place)

    def publish(self, *, repeats: int = 0, network: Path | None = None) -> Snapshot:
        """Publish what was committed, and remove old snapshots.

        Args:
            repeats: The snapshot that states the same, where only what is derived changed.
            network: The folder of the network, where known.
        """
        state = self.state()
        assert state is not None, "nothing was committed"
        snapshot = publish(
            self.store,
            state,
            self.directory,
            self._applied,
            beside={"repeats": repeats, "derivation": read_derivation(self.store, self.names)},
            network=network,
        )
        self._applied = None
        retire(
            self.directory,
            keep_count=self.settings.snapshot_keep_count,
            keep_hours=self.settings.snapshot_keep_hours,
            followed=newest_network(self.directory),
        )
        retire_networks(self.directory)
        return snapshot

    def _take(self, place: Path) -> None:
        """Continue with a store that was put in place of the one before."""
        self.store = Store(str(place))
        self._applied = None

    def close(self) -> None:
        """Close the store, so that the next writer may open it."""
        self.discard_trial_copy()
        del self.store


@contextmanager
def open_writer(directory: DataDirectory, settings: Settings) -> Iterator[StoreWriter]:
    """Take the lock, sweep what a crash left, and publish a change that was committed but not published.

    Raises:
        DataDirectoryBusy: Another process writes.
        KindMismatch: The directory is a plain one.
    """
    directory.require("full")
    with locked(directory, wait_s=settings.lock_wait_s):
        directory.sweep()
        writer = StoreWriter(directory, settings)
        state = writer.state()
        if state is not None and state.number != current_number(directory):
            writer.publish()
        try:
            yield writer
        finally:
            writer.close()


def _nobody_waits() -> None:
    """Announce nothing."""


def _bulk_store(path: Path, quads: Iterable[Quad]) -> None:
    store = Store(str(path))
    store.bulk_extend(quads)
    store.flush()


def _update_text(change: QuadDelta) -> str:
    """Write a change as one SPARQL Update request: the only way to remove and add in one transaction."""
    parts = [
        f"{verb} DATA {{\n{''.join(_data_line(quad) for quad in quads)}}}"
        for verb, quads in (("DELETE", change.removed), ("INSERT", change.added))
        if quads
    ]
    parts += [f"DROP SILENT GRAPH {graph_name}" for graph_name in change.emptied]
    return " ;\n".join(parts)


def _data_line(quad: Quad) -> str:
    if isinstance(quad.graph_name, DefaultGraph):
        return f"{quad.triple} .\n"
    return f"GRAPH {quad.graph_name} {{ {quad.triple} }}\n"
