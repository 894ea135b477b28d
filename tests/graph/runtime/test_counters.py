"""Tests of graph.runtime.counters: many threads, no count lost."""

from __future__ import annotations

import threading

import pytest

from graph.runtime.counters import BOUNDS_S, SharedCounter, Timings


def test_no_count_is_lost_among_threads() -> None:
    """Eight threads count, and the sums are exact."""
    tally: SharedCounter[str] = SharedCounter()
    durations: Timings[str] = Timings()

    def count() -> None:
        for _ in range(2000):
            tally.add("a")
            durations.record("b", 0.25)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert tally.read() == {"a": 16_000}
    assert sum(durations.read()["b"].counts) == 16_000
    assert durations.read()["b"].sum_s == pytest.approx(4000)


def test_known_keys_begin_at_zero() -> None:
    """What never happened is told as such."""
    assert SharedCounter(("a", "b")).read() == {"a": 0, "b": 0}


@pytest.mark.parametrize(
    ("seconds", "place"), [(0.0, 0), (BOUNDS_S[0], 0), (0.02, 7), (BOUNDS_S[-1] + 1, len(BOUNDS_S))]
)
def test_a_duration_falls_below_its_bound(seconds: float, place: int) -> None:
    """A bound counts what is as long as itself; beyond the last there is one more place."""
    durations: Timings[str] = Timings()
    durations.record("a", seconds)
    assert durations.read()["a"].counts.index(1) == place
