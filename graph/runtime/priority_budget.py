"""Bound how much of the processors is used with real-time priority.

The server and short queries have priority (`graph.runtime.process_priority`). Without a bound, a client that sends very
many short queries would leave nothing to writes, to long queries and to other programs. So the priority is given up while
it uses more than two fifths of all processors, and taken again below one fifth.
"""

from __future__ import annotations

import os
import threading
import time

from graph.runtime.process_priority import Priority, set_process_priority, try_priority

_MOST = 0.4  # of all processors
_MOST_AGAIN = 0.2  # once it was given up
_LOOK_EVERY_S = 1.0


class PriorityBudget:
    """Grants real-time priority as long as little processor time is used with it; threads share it.

    Args:
        is_wanted: Whether the settings allow real-time priorities.

    Attributes:
        is_granted: Whether the kernel grants them to this user.
        is_held: Whether the budget allows them now.
    """

    def __init__(self, *, is_wanted: bool) -> None:
        self.is_granted = self.is_held = is_wanted and try_priority(Priority.SERVER)
        self._brief_s = 0.0
        self._lock = threading.Lock()
        self._used_before_s, self._looked_at = time.process_time(), time.monotonic()

    @property
    def query_priority(self) -> Priority:
        """The priority with which a query starts."""
        return Priority.SHORT_QUERY if self.is_held else Priority.NORMAL

    def record(self, processor_s: float) -> None:
        """Add processor time that a worker used with priority."""
        with self._lock:
            self._brief_s += processor_s

    def start(self) -> None:
        """Check the budget once a second, for as long as the process lives."""
        if self.is_granted:
            set_process_priority(Priority.SERVER)  # to those too that run already
            threading.Thread(target=self._run, daemon=True, name="right of way").start()

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            self.look(time.process_time(), time.monotonic())

    def look(self, used_s: float, now: float) -> None:
        """Take or give up the priority, by what was used since the last check.

        This process has to run before workers that still have priority, because it ends theirs. So it gives up its own one
        check later.

        Args:
            used_s: Processor time that this process has used in its life.
            now: Of the monotonic clock.
        """
        with self._lock:
            brief_s, self._brief_s = self._brief_s, 0.0
        used_since_s = used_s - self._used_before_s + brief_s
        was_held = self.is_held
        most = _MOST if was_held else _MOST_AGAIN
        is_little = used_since_s <= most * (os.cpu_count() or 1) * (now - self._looked_at)
        self._used_before_s, self._looked_at = used_s, now
        if is_little and not was_held:
            set_process_priority(Priority.SERVER)
        elif not is_little and not was_held:
            set_process_priority(Priority.NORMAL)
        self.is_held = is_little
