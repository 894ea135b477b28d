"""Build the metric families of Prometheus from counts and distributions.

A family has a name, a meaning, and a sample for each set of label values. `collectors` decides which families there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from graph.runtime.counters import BOUNDS_S, Distribution

_BUCKETS = (*map(str, BOUNDS_S), "+Inf")


@dataclass(frozen=True, slots=True)
class FunctionCollector(Collector):
    """Metrics that a function reads."""

    read: Callable[[], Iterable[Metric]]

    def collect(self) -> Iterable[Metric]:
        """Return them as they are now."""
        return self.read()

    def describe(self) -> Iterable[Metric]:
        """Return nothing: what there is depends on the moment."""
        return ()


def gauge(name: str, meaning: str, value: float) -> Metric:
    """Build a gauge without labels."""
    return GaugeMetricFamily(name, meaning, value)


def counters(
    name: str, meaning: str, labels: tuple[str, ...], counts: Iterable[tuple[Sequence[str], int]]
) -> Metric:
    """Build a counter from counts by the values of its labels."""
    family = CounterMetricFamily(name, meaning, labels=labels)
    for key, count in sorted(counts):
        family.add_metric(key, count)
    return family


def add_distributions(
    family: HistogramMetricFamily, key: tuple[str, ...], spreads: list[Distribution]
) -> None:
    """Add the sum of some distributions to a histogram, under the values of its labels."""
    totals = accumulate(map(sum, zip(*(each.counts for each in spreads), strict=True)))
    family.add_metric(
        key,
        [(bound, float(total)) for bound, total in zip(_BUCKETS, totals, strict=True)],
        sum(each.sum_s for each in spreads),
    )
