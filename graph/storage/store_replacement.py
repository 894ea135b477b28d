"""A copy of the writer's store, by hard links, where a change too large for one transaction is made; then it takes its place.

Costs what the change does, not what the store holds. Lost in a crash without harm: a sweep removes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Quad
from graph.storage.data_directory import DataDirectory, put_in_place, unfinished


class StoreReplacement:
    """The copy."""

    def __init__(self, place: Path) -> None:
        """Use `amending` instead."""
        self.place = place
        self.store = Store(str(unfinished(place)))

    def make(self, changes: Iterable[QuadDelta]) -> None:
        """Make one change after the other, each looked at once; those in a row that only add are loaded together."""
        for is_removing, several in groupby(changes, lambda each: bool(each.removed)):
            if not is_removing:
                self._add(quad for each in several for quad in each.added)
                continue
            for each in several:
                for quad in each.removed:
                    self.store.remove(quad)
                self._add(each.added)

    def _add(self, quads: Iterable[Quad]) -> None:
        """Add quads; those that are there stay."""
        self.store.flush()  # while removals are being written out, a bulk load now and then ends the process (0.5.13)
        self.store.bulk_extend(quads)


@contextmanager
def amending(store: Store, directory: DataDirectory) -> Iterator[StoreReplacement]:
    """Copy a store, let the copy be changed, and rename it into place; it is nothing where that fails."""
    place = directory.next_store_path()
    try:
        store.backup(str(unfinished(place)))
        amendment = StoreReplacement(place)
        try:
            yield amendment
            amendment.store.flush()
        finally:
            # One that is open cannot be opened where it goes, and writes on while it is removed.
            del amendment.store
    except BaseException:
        shutil.rmtree(unfinished(place), ignore_errors=True)
        raise
    put_in_place(place)
