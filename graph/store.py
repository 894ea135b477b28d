"""The writer: the one process that changes a data directory, each change whole or not at all.

In: a `Change` or a whole set of quads. Out: a published snapshot. The only module that writes to a store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from graph.catalogue import read_state
from graph.difference import Difference
from graph.directory import DataDirectory, locked, put_in_place, unfinished
from graph.merge import Change
from graph.rehearsal import Rehearsal
from graph.settings import Settings
from graph.snapshot import Snapshot, State, current_number, publish, retire
from graph.terms import DefaultGraph, Quad


class Writer:
    """The store of a data directory, open for writing under its lock."""

    def __init__(self, directory: DataDirectory, settings: Settings) -> None:
        """Use `open_writer` instead: it takes the lock and recovers first."""
        self.directory = directory
        self.settings = settings
        self.names = directory.names
        self.store = Store(str(directory.store_path()))
        self._applied: Difference | None = None
        self._rehearsal: Rehearsal | None = None

    def rehearsal(self) -> Rehearsal:
        """Give the copy in which changes are tried; made with the first one, kept as long as it follows the store."""
        if self._rehearsal is None:
            self._rehearsal = Rehearsal(self.store, self.directory)
        return self._rehearsal

    def forget_rehearsal(self) -> None:
        """Let the copy go: the store changes without it."""
        if self._rehearsal is not None:
            self._rehearsal.close()
            self._rehearsal = None

    def state(self) -> State | None:
        """Tell the last change that was committed, or None."""
        return read_state(self.store, self.names)

    def apply(self, change: Change) -> None:
        """Apply a change in one transaction, and see it on disk."""
        self.store.update(_update_text(change))
        self.store.flush()
        self._applied = Difference(change.removed - change.added, change.added - change.removed)

    def rebuild(self, quads: Iterable[Quad]) -> None:
        """Put a store that holds just these quads in place of this one, in one rename.

        For changes too large for a transaction. Repeated quads are kept once.
        """
        self.forget_rehearsal()
        place = self.directory.next_store_path()
        _bulk_store(unfinished(place), quads)
        put_in_place(place)
        self.store = Store(str(place))
        self._applied = None

    def publish(self) -> Snapshot:
        """Publish what was committed, and let old snapshots go."""
        state = self.state()
        assert state is not None, "nothing was committed"
        snapshot = publish(self.store, state, self.directory, self._applied)
        self._applied = None
        retire(
            self.directory,
            keep_count=self.settings.snapshot_keep_count,
            keep_hours=self.settings.snapshot_keep_hours,
        )
        return snapshot

    def close(self) -> None:
        """Let the store go, so that the next writer may open it."""
        self.forget_rehearsal()
        del self.store


@contextmanager
def open_writer(directory: DataDirectory, settings: Settings) -> Iterator[Writer]:
    """Take the lock, sweep what a crash left, and publish a change that was committed but not published.

    Raises: DataDirectoryBusy; KindMismatch for a plain directory.
    """
    directory.require("full")
    with locked(directory, wait_s=settings.lock_wait_s):
        directory.sweep()
        writer = Writer(directory, settings)
        state = writer.state()
        if state is not None and state.number != current_number(directory):
            writer.publish()
        try:
            yield writer
        finally:
            writer.close()


def _bulk_store(path: Path, quads: Iterable[Quad]) -> None:
    store = Store(str(path))
    store.bulk_extend(quads)
    store.flush()


def _update_text(change: Change) -> str:
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
