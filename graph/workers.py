"""The workers of a server: every stranger's query is evaluated in a process that can be killed.

In: a `Job` and who asks. Out: a `Document` or a `Table`, complete, or an error that names the limit that was hit.
The workers of the snapshot on disk are there at once; those that share it in memory take over when it is loaded.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graph.dataset import CurrentDataset
from graph.errors import MemoryLimitExceeded, QueryQueueFull, TimeLimitExceeded, WorkerLost
from graph.job import Document, Job, Table, result_of
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.turns import NoTurn, Turns
from graph.zygote_process import Worker, ZygoteProcess

_log = logging.getLogger(__name__)
_BYTES_PER_QUAD = 400  # measured: 370 bytes a triple in a memory store


class Workers:
    """All the workers of one server; threads may share it."""

    def __init__(self, current: CurrentDataset, settings: Settings) -> None:
        """Start the zygote; call this before any thread runs."""
        self._current = current
        self._settings = settings
        self._turns = Turns(
            places=settings.query_workers,
            share=max(1, settings.query_workers // 2),
            queue=settings.query_queue,
        )
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._disk = ZygoteProcess()
        self._memory: tuple[int, ZygoteProcess] | None = None
        self._loading: ZygoteProcess | None = None

    def answer(self, job: Job, client: str) -> Document | Table:
        """Answer a job from the snapshot in force, within the limits.

        Args:   client: who asks, so that clients take turns
        Raises: QueryQueueFull, TimeLimitExceeded, MemoryLimitExceeded, ResultLimitExceeded, WorkerLost;
                QuerySyntaxError, UpdateRefused, ServiceRefused, NoFormatFits, EngineFault.
        """
        try:
            with self._turns.turn(client, wait_s=self._settings.query_timeout_s):
                return self._answer(job)
        except NoTurn as error:
            raise QueryQueueFull(limit=self._settings.query_queue) from error

    def close(self) -> None:
        """End every worker and zygote."""
        with self._lock:
            idle, self._idle = self._idle, []
            memory = self._memory[1] if self._memory else None
            self._memory = None
            zygotes = [each for each in (self._disk, memory, self._loading) if each is not None]
        for worker in idle:
            worker.close()
        for zygote in zygotes:
            zygote.close()

    def _answer(self, job: Job) -> Document | Table:
        try:
            return self._answer_once(job)
        except WorkerLost as error:
            if error.facts["status"] is not None:
                raise
            return self._answer_once(job)  # its zygote ended and took it along: not the query's doing

    def _answer_once(self, job: Job) -> Document | Table:
        snapshot = self._current.get().snapshot
        with self._worker(snapshot) as worker:
            message = worker.ask(job, self._settings.query_timeout_s)
        return result_of(message.header, message.content, message.files, snapshot.number)

    @contextmanager
    def _worker(self, snapshot: Snapshot) -> Iterator[Worker]:
        """Lend a worker; one that fails is killed, and the next request forks another."""
        worker = self._take(snapshot)
        try:
            yield worker
        except TimeoutError as error:
            worker.kill()
            raise TimeLimitExceeded(limit_s=self._settings.query_timeout_s) from error
        except (EOFError, OSError) as error:
            raise self._death_of(worker) from error
        except BaseException:
            worker.kill()
            raise
        else:
            self._give_back(worker)

    def _death_of(self, worker: Worker) -> MemoryLimitExceeded | WorkerLost:
        worker.close()
        status = worker.zygote.status(worker.pid)
        if status == -signal.SIGABRT:  # the engine's allocator gives up by aborting
            return MemoryLimitExceeded(limit_bytes=self._settings.query_memory_bytes)
        return WorkerLost(status=status)

    def _take(self, snapshot: Snapshot) -> Worker:
        self._load_if_new(snapshot)
        with self._lock:
            zygote = self._zygote(snapshot)
            if not zygote.is_alive():
                zygote = self._replaced(zygote)
            fitting = [
                each
                for each in self._idle
                if each.snapshot_number == snapshot.number and each.zygote is zygote
            ]
            outdated = [each for each in self._idle if each not in fitting]
            self._idle = fitting[1:]
        for each in outdated:
            each.close()
        return fitting[0] if fitting else zygote.fork(snapshot, self._settings)

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def _replaced(self, dead: ZygoteProcess) -> ZygoteProcess:
        """Start another zygote in place of one that died; its workers died with it."""
        dead.close()
        for each in self._idle:
            if each.zygote is dead:
                each.close()
        self._idle = [each for each in self._idle if each.zygote is not dead]
        if dead is self._disk:
            self._disk = ZygoteProcess()
        else:
            self._memory = None
        return self._disk

    def _zygote(self, snapshot: Snapshot) -> ZygoteProcess:
        if self._memory is not None and self._memory[0] == snapshot.number:
            return self._memory[1]
        return self._disk

    def _load_if_new(self, snapshot: Snapshot) -> None:
        """Begin to load a snapshot into memory, if it fits and nothing is being loaded."""
        quad_count = snapshot.quad_count + snapshot.triple_count
        with self._lock:
            known = self._memory is not None and self._memory[0] == snapshot.number
            if (
                known
                or self._loading is not None
                or quad_count * _BYTES_PER_QUAD > self._settings.query_memory_budget_bytes
            ):
                return
            self._loading = ZygoteProcess()
            loading = (snapshot, self._loading)
        threading.Thread(target=self._load, args=loading, daemon=True, name="memory snapshot").start()

    def _load(self, snapshot: Snapshot, zygote: ZygoteProcess) -> None:
        try:
            zygote.load(snapshot)
        except (
            EOFError,
            OSError,
        ) as error:  # it ran out of memory, or the server is closing: the disk serves on
            _log.warning("snapshot %d stays on disk: %r", snapshot.number, error)
            zygote.close()
            with self._lock:
                self._loading = None
            return
        with self._lock:
            replaced, self._memory, self._loading = self._memory, (snapshot.number, zygote), None
        if replaced is not None:
            replaced[1].close()
