"""Copy a store by hard links: to try a change, to evaluate an update, or for a change too large for one transaction.

A copy costs a few links, whatever the store holds; changes in it are not seen elsewhere. Its folder has a name of its
own, because an error may keep an earlier copy open for a while. A crash leaves a folder that the next start sweeps
away.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Quad
from graph.storage.data_directory import DataDirectory, sync_folder, unfinished

_MANY = 10_000  # quads; what is less is not worth to be counted
_SHARE = 0.1  # of all quads


class StoreCopy:
    """A copy of a store, until it is discarded or replaces the store."""

    def __init__(self, path: Path, source: Store | None = None) -> None:
        """Copy a store into a folder, or open the copy that lies there."""
        self.path = path
        self._added_count = 0
        if source is not None:
            source.backup(str(path))
        self.store = Store(str(path))

    def apply(self, changes: Iterable[QuadDelta]) -> None:
        """Apply changes in order, reading each once; successive ones that only add are loaded together."""
        for is_removing, several in groupby(changes, lambda each: bool(each.removed or each.emptied)):
            if not is_removing:
                self._add(quad for each in several for quad in each.added)
                continue
            for each in several:
                for quad in each.removed:
                    self.store.remove(quad)
                self._add(each.added)
                for graph_name in each.emptied:
                    self.store.remove_graph(graph_name)

    def _add(self, quads: Iterable[Quad]) -> None:
        """Add quads; existing ones stay."""
        self.store.flush()  # while removals are being written out, a bulk load now and then ends the process (0.5.13)
        self.store.bulk_extend(self._counted(quads))

    def _counted(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        for quad in quads:
            self._added_count += 1
            yield quad

    def close(self) -> None:
        """Write everything out, and close the store, so that another process may open its files.

        A store to which much was added is put in order first: reading it from disk would take up to twice as long.
        """
        self.store.flush()
        if self._added_count > _MANY and self._added_count > _SHARE * len(self.store):
            self.store.optimize()
            self.store.flush()
        del self.store

    def put_in_place(self, place: Path) -> None:
        """Move the copy, whole, to a path that is free."""
        self.close()  # one that is open cannot be opened where it goes
        self.path.replace(place)
        sync_folder(place.parent)

    def discard(self) -> None:
        """Remove the copy and its files."""
        if hasattr(self, "store"):
            del self.store  # one that is open writes on while it is removed
        shutil.rmtree(self.path, ignore_errors=True)


def copy_in(directory: DataDirectory, source: Store) -> StoreCopy:
    """Copy a store to a folder of its data directory; the caller discards it or puts it in place."""
    return StoreCopy(unfinished(directory.path / f"copy-{secrets.token_hex(4)}"), source)


@contextmanager
def replacing(directory: DataDirectory, copy: StoreCopy) -> Iterator[StoreCopy]:
    """Yield a copy to change, then make it the store of its directory; discard it where that fails."""
    try:
        yield copy
        copy.put_in_place(directory.next_store_path())
    except BaseException:
        copy.discard()
        raise


def write_store(path: Path, quads: Iterable[Quad]) -> None:
    """Write a new store that holds some quads."""
    store = Store(str(path))
    store.bulk_extend(quads)
    store.optimize()  # else one of the first writes waits for it: 15 s at 13 million quads
    store.flush()
