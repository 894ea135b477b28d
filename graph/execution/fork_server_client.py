"""Control a fork server and its workers from the web process.

`ForkServer` starts the process and has it fork workers; a `WorkerHandle` sends requests to one worker, receives its results,
and can stop it at any moment. When to stop is decided by `graph.execution.worker_pool`.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.errors import GraphError, MemoryLimitExceeded, OrderUnclear, WorkerLost
from graph.execution import fork_server
from graph.runtime.child_processes import start_child
from graph.runtime.ipc import Message, receive, send
from graph.runtime.process_priority import Priority, lower_priority, set_thread_priority
from graph.settings import Settings
from graph.sparql.query_requests import QueryRequest
from graph.storage.snapshots import Snapshot

FORK_SERVER = "zygote"  # its role, a label of metrics, which keeps its name
_HUGE_PAGES = "glibc.malloc.hugetlb=1"
_STDERR_BYTES = 1 << 12
_MESSAGE_TIMEOUT_S = 1.0  # beyond the time of the query
_SORT_ABORTED = "does not correctly implement a total order"  # Rust's sort, when it notices
_ALLOCATION_FAILED = ("memory allocation", "bad_alloc")
_PROCESS_CLOCK = 2  # clock_getcpuclockid(3): the clock of a process is made of its number
_TIMEVAL = struct.Struct("@ll")
_log = logging.getLogger(__name__)


class WorkerHandle:
    """One worker process: its socket, its pidfd, what it writes to stderr."""

    def __init__(
        self, files: Sequence[int], pid: int, fork_server: ForkServer, message_timeout_s: float
    ) -> None:
        """Take over the files of a worker.

        Args:
            files: Its socket, its pidfd, its stderr; the handle closes them.
            pid: Its process.
            fork_server: Its parent.
            message_timeout_s: How long sending or receiving one message may take; waiting for a result is bounded by `is_done`.
        """
        channel, pidfd, self._stderr = files
        self.channel = socket.socket(fileno=channel)
        # The kernel keeps these limits: Python's own would cost each call a `poll` before it.
        limit = _TIMEVAL.pack(*divmod(int(message_timeout_s * 1e6), 1_000_000))
        for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            self.channel.setsockopt(socket.SOL_SOCKET, option, limit)
        self._waiting = select.poll()
        self._waiting.register(channel, select.POLLIN)
        self.pidfd = pidfd
        self.pid = pid
        self.snapshot_number = 0
        self.priority = Priority.NORMAL
        self.fork_server = fork_server
        self.is_worn = False

    def begin(self, request: QueryRequest, priority: Priority = Priority.NORMAL) -> None:
        """Send a request, to be evaluated at a priority until `lower_priority`.

        Raises:
            OSError: The worker died, or does not receive.
        """
        if priority != self.priority:
            self.priority = priority
            for thread in self._threads():
                set_thread_priority(thread, priority)
        send(self.channel, request.as_header())

    def is_done(self, within_s: float) -> bool:
        """Wait for the result or the end of the worker, and return whether one came in time."""
        return bool(self._waiting.poll(max(0.0, 1000 * within_s)))

    def processor_s(self) -> float:
        """Return the processor time that the worker has used in its life; 0 when it is gone."""
        with suppress(OSError):
            return time.clock_gettime(~self.pid << 3 | _PROCESS_CLOCK)
        return 0.0

    def lower_priority(self) -> None:
        """Lower the priority of a request that takes long, for good."""
        for thread in self._threads():
            if thread != self.pid:
                lower_priority(thread)

    def finish(self) -> Message:
        """Receive the result.

        Raises:
            EOFError: The worker died; as does OSError.
        """
        message = receive(self.channel)
        if message is None:
            raise EOFError
        self.is_worn = "is_last" in message.header
        return message

    def kill(self) -> None:
        """Kill the worker at once, at low priority, because releasing its memory takes a while."""
        for thread in self._threads():
            lower_priority(thread)
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.close()

    def _threads(self) -> list[int]:
        with suppress(ProcessLookupError, FileNotFoundError):
            return [int(each) for each in os.listdir(f"/proc/{self.pid}/task")]  # noqa: PTH208  again and again
        return []

    def failure(self, memory_bytes: int) -> GraphError:
        """Close a worker that ended by itself, and return why it ended.

        Args:
            memory_bytes: How much memory it was allowed.
        """
        stderr = self.stderr_text()
        self.close()
        status = self.fork_server.status(self.pid)
        if _SORT_ABORTED in stderr:
            return OrderUnclear()
        # An allocator that fails aborts the process, perhaps without a message.
        if status == -signal.SIGABRT and (not stderr or any(each in stderr for each in _ALLOCATION_FAILED)):
            return MemoryLimitExceeded(limit_bytes=memory_bytes)
        _log.error("a worker ended with status %s: %s", status, stderr or "(no word)")
        return WorkerLost(status=status)

    def stderr_text(self) -> str:
        """Return the beginning of what it wrote to stderr."""
        return os.pread(self._stderr, _STDERR_BYTES, 0).decode(errors="replace").strip()

    def close(self) -> None:
        """Close the files of the worker; an idle worker then ends by itself."""
        self.channel.close()
        os.close(self.pidfd)
        os.close(self._stderr)


class ForkServer:
    """One fork server process; to be started before any thread runs."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        self._process = start_child(
            FORK_SERVER,
            fork_server,
            there.fileno(),
            pass_fds=[there.fileno()],
            stdin=subprocess.DEVNULL,
            env=_environment(),
        )
        there.close()
        self._control = here
        self._lock = threading.Lock()

    def is_alive(self) -> bool:
        """Return whether the process still runs."""
        return self._process.poll() is None

    def load(self, snapshot: Snapshot) -> None:
        """Make it load a snapshot into memory, and wait until it has."""
        self._request({"do": "load", "path": str(snapshot.store_path)})

    def advance(self, steps: list[Path]) -> bool:
        """Make its copy follow to a later snapshot; return False when it cannot, and its copy is of no more use."""
        return bool(
            self._request({"do": "advance", "paths": [str(each) for each in steps]}).header["is_done"]
        )

    def fork(
        self,
        snapshot: Snapshot,
        settings: Settings,
        priority: Priority = Priority.NORMAL,
        *,
        fetches: bool = False,
        warm_up: str = "",
    ) -> WorkerHandle:
        """Make it fork a worker on a snapshot, within the limits of the settings.

        Args:
            snapshot: What the worker queries.
            settings: The limits.
            priority: At which the worker starts.
            fetches: Whether the worker makes SERVICE calls instead of evaluating queries.
            warm_up: A query that the worker evaluates first, without a result; `finish` returns when it has.
        """
        command = {
            "do": "fork",
            "path": str(snapshot.store_path),
            "base_iri": snapshot.base_iri + "/",
            "memory_bytes": settings.query_memory_bytes,
            "result_bytes": settings.query_result_bytes,
            "services": settings.services.split(),
            "fetches": fetches,
            "warm_up": warm_up,
            "priority": priority,
        }
        reply = self._request(command)
        timeout_s = settings.query_timeout_s + _MESSAGE_TIMEOUT_S
        worker = WorkerHandle(reply.files, reply.header["pid"], self, timeout_s)
        worker.snapshot_number = snapshot.number
        worker.priority = priority
        return worker

    def status(self, pid: int) -> int | None:
        """Return how a worker ended: minus the signal, or its exit code; None when the fork server ended too."""
        with suppress(OSError, EOFError):
            for _ in range(20):
                status: int | None = self._request({"do": "status", "pid": pid}).header["status"]
                if status is not None:
                    return status
                time.sleep(0.01)
        return None

    def close(self) -> None:
        """End the process, and its workers with it."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def _request(self, command: dict[str, Any]) -> Message:
        with self._lock:
            send(self._control, command)
            message = receive(self._control)
        if message is None:
            raise EOFError
        return message


def _environment() -> dict[str, str]:
    """Make glibc (2.35 or later) use huge pages, because forking takes as long as the page table is large."""
    theirs = os.environ.get("GLIBC_TUNABLES")
    return os.environ | {"GLIBC_TUNABLES": f"{_HUGE_PAGES}:{theirs}" if theirs else _HUGE_PAGES}
