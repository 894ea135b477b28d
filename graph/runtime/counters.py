"""Count events, and how long they took, from many threads.

Monitoring reads the counts and publishes them as Prometheus counters and histograms. A lock keeps them exact; it is held
for less than a microsecond.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
BOUNDS_S = (
    *(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05),
    *(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0),
)


class SharedCounter(Generic[Key]):
    """Counts by key, starting at zero for the keys that are given; keep the keys few."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._counts: Counter[Key] = Counter(dict.fromkeys(keys, 0))
        self._lock = threading.Lock()

    def add(self, key: Key) -> None:
        """Count one more."""
        with self._lock:
            self._counts[key] += 1

    def read(self) -> dict[Key, int]:
        """Return a copy of the counts."""
        with self._lock:
            return dict(self._counts)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How long the events of one key took.

    Attributes:
        counts: Number of events up to each of `BOUNDS_S`, then of those beyond the last.
        sum_s: Seconds that all of them took together.
    """

    counts: tuple[int, ...]
    sum_s: float


class Timings(Generic[Key]):
    """Distributions of durations by key; keep the keys few."""

    def __init__(self) -> None:
        self._counts: dict[Key, list[int]] = {}
        self._sums: dict[Key, float] = {}
        self._lock = threading.Lock()

    def record(self, key: Key, seconds: float) -> None:
        """Count one more event and its duration."""
        place = bisect_left(BOUNDS_S, seconds)
        with self._lock:
            counts = self._counts.get(key)
            if counts is None:
                counts = self._counts[key] = [0] * (len(BOUNDS_S) + 1)
                self._sums[key] = 0.0
            counts[place] += 1
            self._sums[key] += seconds

    def read(self) -> dict[Key, Distribution]:
        """Return a copy of the distributions."""
        with self._lock:
            return {key: Distribution(tuple(counts), self._sums[key]) for key, counts in self._counts.items()}
