"""How much goes before everything else on this machine: what is brief, for as long as that is little in all.

In: what the processors were used for. Out: the precedence of this process and of what its workers do at first. Without
the limit, whoever asks very many brief things would leave nothing to writes, to long queries and to other programs.
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
    """Is held while little is done with it, and given up for as long as there is much; threads share it."""

    def __init__(self, *, is_wanted: bool) -> None:
        """Take it for this thread and for those that it starts from now on, where the kernel grants it."""
        self.is_granted = self.is_held = is_wanted and try_priority(Priority.SERVER)
        self._brief_s = 0.0
        self._lock = threading.Lock()
        self._used_before_s, self._looked_at = time.process_time(), time.monotonic()

    @property
    def query_priority(self) -> Priority:
        """Tell which priority a query has as long as it is brief."""
        return Priority.SHORT_QUERY if self.is_held else Priority.NORMAL

    def record(self, processor_s: float) -> None:
        """Note what a worker used while its query was brief."""
        with self._lock:
            self._brief_s += processor_s

    def start(self) -> None:
        """Look once a second, for as long as the process lives."""
        if self.is_granted:
            set_process_priority(Priority.SERVER)  # to those too that run already
            threading.Thread(target=self._run, daemon=True, name="right of way").start()

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            self.look(time.process_time(), time.monotonic())

    def look(self, used_s: float, now: float) -> None:
        """Hold it or give it up, by what was used since the last look.

        This process goes before its workers as long as one of them may have priority: it is what ends that. So it gives up
        its own a look later than theirs.

        Args: used_s: processor time of this process in its life
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
