"""Open the backend that the settings name: the embedded store, or another SPARQL engine.

    with closing(open_backend(settings)) as backend:
        backend.query_service.answer(QueryRequest(text, solution_format="text/csv"), client="")

Both have the same interfaces (`protocols`), so that the web application does not know which one it serves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graph.backends.protocols import DatasetProvider, QueryService, WriteService
from graph.backends.remote.dataset import RemoteCurrent
from graph.backends.remote.engine import Engine
from graph.backends.remote.query_service import RemoteQueryService
from graph.backends.remote.syntax_checker import SyntaxChecker
from graph.backends.remote.write_service import RemoteWriteService
from graph.execution.recent_changes import RecentChanges
from graph.execution.worker_pool import WorkerPool
from graph.rdf.namespaces import Namespaces
from graph.runtime.fair_queue import FairQueue
from graph.runtime.priority_budget import PriorityBudget
from graph.settings import Settings
from graph.storage.data_directory import find_directory
from graph.storage.dataset import CurrentDataset
from graph.storage.dumps.schedule import DumpSchedule
from graph.storage.snapshots import current_number
from graph.writing.write_queue import WriteQueue


@dataclass(frozen=True, slots=True)
class Backend:
    """One place that holds the data; whoever opened it calls `close`.

    Attributes:
        is_plain: A plain data directory: no shapes, no model, no pages.
        current: Gives the dataset in force, for the named queries of pages and commands.
        query_service: Evaluates queries written by users.
        write_service: Carries out the writes of users.
        number: Returns the number of the snapshot in force; 0 where there are none.
        queues: The queues of queries, by name, for monitoring.
        changes: Tells which answers a write left as they were; None where that is not known.
    """

    names: Namespaces
    is_plain: bool
    current: DatasetProvider
    query_service: QueryService
    write_service: WriteService
    number: Callable[[], int]
    queues: Mapping[str, FairQueue]
    close: Callable[[], None]
    changes: RecentChanges | None = None


def open_backend(settings: Settings, *, priority_budget: PriorityBudget | None = None) -> Backend:
    """Open the data that the settings name, the embedded store or an engine elsewhere.

    Queries written by users are evaluated alike whoever opens the backend: by workers that can be killed, within the
    limits of the settings.

    Args:
        priority_budget: Priority budget of the workers of a server, which are started now and kept ready. Without one, the
            first query starts what it needs: for a command, and for tests.

    Raises:
        SnapshotMissing: Neither the settings nor a snapshot tell the base IRI.
        DataDirectoryUnknown: The folder holds something else.
    """
    return _remote(settings) if settings.query_url else _embedded(settings, priority_budget)


def _embedded(settings: Settings, priority_budget: PriorityBudget | None) -> Backend:
    current = CurrentDataset(settings.data_dir)
    directory = find_directory(settings.data_dir)
    names = Namespaces((settings.base_iri or current.get().snapshot.base_iri).rstrip("/"))
    workers = WorkerPool(current, settings, priority_budget, is_serving=priority_budget is not None)
    writes, dumps = WriteQueue(settings), None
    if priority_budget is not None:  # a server, not a command that asks once
        writes.resume_derivation()
        if directory is not None and directory.kind == "full":
            dumps = DumpSchedule(directory, settings)
            dumps.start()

    def close() -> None:
        if dumps is not None:
            dumps.close()
        workers.close()

    return Backend(
        names,
        directory is not None and directory.kind == "plain",
        current,
        workers,
        writes,
        lambda: current_number(directory) if directory is not None else 0,
        workers.queues,
        close,
        RecentChanges(directory) if directory is not None else None,
    )


def _remote(settings: Settings) -> Backend:
    names = Namespaces(settings.base_iri or settings.address)
    engine, syntax_checker = Engine(settings), SyntaxChecker()
    current = RemoteCurrent(engine, settings, names)
    answering = RemoteQueryService(engine, settings, names, syntax_checker)
    return Backend(
        names,
        False,  # noqa: FBT003  the parts of a backend, in order
        current,
        answering,
        RemoteWriteService(engine.service, settings, names, current, syntax_checker),
        lambda: 0,
        answering.queues,
        syntax_checker.close,
    )
