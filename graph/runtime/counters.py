"""Counts that many threads add to and one reads: how often, and how long it took.

Knows nothing of what is counted. A lock makes them exact; it is held for less than a microsecond.
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
    """Counts by key; keep the keys few."""

    def __init__(self, known: Iterable[Key] = ()) -> None:
        """Begin at nothing, told as such for the keys that are known."""
        self._counts: Counter[Key] = Counter(dict.fromkeys(known, 0))
        self._lock = threading.Lock()

    def add(self, key: Key) -> None:
        """Count one more."""
        with self._lock:
            self._counts[key] += 1

    def read(self) -> dict[Key, int]:
        """Give the counts of now."""
        with self._lock:
            return dict(self._counts)


@dataclass(frozen=True, slots=True)
class Distribution:
    """How long things took: `counts` of those up to each of `BOUNDS_S` and of those beyond, and the sum of all."""

    counts: tuple[int, ...]
    sum_s: float


class Timings(Generic[Key]):
    """Spreads by key; keep the keys few."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self._counts: dict[Key, list[int]] = {}
        self._sums: dict[Key, float] = {}
        self._lock = threading.Lock()

    def record(self, key: Key, seconds: float) -> None:
        """Count one more, that took so long."""
        place = bisect_left(BOUNDS_S, seconds)
        with self._lock:
            counts = self._counts.get(key)
            if counts is None:
                counts = self._counts[key] = [0] * (len(BOUNDS_S) + 1)
                self._sums[key] = 0.0
            counts[place] += 1
            self._sums[key] += seconds

    def read(self) -> dict[Key, Distribution]:
        """Give the spreads of now."""
        with self._lock:
            return {key: Distribution(tuple(counts), self._sums[key]) for key, counts in self._counts.items()}
