"""The writer: the one process that changes a data directory, each change whole or not at all.

In: a `QuadDelta` or a whole set of quads. Out: a published snapshot. The only module that writes to a store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from graph.connections.network.array_files import save_network
from graph.connections.network.builder import read_network
from graph.connections.similarity.neighbour_files import open_standing, save_standing
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Quad
from graph.settings import Settings
from graph.storage.catalogue import read_state
from graph.storage.data_directory import DataDirectory, link_files, put_in_place, unfinished
from graph.storage.snapshots import NETWORK, Snapshot, State, current_number, publish, retire, retire_networks
from graph.storage.store_replacement import StoreReplacement, amending
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
        self._rehearsal: TrialCopy | None = None
        self._standing: NeighbourTable | None = None
        self._linked: Path | None = None  # the folder where the standing is kept already
        self.announce: Callable[[], None] = _nobody_waits  # before all is validated, derived or written anew

    def standing(self) -> NeighbourTable | None:
        """Tell where every initiative stands in the store as it is; None where that was not kept."""
        state = self.state()
        if self._standing is None and state is not None:
            folder = self.directory.snapshots / str(state.number) / NETWORK
            self._standing = open_standing(folder, self.settings.connections_per_initiative)
            self._linked = folder
        return self._standing

    def forget_standing(self) -> None:
        """Let what is known of standings go: it is looked for again."""
        self._standing = self._linked = None

    def rehearsal(self) -> TrialCopy:
        """Give the copy in which changes are tried; made with the first one, kept as long as it follows the store."""
        if self._rehearsal is None:
            self._rehearsal = TrialCopy(self.store, self.directory)
        return self._rehearsal

    def forget_rehearsal(self) -> None:
        """Let the copy go: the store changes without it."""
        if self._rehearsal is not None:
            self._rehearsal.close()
            self._rehearsal = None

    def state(self) -> State | None:
        """Tell the last change that was committed, or None."""
        return read_state(self.store, self.names)

    def apply(self, change: QuadDelta, standing: NeighbourTable | None = None) -> None:
        """Apply a change in one transaction, and see it on disk.

        Args: standing: where every initiative stands afterwards, if that is known
        """
        self.store.update(_update_text(change))
        self.store.flush()
        self._applied = change.net()
        self._stand(standing)

    @contextmanager
    def amending(self, standing: NeighbourTable | None = None) -> Iterator[StoreReplacement]:
        """Give a copy of the store to change, and put it in place of this one, in one rename, unless that fails.

        For changes too large for a transaction.

        Args: standing: where every initiative stands afterwards, if that is known
        """
        self.forget_rehearsal()
        with amending(self.store, self.directory) as amendment:
            yield amendment
        self._take(amendment.place, standing)

    def rebuild(self, quads: Iterable[Quad], standing: NeighbourTable | None = None) -> None:
        """Put a store that holds just these quads in place of this one, in one rename. Repeated quads are kept once.

        Args: standing: where every initiative stands afterwards, if that is known
        """
        self.forget_rehearsal()
        place = self.directory.next_store_path()
        _bulk_store(unfinished(place), quads)
        put_in_place(place)
        self._take(place, standing)

    def publish(self) -> Snapshot:
        """Publish what was committed, and let old snapshots go."""
        state = self.state()
        assert state is not None, "nothing was committed"
        snapshot = publish(self.store, state, self.directory, self._applied, self._keep_network)
        self._applied = None
        retire(
            self.directory,
            keep_count=self.settings.snapshot_keep_count,
            keep_hours=self.settings.snapshot_keep_hours,
        )
        retire_networks(self.directory)
        self._linked = snapshot.network_path
        return snapshot

    def _take(self, place: Path, standing: NeighbourTable | None) -> None:
        """Go on with a store that was put in place of the one before."""
        self.store = Store(str(place))
        self._applied = None
        self._stand(standing)

    def _stand(self, standing: NeighbourTable | None) -> None:
        if standing is not self._standing:
            self._standing, self._linked = standing, None

    def _keep_network(self, folder: Path) -> None:
        """Put the network, and the standing where it is known, beside the snapshot in the making."""
        if self._standing is None:
            save_network(read_network(self.store), folder)
        elif self._linked is not None and self._linked.exists():
            link_files(self._linked, folder)
        else:
            save_standing(self._standing, folder)

    def close(self) -> None:
        """Let the store go, so that the next writer may open it."""
        self.forget_rehearsal()
        del self.store


@contextmanager
def open_writer(directory: DataDirectory, settings: Settings) -> Iterator[StoreWriter]:
    """Take the lock, sweep what a crash left, and publish a change that was committed but not published.

    Raises: DataDirectoryBusy; KindMismatch for a plain directory.
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
