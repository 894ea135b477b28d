"""Keep a copy of the current snapshot in the memory of a fork server.

The copy is loaded in the background and then follows each write by its delta. While there is none, or when the snapshot is
larger than the memory budget, queries are evaluated on the snapshot on disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from graph.execution.fork_server_client import ForkServer
from graph.storage.snapshot_parts.delta import delta_bytes
from graph.storage.snapshots import Snapshot, steps_from

_log = logging.getLogger(__name__)
_BYTES_PER_QUAD = 400  # measured: 370 bytes a triple in a memory store
_AT_ONCE_BYTES = 1 << 18  # some thousand quads, a few milliseconds: less than a worker on disk needs to start
_FOLLOWED_BYTES = 64 << 20  # what was removed leaves traces in the engine; beyond this a fresh copy is loaded


class MemoryReplica:
    """At most one copy that is in use, and one that is being loaded; threads share it.

    Args:
        start: Starts a fork server.
        budget_bytes: Largest estimated size of a copy; 0 for no copy at all.
    """

    def __init__(self, start: Callable[[], ForkServer], budget_bytes: int) -> None:
        self._start = start
        self._budget_bytes = budget_bytes
        self._lock = threading.RLock()
        self._fork_server: ForkServer | None = None
        self._number = 0
        self._followed_bytes = 0
        self._loading: ForkServer | None = None
        self._is_following = self._is_closed = False

    @property
    def in_use(self) -> ForkServer | None:
        """The fork server that holds a copy, of whichever snapshot."""
        return self._fork_server

    def fork_server(self, snapshot: Snapshot) -> ForkServer | None:
        """Return the fork server that holds a snapshot; where none does, start to make a copy, unless it is too large."""
        with self._lock:
            if self._fork_server is not None and self._number == snapshot.number:
                return self._fork_server
            is_busy = self._loading is not None or self._is_following
            if is_busy or _memory_of(snapshot) > self._budget_bytes:
                return None
            return self._catch_up(snapshot)

    def spare_bytes(self, snapshot: Snapshot, copied_bytes: int) -> int:
        """Return the size of the copy if the budget allows workers to have one more of their own, else 0.

        Args:
            snapshot: Held in memory.
            copied_bytes: What workers have of their own already.
        """
        size_bytes = _memory_of(snapshot)
        return size_bytes if copied_bytes + 2 * size_bytes <= self._budget_bytes else 0

    def forget(self, dead: ForkServer) -> None:
        """Drop a fork server that ended."""
        with self._lock:
            if dead is self._fork_server:
                self._fork_server = None
        dead.close()

    def close(self) -> None:
        """End the fork servers."""
        self._is_closed = True
        with self._lock:
            fork_servers, self._fork_server = (self._fork_server, self._loading), None
        for each in fork_servers:
            if each is not None:
                each.close()

    def _catch_up(self, snapshot: Snapshot) -> ForkServer | None:
        if self._fork_server is not None:
            if self._number > snapshot.number:  # the caller's snapshot is no longer the current one
                return None
            steps = steps_from(self._number, snapshot)
            size_bytes = _size_of(steps)
            if steps and size_bytes is not None and self._followed_bytes + size_bytes < _FOLLOWED_BYTES:
                self._is_following = True
                self._followed_bytes += size_bytes
                if size_bytes > _AT_ONCE_BYTES:
                    self._begin(self._follow, snapshot, self._fork_server, steps)
                    return None
                return self._follow(snapshot, self._fork_server, steps)
        self._loading = self._start()
        self._begin(self._load, snapshot, self._loading)
        return None

    def _is_wanted(self) -> bool:
        """Return whether the server is not about to end, which ends fork servers too."""
        return not self._is_closed and threading.main_thread().is_alive()

    def _begin(self, work: Callable[..., object], *given: object) -> None:
        threading.Thread(target=work, args=given, daemon=True, name="memory copy").start()

    def _follow(self, snapshot: Snapshot, fork_server: ForkServer, steps: list[Path]) -> ForkServer | None:
        """Make the copy follow to a later snapshot; if that fails, drop it, so that the next request loads another."""
        try:
            is_done = fork_server.advance(steps)
        except (EOFError, OSError):
            is_done = False
        with self._lock:
            self._is_following = False
            if is_done:
                self._number = snapshot.number
                return fork_server
            self._fork_server = None
        if self._is_wanted():
            _log.warning("the copy in memory does not follow to snapshot %d", snapshot.number)
        fork_server.close()
        return None

    def _load(self, snapshot: Snapshot, fork_server: ForkServer) -> None:
        try:
            fork_server.load(snapshot)
        except (EOFError, OSError) as error:
            if self._is_wanted():  # it ran out of memory: the disk serves on
                _log.warning("snapshot %d stays on disk: %r", snapshot.number, error)
            fork_server.close()
            with self._lock:
                self._loading = None
            return
        with self._lock:
            replaced, self._fork_server = self._fork_server, fork_server
            self._number, self._followed_bytes, self._loading = snapshot.number, 0, None
        if replaced is not None:
            replaced.close()


def _memory_of(snapshot: Snapshot) -> int:
    return (snapshot.quad_count + snapshot.triple_count) * _BYTES_PER_QUAD


def _size_of(steps: list[Path] | None) -> int | None:
    """Return the size of the deltas in bytes; None when one of them is gone."""
    try:
        return sum(map(delta_bytes, steps or ()))
    except OSError:
        return None
