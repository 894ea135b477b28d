"""Collect the metrics of a server when they are read: layers, workers and store keep their counts anyway.

No label holds an address, a path or a query. To add a metric, write a function that yields it and register it in
`store_registry`, or in `add_server` when only a listening server has it.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)

from graph.backends.protocols import DatasetProvider, WriteService
from graph.backends.stopped_queries import StoppedQueries
from graph.errors import SnapshotError
from graph.runtime.counters import Distribution, SharedCounter
from graph.runtime.fair_queue import FairQueue
from graph.runtime.priority_budget import PriorityBudget
from graph.storage.derivation_lag import lag_of
from webapp.middleware.idle_connections import IdleConnectionReaper
from webapp.middleware.request_metrics import RequestMetrics
from webapp.middleware.response_cache import ResponseCache
from webapp.middleware.route_names import outcome_of
from webapp.middleware.slow_clients import SlowClientGuard
from webapp.middleware.trusted_proxies import TrustedProxies
from webapp.monitoring.metric_families import FunctionCollector, add_distributions, counters, gauge
from webapp.monitoring.process_memory import memory_by_role
from webapp.monitoring.writing_state import TAKEN, writing_state

_PRIORITY = (
    "Whether real-time priorities are held; 0 where they are not granted, or used too much at the moment."
)
_STOPS = "Queries stopped by a limit or a fault; their worker is replaced."
_IGNORED = "Headers of trusted proxies that were not believed: malformed, or contradicting another."
_LAG = "Snapshots whose statements derived connections and measurements do not follow yet."
_LAG_AGE = "Since the oldest of these snapshots was published; 0 when there is none."
_TAKEN = (
    "Whether writes are taken; 0 where disk, folder, writing process or store fail: /ready has the cause."
)
_FREE = "Free on the disk of the data directory; below MAILLAGE_DISK_FREE_BYTES, writes are refused."


@dataclass(frozen=True, slots=True)
class Server:
    """The parts of a listening server that keep counts."""

    proxies: TrustedProxies
    request_metrics: RequestMetrics
    guard: SlowClientGuard
    cache: ResponseCache
    stopped_queries: StoppedQueries
    query_queues: Mapping[str, FairQueue]
    reaper: IdleConnectionReaper
    priority_budget: PriorityBudget


def store_registry(
    current: DatasetProvider, writes: WriteService, folder: Path, floor_bytes: int
) -> CollectorRegistry:
    """Create a registry of what every application has: its build, its process, its snapshot, its writes.

    Args:
        current: The dataset in force.
        writes: The writes of users.
        folder: The data directory.
        floor_bytes: What has to be free there for a write.
    """
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    for collect in (
        _build,
        lambda: _snapshot(current),
        lambda: _disk(current, folder),
        lambda: _writes(writes),
        lambda: _writing(writes, folder, floor_bytes),
    ):
        registry.register(FunctionCollector(collect))
    return registry


def add_server(registry: CollectorRegistry, server: Server) -> None:
    """Add what only a listening server has."""
    queues = {**server.query_queues, **server.guard.queues}
    for collect in (
        lambda: _requests(server.request_metrics, server.cache),
        lambda: _counted("maillage_query_stops", _STOPS, "cause", server.stopped_queries.by_cause),
        lambda: _counted("maillage_forwarding_ignored", _IGNORED, "header", server.proxies.ignored),
        lambda: _queues(queues),
        lambda: _answer_cache(server.cache),
        lambda: [gauge("maillage_connections", "Open connections.", server.reaper.count)],
        lambda: [gauge("maillage_right_of_way", _PRIORITY, int(server.priority_budget.is_held))],
        _memory,
    ):
        registry.register(FunctionCollector(collect))


def _build() -> Iterator[Metric]:
    versions = {
        "version": version("maillage"),
        "engine": version("pyoxigraph"),
        "python": platform.python_version(),
        "implementation": sys.implementation.name,
    }
    yield InfoMetricFamily("maillage_build", "What runs.", versions)


def _snapshot(current: DatasetProvider) -> Iterator[Metric]:
    with suppress(SnapshotError):
        snapshot = current.get().snapshot
        if snapshot is None:
            return
        age_s = (datetime.now(UTC) - snapshot.published_at).total_seconds()
        yield gauge("maillage_snapshot_number", "Number of the snapshot in force.", snapshot.number)
        yield gauge("maillage_snapshot_age_seconds", "Since it was published.", age_s)
        if snapshot.triple_count:  # nothing is derived in a plain directory
            lag = lag_of(snapshot)
            yield gauge("maillage_derivation_lag_snapshots", _LAG, lag.snapshots)
            yield gauge("maillage_derivation_lag_seconds", _LAG_AGE, lag.seconds)
        counted = GaugeMetricFamily(
            "maillage_store_statements", "Statements in force; 0 where none are counted.", labels=["of"]
        )
        counted.add_metric(["named graphs"], snapshot.quad_count)
        counted.add_metric(["merge"], snapshot.triple_count)
        yield counted


def _disk(current: DatasetProvider, folder: Path) -> Iterator[Metric]:
    sizes = GaugeMetricFamily(
        "maillage_store_bytes",
        "Bytes on disk, a file that several folders share counted once.",
        labels=["of"],
    )
    with suppress(SnapshotError):
        snapshot = current.get().snapshot
        if snapshot is not None:
            sizes.add_metric(["snapshot"], folder_bytes(snapshot.path))
    sizes.add_metric(["data directory"], folder_bytes(folder))
    yield sizes
    with suppress(OSError):
        yield gauge("maillage_disk_free_bytes", _FREE, shutil.disk_usage(folder).free)


def folder_bytes(folder: Path) -> int:
    """Compute the size of the files below a folder, hard links once."""
    sizes: dict[int, int] = {}
    for place, _, names in os.walk(folder):
        for each in names:
            with suppress(OSError):  # files come and go
                found = (Path(place) / each).lstat()
                sizes[found.st_ino] = found.st_size
    return sum(sizes.values())


def _writes(writes: WriteService) -> Iterator[Metric]:
    family = HistogramMetricFamily(
        "maillage_write_seconds", "Writes over HTTP, waiting included.", labels=["kind", "outcome"]
    )
    for key, spread in sorted(writes.writes.read().items()):
        add_distributions(family, key, [spread])
    yield family


def _writing(writes: WriteService, folder: Path, floor_bytes: int) -> Iterator[Metric]:
    with suppress(OSError):
        is_taken = writing_state(writes, folder, floor_bytes) == TAKEN
        yield gauge("maillage_writing_taken", _TAKEN, int(is_taken))


def _requests(request_metrics: RequestMetrics, cache: ResponseCache) -> Iterator[Metric]:
    counts: list[tuple[tuple[str, str, str], int]] = []
    spreads: dict[tuple[str, str], list[Distribution]] = {}
    for (route, status), spread in request_metrics.requests.read().items():
        outcome = outcome_of(status)
        counts.append(((route, outcome, str(status)), sum(spread.counts)))
        spreads.setdefault((route, outcome), []).append(spread)
    unchanged = dict(cache.unchanged)  # read first: hits count these too
    for route, hits in dict(cache.hits).items():
        counts.append(((route, "kept", "304"), unchanged.get(route, 0)))
        counts.append(((route, "kept", "200"), hits - unchanged.get(route, 0)))
    labels = ("route", "outcome", "status")
    yield counters("maillage_requests", "Requests; kept: answered from memory.", labels, counts)
    family = HistogramMetricFamily(
        "maillage_request_seconds",
        "Until the answer is there to be sent; from memory it takes microseconds, which nobody times.",
        labels=["route", "outcome"],
    )
    for key, found in sorted(spreads.items()):
        add_distributions(family, key, found)
    yield family


def _counted(name: str, meaning: str, label: str, counter: SharedCounter[str]) -> Iterator[Metric]:
    yield counters(name, meaning, (label,), (((key,), count) for key, count in counter.read().items()))


def _queues(queues: Mapping[str, FairQueue]) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("maillage_queue_waiting", "Requests that wait for a place.", labels=["queue"])
    inside = GaugeMetricFamily("maillage_queue_inside", "Requests that have a place.", labels=["queue"])
    for name, queue in queues.items():
        waiting.add_metric([name], queue.waiting)
        inside.add_metric([name], queue.inside)
    yield from (waiting, inside)
    refusals = (((name,), queue.refusals) for name, queue in queues.items())
    yield counters("maillage_queue_refusals", "Requests turned away from a full queue.", ("queue",), refusals)


def _answer_cache(cache: ResponseCache) -> Iterator[Metric]:
    yield CounterMetricFamily(
        "maillage_answer_cache_hits", "Answers given from memory.", sum(cache.hits.values())
    )
    yield CounterMetricFamily("maillage_answer_cache_misses", "Answers not found there.", cache.misses)
    yield CounterMetricFamily("maillage_answer_cache_evictions", "Answers that made room.", cache.evictions)
    yield gauge("maillage_answer_cache_entries", "Answers kept.", cache.count)
    yield gauge("maillage_answer_cache_bytes", "Bytes kept.", cache.size_bytes)


def _memory() -> Iterator[Metric]:
    sizes = GaugeMetricFamily(
        "maillage_memory_bytes", "Memory by role, what processes share divided among them.", labels=["role"]
    )
    counts = GaugeMetricFamily("maillage_processes", "Processes by role.", labels=["role"])
    for role, found in sorted(memory_by_role(os.getppid()).items()):
        sizes.add_metric([role], sum(found))
        counts.add_metric([role], len(found))
    yield from (sizes, counts)
