"""Follow the changes from snapshot to snapshot, so that an answer is given again while nothing that it looks at changes.

    changes = RecentChanges(directory)
    answer = changes.watch(request, 7)          # its answer is of snapshot 7
    changes.follow(9)                           # a write came: its difference is read, once
    answer.holds_at(9)                          # True: the answer of snapshot 9 is the same

What changed is taken from the differences beside the snapshots. Where one is missing or too large, as after a bulk load, where
the history is another one, or where too much time went by, no answer holds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from graph.errors import SnapshotDamaged, SnapshotMissing
from graph.sparql.query_requests import QueryRequest
from graph.sparql.syntax.footprint import footprint
from graph.sparql.syntax.looks import ChangedQuads, Look
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshot_parts.delta import delta_bytes, read_delta
from graph.storage.snapshots import Snapshot, read_manifest, steps_from

# Of the differences read at once, about 3,000 quads: whoever asks next waits for them.
_MOST_BYTES = 512 << 10
_MOST_STEPS = 100
_MOST_QUADS = 20_000
_OVERHEAD_BYTES = 1024


@dataclass(frozen=True, slots=True)
class ChangeHistory:
    """The last snapshots, `numbers`, and what changed from each to the next, `steps`; never changed, only replaced."""

    numbers: tuple[int, ...] = (0,)
    steps: tuple[ChangedQuads, ...] = ()

    def between(self, earlier: int, later: int) -> tuple[ChangedQuads, ...] | None:
        """Return what changed from one snapshot to a later one; None where that is not known."""
        if earlier == later:
            return ()
        try:
            return self.steps[self.numbers.index(earlier) : self.numbers.index(later)]
        except ValueError:
            return None

    def extended(self, more: list[tuple[int, ChangedQuads]]) -> ChangeHistory:
        """Return the history with later steps, without the oldest ones where they are too many."""
        numbers = (*self.numbers, *(number for number, _ in more))
        steps = (*self.steps, *(step for _, step in more))
        first, quads = len(steps), 0
        while first > max(0, len(steps) - _MOST_STEPS) and quads + len(steps[first - 1]) <= _MOST_QUADS:
            first -= 1
            quads += len(steps[first])
        return ChangeHistory(numbers[first:], steps[first:])


class RecentChanges:
    """What changed in the last snapshots of one data directory; safe between threads."""

    def __init__(self, directory: DataDirectory) -> None:
        """Know nothing yet."""
        self._directory = directory
        self._last: Snapshot | None = None
        self._lock = threading.Lock()
        self.history = ChangeHistory()

    def follow(self, number: int, *, is_later: bool = True) -> int:
        """Read what changed up to a snapshot; another thread that does so already is not waited for.

        Args:
            number: The current snapshot's.
            is_later: False forgets what is known: the numbers begin anew.

        Returns:
            The oldest snapshot whose answers may still hold.
        """
        if not is_later:
            with self._lock:
                self._last, self.history = None, ChangeHistory()
        if number > self.history.numbers[-1] and self._lock.acquire(blocking=False):
            try:
                self._follow(number)
            finally:
                self._lock.release()
        return self.history.numbers[0]

    def watch(self, request: QueryRequest, number: int) -> WatchedAnswer:
        """Return what tells as long as the answer of a snapshot to a request holds."""
        return WatchedAnswer(self, request, number)

    def _follow(self, number: int) -> None:
        last, self._last = self._last, None
        try:
            snapshot = read_manifest(self._directory.snapshots / str(number))
            steps = _steps(last, snapshot) if last is not None else None
        except (SnapshotDamaged, SnapshotMissing, OSError, SyntaxError, ValueError):
            self.history = ChangeHistory((number,))
            return
        self._last = snapshot
        self.history = ChangeHistory((number,)) if steps is None else self.history.extended(steps)


def _steps(last: Snapshot, snapshot: Snapshot) -> list[tuple[int, ChangedQuads]] | None:
    """Return what changed from one snapshot to a later one, step by step; None where it is not told, or too much.

    Raises:
        SnapshotMissing, SnapshotDamaged, OSError, SyntaxError, ValueError: A file cannot be read.
    """
    if read_manifest(last.path) != last:  # a power cut took it back, and another one got its number
        return None
    places = steps_from(last.number, snapshot)
    if places is None or len(places) > _MOST_STEPS or sum(map(delta_bytes, places)) > _MOST_BYTES:
        return None
    deltas = ((int(each.name), read_delta(each)) for each in places)
    return [(number, ChangedQuads((*delta.removed, *delta.added))) for number, delta in deltas]


@dataclass(slots=True)
class WatchedAnswer:
    """Decides how long an answer holds: until a change touches what its query looks at.

    Attributes:
        number: The latest snapshot that it is known to hold at.
    """

    _changes: RecentChanges
    _request: QueryRequest
    number: int
    _looks: frozenset[Look] | None = None
    _is_read: bool = False
    size_bytes: int = field(init=False)

    def __post_init__(self) -> None:
        """Estimate the memory that it takes."""
        self.size_bytes = len(self._request.text) + _OVERHEAD_BYTES

    def holds_at(self, number: int) -> bool:
        """Return whether the answer is known to be the same at a later snapshot. The query is read the first time."""
        steps = self._changes.history.between(self.number, number)
        if steps is None:
            return False
        looks = self._read()
        if steps and (looks is None or any(each.touches(looks) for each in steps)):
            return False
        self.number = number
        return True

    def _read(self) -> frozenset[Look] | None:
        if not self._is_read:
            request = self._request
            has_dataset = bool(request.default_graphs or request.named_graphs)
            self._looks = footprint(request.text, has_dataset=has_dataset)
            self._is_read = True
        return self._looks
