"""A copy of the writer's store, by hard links, where a change too large for one transaction is made; then it takes its place.

Costs what the change does, not what the store holds. Lost in a crash without harm: a sweep removes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Store

from graph.directory import DataDirectory, put_in_place, unfinished
from graph.merge import Change
from graph.terms import Quad


class Amendment:
    """The copy. What is removed goes before anything is added."""

    def __init__(self, place: Path) -> None:
        """Use `amending` instead."""
        self.place = place
        self.store = Store(str(unfinished(place)))

    def removing(self, changes: Iterable[Change]) -> Iterator[Change]:
        """Pass changes on, each once what it removes is gone; lazy."""
        for each in changes:
            for quad in each.removed:
                self.store.remove(quad)
            yield each

    def add(self, quads: Iterable[Quad]) -> None:
        """Add quads; those that are there stay."""
        self.store.flush()  # while removals are being written out, a bulk load now and then ends the process (0.5.13)
        self.store.bulk_extend(quads)


@contextmanager
def amending(store: Store, directory: DataDirectory) -> Iterator[Amendment]:
    """Copy a store, let the copy be changed, and rename it into place; it is nothing where that fails."""
    place = directory.next_store_path()
    try:
        store.backup(str(unfinished(place)))
        amendment = Amendment(place)
        yield amendment
        amendment.store.flush()
        del amendment.store  # a store that is open cannot be opened where it goes
    except BaseException:
        shutil.rmtree(unfinished(place), ignore_errors=True)
        raise
    put_in_place(place)
