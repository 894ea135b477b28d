"""Evaluate the queries of clients in worker processes that can be killed (decision 9).

The engine has no limits of its own, so a worker that exceeds one is killed and replaced, and the client gets an error that names
the limit. Workers on the snapshot on disk are there at once; those that share it in memory take over when it is loaded.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property, partial

from graph.errors import (
    ClientGone,
    GraphError,
    OrderUnclear,
    QueryQueueFull,
    QuerySyntaxError,
    TimeLimitExceeded,
    WorkerLost,
)
from graph.execution.fork_server_client import ForkServer
from graph.execution.memory_replica import MemoryReplica
from graph.execution.service_calls import ServiceCalls
from graph.execution.spare_workers import SpareWorkers
from graph.execution.waiting import CLOSE_WAIT_S, finishes_by, finishes_quickly, wait_for_result
from graph.execution.worker_handle import WorkerHandle
from graph.runtime.fair_queue import Admission, AdmissionExpired, FairQueue, QueueFull, QueueLevel
from graph.runtime.priority_budget import PriorityBudget
from graph.settings import Settings
from graph.sparql.hints import advice
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone, parse_result
from graph.sparql.rewriting.order_by import order_by_kind
from graph.storage.dataset import CurrentDataset
from graph.storage.snapshots import Snapshot

_MIDDLE_S = 1.0  # nearly all queries that are not short end before
_SPARE_WORKERS = 2


class WorkerPool:
    """All workers of one server; threads share it."""

    def __init__(
        self, current: CurrentDataset, settings: Settings, priority_budget: PriorityBudget | None = None, *, is_serving: bool = True
    ) -> None:  # fmt: skip
        """Start serving, before any thread runs; or, for a single command, start only what the first query needs."""
        self._current = current
        self._priority_budget = priority_budget or PriorityBudget(is_wanted=False)
        self._settings = settings
        places = settings.query_workers
        queue = partial(FairQueue, places=places, share=max(1, places // 2), queue=settings.query_queue)
        limits_s = (CLOSE_WAIT_S, min(_MIDDLE_S, settings.query_timeout_s / 4), math.inf)
        self._levels = [QueueLevel(queue(), each) for each in limits_s]
        self._lock = threading.Lock()
        self._idle: list[WorkerHandle] = []
        # The kernel ends a fork server with the thread that started it: all are started from one that stays.
        self._starter = ThreadPoolExecutor(1, "fork servers")
        self._spare_count = _SPARE_WORKERS if is_serving else 0
        self.memory = MemoryReplica(self._started, settings.query_memory_budget_bytes if is_serving else 0)
        self._spares = SpareWorkers(settings, self._priority_budget, self.memory, self._give_back)
        if is_serving:
            self._disk.wait_until_started()

    @cached_property
    def _disk(self) -> ForkServer:
        return self._started()

    def answer(
        self, request: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Evaluate a request on the current snapshot, within the limits.

        Every query has a short admission first, so that short queries never wait behind long ones, then one of middle length.
        A query that needs more continues if there is a place for long ones, else it is started again when there is.

        Args:
            request: The query.
            client: Identifies the client, so that clients are treated fairly.
            is_gone: Returns whether the client has disconnected; called now and then for long queries.

        Raises:
            QueryError: Any error of a query's text, or of a limit that it exceeds.
        """
        timeout_s = self._settings.query_timeout_s
        wait_ends_at = time.monotonic() + timeout_s
        try:
            levels = self._levels
            while True:
                wait_s = max(0.0, wait_ends_at - time.monotonic())
                with suppress(AdmissionExpired), Admission(levels, client, wait_s) as place:
                    if levels is not self._levels and is_gone():
                        raise ClientGone
                    return self._answer(request, place, is_gone)
                levels = levels[place.passed + 1 :]
        except QueueFull as error:
            raise QueryQueueFull(limit=self._settings.query_queue) from error
        except TimeLimitExceeded as error:  # its place is free again: to look at a long text takes a while
            raise TimeLimitExceeded(limit_s=timeout_s, advice=advice(request.text)) from error

    @property
    def queues(self) -> dict[str, FairQueue]:
        """The queues, for monitoring."""
        names = ("short queries", "middling queries", "long queries")
        return {name: level.queue for name, level in zip(names, self._levels, strict=True)}

    def close(self) -> None:
        """End all workers and fork servers."""
        self._spares.close()
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()
        if "_disk" in self.__dict__:
            self._disk.close()
        self.memory.close()
        self._starter.shutdown()

    def _answer(
        self, request: QueryRequest, place: Admission, is_gone: Callable[[], bool]
    ) -> ResultDocument | ResultTable:
        deadline = time.monotonic() + self._settings.query_timeout_s
        try:
            return self._answer_once(request, place, deadline, is_gone)
        except WorkerLost as error:
            if error.facts["status"] is not None:  # else its fork server ended and took it along
                raise
            return self._answer_once(request, place, deadline, is_gone)
        except OrderUnclear as error:
            again = replace(request, text=order_by_kind(request.text))
            if again == request:
                raise
            try:
                return self._answer_once(again, place, deadline, is_gone)
            except QuerySyntaxError:
                raise error from None

    def _answer_once(
        self, request: QueryRequest, place: Admission, deadline: float, is_gone: Callable[[], bool]
    ) -> ResultDocument | ResultTable:
        snapshot = self._current.get().snapshot
        with self._worker(snapshot) as worker:
            started = time.monotonic()
            worker.begin(request, self._priority_budget.query_priority)
            if not finishes_quickly(worker, request, self._priority_budget.record):
                worker.lower_priority()
                while not finishes_by(worker, min(deadline, started + place.duration_s), is_gone):
                    if time.monotonic() >= deadline:
                        raise TimeoutError
                    place.extend()
            message = worker.finish()
            if "call" in message.header:
                while place.duration_s < math.inf:
                    place.extend()
                fork = partial(self._disk.fork, snapshot, self._settings, fetches=True)
                calls = ServiceCalls(
                    fork, self._settings.services.split(), deadline, partial(wait_for_result, is_gone=is_gone)
                )
                message = calls.relay(worker, message)
        return parse_result(message.header, message.content, message.files, snapshot.number)

    @contextmanager
    def _worker(self, snapshot: Snapshot) -> Iterator[WorkerHandle]:
        """Lend a worker for a `with` block; if the block fails, the worker is killed."""
        worker = self._take(snapshot)
        try:
            yield worker
        except TimeoutError as error:
            worker.kill()
            raise TimeLimitExceeded(limit_s=self._settings.query_timeout_s) from error
        except (EOFError, OSError) as error:
            raise self._failure_of(worker) from error
        except BaseException:
            worker.kill()
            raise
        else:
            self._give_back(worker)

    def _failure_of(self, worker: WorkerHandle) -> GraphError:
        failure = worker.failure(self._settings.query_memory_bytes)
        with self._lock:
            if not worker.fork_server.is_alive():
                self._replace(worker.fork_server)
        return failure

    def _take(self, snapshot: Snapshot) -> WorkerHandle:
        """Take an idle worker, or fork one."""
        with self._lock:
            fork_server = self.memory.fork_server(snapshot) or self._disk
            while self._idle:
                worker = self._idle.pop()
                if worker.snapshot_number == snapshot.number and worker.fork_server is fork_server:
                    self._keep_spares(snapshot, fork_server)
                    return worker
                worker.close()
            self._keep_spares(snapshot, fork_server)
            if not fork_server.is_alive():
                fork_server = self._replace(fork_server)
        return fork_server.fork(snapshot, self._settings, self._priority_budget.query_priority)

    def _keep_spares(self, snapshot: Snapshot, fork_server: ForkServer) -> None:
        if len(self._idle) < self._spare_count:
            self._spares.order(snapshot, fork_server)

    def _give_back(self, worker: WorkerHandle) -> None:
        with self._lock:
            if not worker.is_worn and len(self._idle) < max(self._settings.query_workers, self._spare_count):
                self._idle.append(worker)
                return
        worker.close()

    def _replace(self, dead: ForkServer) -> ForkServer:
        """Start another fork server in place of one that died; its workers died with it."""
        for each in self._idle:
            if each.fork_server is dead:
                each.close()
        self._idle = [each for each in self._idle if each.fork_server is not dead]
        if dead is self._disk:
            dead.close()
            self._disk = self._started()
        else:
            self.memory.forget(dead)
        return self._disk

    def _started(self) -> ForkServer:
        return self._starter.submit(ForkServer).result()
