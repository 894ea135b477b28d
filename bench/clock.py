"""Laps: seconds, and those in which this process, and its children that ended, had a processor."""

from __future__ import annotations

import os
import time


class Clock:
    """Tells the time since it was last asked."""

    def __init__(self) -> None:
        """Start."""
        self._at = self._now()

    def lap(self) -> list[float]:
        """Give seconds and processor seconds, and begin anew."""
        before, self._at = self._at, self._now()
        return [now - then for now, then in zip(self._at, before, strict=True)]

    def _now(self) -> list[float]:
        times = os.times()
        return [time.perf_counter(), time.process_time() + times.children_user + times.children_system]
