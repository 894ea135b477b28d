"""The workers of a server: every stranger's query is evaluated in a process that can be killed.

In: a `Job` and who asks. Out: a `Document` or a `Table`, complete, or an error that names the limit that was hit.
The workers of the snapshot on disk are there at once; those that share it in memory take over when it is loaded.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from graph.dataset import CurrentDataset
from graph.errors import MemoryLimitExceeded, QueryQueueFull, TimeLimitExceeded, WorkerLost
from graph.job import Document, Job, Table, result_of
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.turns import NoTurn, Turns
from graph.wire import Message, receive, send

_log = logging.getLogger(__name__)
_BYTES_PER_QUAD = 400  # measured: 370 bytes a triple in a memory store


@dataclass(slots=True)
class _Worker:
    """One child of a zygote, and the way to stop it."""

    channel: socket.socket
    pidfd: int
    pid: int
    snapshot_number: int
    zygote: _ZygoteProcess

    def ask(self, job: Job, timeout_s: float) -> Message:
        """Have a job done.

        Raises: TimeoutError; EOFError or OSError when the worker died.
        """
        self.channel.settimeout(timeout_s)
        send(self.channel, job.as_header())
        message = receive(self.channel)
        if message is None:
            raise EOFError
        return message

    def kill(self) -> None:
        """Stop the worker at once."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        """Let an idle worker end by itself."""
        self.channel.close()
        os.close(self.pidfd)


class _ZygoteProcess:
    """The web process's end of a zygote."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        words = [sys.executable, "-m", "graph.zygote", str(there.fileno())]
        self._process = subprocess.Popen(words, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL)
        there.close()
        self._control = here
        self._lock = threading.Lock()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def load(self, snapshot: Snapshot) -> None:
        self._say({"do": "load", "path": str(snapshot.store_path)})

    def fork(self, snapshot: Snapshot, settings: Settings) -> _Worker:
        command = {
            "do": "fork",
            "path": str(snapshot.store_path),
            "memory_bytes": settings.query_memory_bytes,
            "result_bytes": settings.query_result_bytes,
        }
        told = self._say(command)
        channel, pidfd = told.files
        return _Worker(socket.socket(fileno=channel), pidfd, told.header["pid"], snapshot.number, self)

    def status(self, pid: int) -> int | None:
        """Tell how a worker ended: minus the signal, or its exit code; None when the zygote ended too."""
        with suppress(OSError, EOFError):
            for _ in range(20):
                status: int | None = self._say({"do": "status", "pid": pid}).header["status"]
                if status is not None:
                    return status
                time.sleep(0.01)
        return None

    def close(self) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _say(self, command: dict[str, Any]) -> Message:
        with self._lock:
            send(self._control, command)
            message = receive(self._control)
        if message is None:
            raise EOFError
        return message


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
        self._idle: list[_Worker] = []
        self._disk = _ZygoteProcess()
        self._memory: tuple[int, _ZygoteProcess] | None = None
        self._loading: _ZygoteProcess | None = None

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
    def _worker(self, snapshot: Snapshot) -> Iterator[_Worker]:
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

    def _death_of(self, worker: _Worker) -> MemoryLimitExceeded | WorkerLost:
        worker.close()
        status = worker.zygote.status(worker.pid)
        if status == -signal.SIGABRT:  # the engine's allocator gives up by aborting
            return MemoryLimitExceeded(limit_bytes=self._settings.query_memory_bytes)
        return WorkerLost(status=status)

    def _take(self, snapshot: Snapshot) -> _Worker:
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

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def _replaced(self, dead: _ZygoteProcess) -> _ZygoteProcess:
        """Start another zygote in place of one that died; its workers died with it."""
        dead.close()
        for each in self._idle:
            if each.zygote is dead:
                each.close()
        self._idle = [each for each in self._idle if each.zygote is not dead]
        if dead is self._disk:
            self._disk = _ZygoteProcess()
        else:
            self._memory = None
        return self._disk

    def _zygote(self, snapshot: Snapshot) -> _ZygoteProcess:
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
            self._loading = _ZygoteProcess()
            loading = (snapshot, self._loading)
        threading.Thread(target=self._load, args=loading, daemon=True, name="memory snapshot").start()

    def _load(self, snapshot: Snapshot, zygote: _ZygoteProcess) -> None:
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
