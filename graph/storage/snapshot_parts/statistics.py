"""Keep the statistics of each snapshot in a file of its folder, in step with the writer's store.

A small change is followed while it is written. Counting anew takes a microsecond and a half for each quad: that is done
where a store was filled or changed at large, and by a derivation where a snapshot has no statistics, be it one of an
earlier release, one whose file is damaged, or one that was published after a crash. Until then readers go without.

    statistics.json    {"crc32": …} on the first line, on the second what `graph.sparql.statistics` writes
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from pyoxigraph import Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Quad
from graph.sparql.statistics import Statistics, count_statistics, followed, parse_statistics, statistics_text
from graph.storage.data_directory import DataDirectory, write_bytes
from graph.storage.snapshot_parts.delta import delta_bytes, read_delta
from graph.storage.snapshots import STATISTICS, Snapshot, State, current_number, read_manifest

_log = logging.getLogger(__name__)
_FEW = 1_000  # quads; as many are followed in any store
_SHARE = 10  # of a store, one quad in so many: a larger change takes longer to follow than to count anew
_MOST_DELTA_BYTES = 50_000_000  # of recorded changes that are read to follow them


def read_statistics(folder: Path) -> Statistics | None:
    """Read the statistics of a snapshot; None where there are none, or where the file is damaged.

    Args:
        folder: That of the snapshot (`Snapshot.path`, the parent of `Snapshot.store_path`).
    """
    try:
        content = (folder / STATISTICS).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("the statistics of %s cannot be read: %s", folder, error)
        return None
    try:
        head, _, text = content.partition(b"\n")
        if json.loads(head)["crc32"] != crc32(text):
            raise ValueError("crc32")  # noqa: TRY301  told as any other damage
        return parse_statistics(text.decode())
    except (KeyError, TypeError, ValueError) as error:
        _log.warning("the statistics of %s are damaged, and will be counted anew: %s", folder, error)
        return None


def statistics_bytes(statistics: Statistics) -> bytes:
    """Return the content of the file."""
    text = statistics_text(statistics).encode()
    return json.dumps({"crc32": crc32(text)}).encode() + b"\n" + text


def make_statistics(folder: Path, store: Store) -> None:
    """Count what a store holds, and write the file into a folder; where that fails, it is not there afterwards."""
    try:
        (folder / STATISTICS).write_bytes(statistics_bytes(count_statistics(store)))
    except Exception as error:  # noqa: BLE001  whatever it is, what is published with them is worth more
        _log.error("the statistics were not counted: %s", str(error))
        (folder / STATISTICS).unlink(missing_ok=True)


def are_statistics_missing(directory: DataDirectory) -> bool:
    """Return whether the current snapshot has no statistics that can be read."""
    number = current_number(directory)
    return bool(number) and read_statistics(directory.snapshots / str(number)) is None


class KeptStatistics:
    """The statistics of the writer's store, as far as they are known, in step with its changes."""

    def __init__(self, directory: DataDirectory) -> None:
        """Know nothing yet: they are read at the first change."""
        self._directory = directory
        self._known: tuple[int, Statistics] | None = None  # and the number of the state that they are of
        self._must_count = False

    def follow(self, delta: QuadDelta, state: State, store: Store) -> None:
        """Take notice of a change that the store holds by now.

        Args:
            delta: All that changed.
            state: What it led to; the state before it has the number before.
            store: The store after it.
        """
        if self._must_count:
            return
        if len(delta) > max(_FEW, (state.quad_count + state.triple_count) // _SHARE):
            self.count_later()
            return
        with self._forgetting():
            earlier = self._at(state.number - 1)
            self._known = None
            if earlier is not None:
                self._advance(earlier, (delta,), state, store)

    def restart(
        self, earlier: Statistics | None, deltas: Iterable[QuadDelta], state: State, store: Store
    ) -> None:
        """Begin with the statistics of a store that took the place of the one before, and changed since.

        Args:
            earlier: The statistics before the changes, where known.
            deltas: The changes, oldest first.
            state: What they led to.
            store: The store that holds them.
        """
        self.forget()
        if earlier is not None:
            with self._forgetting():
                self._advance(earlier, deltas, state, store)

    def forget(self) -> None:
        """Know nothing any more: the store changed in a way that nobody told."""
        self._known, self._must_count = None, False

    def count_later(self) -> None:
        """Count anew when the store is published: it was filled, or changed at large."""
        self._known, self._must_count = None, True

    def write(self, folder: Path, state: State, store: Store) -> None:
        """Write the file into the folder of a snapshot that is about to be published, where the statistics are known.

        It is not flushed to disk, as the delta is not: the check sum tells what a power cut cost, and it is counted anew.
        """
        with self._forgetting():
            if self._must_count:
                self._must_count = False
                make_statistics(folder, store)
            elif self._known is not None and self._known[0] == state.number:
                (folder / STATISTICS).write_bytes(statistics_bytes(self._known[1]))

    def catch_up(self, state: State, store: Store) -> None:
        """Write the file of the current snapshot where only an earlier one has it, and go on from there.

        Args:
            state: That of the current snapshot.
            store: The store, which holds what was published.
        """
        if not are_statistics_missing(self._directory):
            return
        with self._forgetting():
            current = read_manifest(self._directory.snapshots / str(state.number))
            if (found := _nearest(current)) is not None:
                known = self._advance(*found, state, store)
                write_bytes(current.path / STATISTICS, statistics_bytes(known))

    def _advance(
        self, earlier: Statistics, deltas: Iterable[QuadDelta], state: State, store: Store
    ) -> Statistics:
        known = followed(earlier, composed(deltas), store)
        self._known = (state.number, known)
        return known

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """Forget the statistics where something fails: a write does not fail because of them."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  whatever it is, the write is worth more
            _log.warning("the statistics did not follow a change, they will be counted anew: %r", error)
            self.forget()

    def _at(self, number: int) -> Statistics | None:
        """Return the statistics of a state that is known, or is the current snapshot; before the first one, none has a count."""
        if self._known is not None and self._known[0] == number:
            return self._known[1]
        if number == 0:
            return Statistics()
        if current_number(self._directory) != number:
            return None
        return read_statistics(self._directory.snapshots / str(number))


def _nearest(snapshot: Snapshot) -> tuple[Statistics, list[QuadDelta]] | None:
    """Find the newest statistics from which recorded changes lead to a snapshot.

    Raises:
        SnapshotMissing, OSError, SyntaxError: A snapshot, or its delta, is not there (any more), or damaged.
    """
    steps: list[Path] = []
    size_bytes = 0
    while (found := read_statistics(snapshot.path)) is None:
        if not 0 < snapshot.since < snapshot.number:
            return None
        steps.append(snapshot.path)
        size_bytes += delta_bytes(snapshot.path)
        if size_bytes > _MOST_DELTA_BYTES:
            return None
        snapshot = read_manifest(snapshot.path.with_name(str(snapshot.since)))
    return found, [read_delta(each) for each in reversed(steps)]


def composed(deltas: Iterable[QuadDelta]) -> QuadDelta:
    """Return the one change that successive exact changes amount to."""
    removed, added = set[Quad](), set[Quad]()
    for each in map(QuadDelta.net, deltas):
        undone, redone = each.added & removed, each.removed & added
        removed -= undone
        removed |= each.removed - redone
        added -= redone
        added |= each.added - undone
    return QuadDelta(frozenset(removed), frozenset(added))
