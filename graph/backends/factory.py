"""Where the data is, and all that serves it: the embedded store, or an engine elsewhere, behind the same seams."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.backends.protocols import DatasetProvider, QueryService, WriteService
from graph.backends.remote.dataset import RemoteCurrent
from graph.backends.remote.engine import Engine
from graph.backends.remote.query_service import RemoteQueryService
from graph.backends.remote.syntax_checker import SyntaxChecker
from graph.backends.remote.write_service import RemoteWriteService
from graph.execution.in_process import InProcessExecutor
from graph.execution.worker_pool import WorkerPool
from graph.rdf.namespaces import Namespaces
from graph.runtime.fair_queue import FairQueue
from graph.runtime.priority_budget import PriorityBudget
from graph.settings import Settings
from graph.storage.data_directory import find_directory
from graph.storage.dataset import CurrentDataset
from graph.storage.snapshots import current_number
from graph.writing.write_queue import WriteQueue


@dataclass(frozen=True, slots=True)
class Backend:
    """One place that holds the data; `number` tells the snapshot in force, 0 where there are none."""

    names: Namespaces
    is_plain: bool
    current: DatasetProvider
    answering: QueryService
    desk: WriteService
    number: Callable[[], int]
    queues: Mapping[str, FairQueue]
    close: Callable[[], None]


def open_backend(settings: Settings, *, workers_go: PriorityBudget | None = None) -> Backend:
    """Open what the settings name.

    Args:   workers_go: strangers' queries run in processes that can be killed, by this right of way; without one, in this
                process, without limits
    Raises: SnapshotMissing, when neither the settings nor a snapshot tell the base IRI; DataDirectoryUnknown.
    """
    return _remote(settings) if settings.query_url else _embedded(settings, workers_go)


def _embedded(settings: Settings, workers_go: PriorityBudget | None) -> Backend:
    current = CurrentDataset(settings.data_dir)
    directory = find_directory(settings.data_dir)
    workers = WorkerPool(current, settings, workers_go) if workers_go is not None else None
    return Backend(
        Namespaces((settings.base_iri or current.get().snapshot.base_iri).rstrip("/")),
        directory is not None and directory.kind == "plain",
        current,
        workers or InProcessExecutor(current, settings),
        WriteQueue(settings),
        lambda: current_number(directory) if directory is not None else 0,
        workers.queues if workers is not None else {},
        workers.close if workers is not None else _nothing,
    )


def _nothing() -> None:
    """Have nothing to close: this process evaluates queries itself."""


def _remote(settings: Settings) -> Backend:
    names = Namespaces(settings.base_iri or settings.address)
    engine, grammar = Engine(settings), SyntaxChecker()
    current = RemoteCurrent(engine, settings, names)
    answering = RemoteQueryService(engine, settings, names, grammar)
    return Backend(
        names,
        False,  # noqa: FBT003  the parts of a backend, in order
        current,
        answering,
        RemoteWriteService(engine.service, settings, names, current, grammar),
        lambda: 0,
        answering.queues,
        grammar.close,
    )
