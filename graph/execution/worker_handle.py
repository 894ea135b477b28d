"""Control one worker from the web process: send it a request, wait for the result, stop it at any moment.

When to stop is decided by `graph.execution.worker_pool`.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import struct
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from graph.errors import GraphError, MemoryLimitExceeded, OrderUnclear, WorkerLost
from graph.runtime.ipc import Beginning, Message, receive_beginning, receive_rest, send
from graph.runtime.process_priority import Priority, lower_priority, set_thread_priority
from graph.sparql.query_requests import QueryRequest

if TYPE_CHECKING:
    from graph.execution.fork_server_client import ForkServer

SHORT_QUERY_S = 0.006  # of processor time; nearly every query ends before
_STDERR_BYTES = 1 << 12
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
        for option, limit_s in ((socket.SO_SNDTIMEO, message_timeout_s), (socket.SO_RCVTIMEO, SHORT_QUERY_S)):
            limit = _TIMEVAL.pack(*divmod(int(limit_s * 1e6), 1_000_000))
            self.channel.setsockopt(socket.SOL_SOCKET, option, limit)
        self._waiting = select.poll()
        self._waiting.register(channel, select.POLLIN)
        self._beginning: Beginning | None = None
        self._message_timeout_s = message_timeout_s
        self._used_s: float | None = None  # at the last look; None where much may have been used since
        self.pidfd = pidfd
        self.pid = pid
        self.snapshot_number = 0
        self.priority = Priority.NORMAL
        self.fork_server = fork_server
        self.is_worn = False
        self.copied_bytes = 0  # of the copy in memory, ahead of need

    def begin(self, request: QueryRequest, priority: Priority = Priority.NORMAL) -> None:
        """Send a request, to be evaluated at a priority until `lower_priority`.

        Raises:
            OSError: The worker died, or does not receive.
        """
        if priority != self.priority:
            self.priority = priority
            for thread in self._threads():
                set_thread_priority(thread, priority)
        if self._used_s is None:
            self._used_s = self.processor_s()
        send(self.channel, *request.as_message())

    def is_done_soon(self) -> bool:
        """Wait for as long as a short query takes, and return whether a result, or the end of the worker, came."""
        try:
            self._beginning = receive_beginning(self.channel)
        except BlockingIOError:
            return False
        return True

    def is_done(self, within_s: float) -> bool:
        """Wait for the result or the end of the worker, and return whether one came in time."""
        return self._beginning is not None or bool(self._waiting.poll(max(0.0, 1000 * within_s)))

    def used_s(self) -> float:
        """Return the processor time that the worker has used since this was last asked, or since `begin`; 0 when it is gone."""
        before_s, self._used_s = self._used_s or 0.0, self.processor_s()
        return max(0.0, self._used_s - before_s)

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
        beginning, self._beginning = self._beginning, None
        if beginning is None:
            self._used_s = None
            if not self.is_done(self._message_timeout_s):
                raise TimeoutError
            beginning = receive_beginning(self.channel)
        message = receive_rest(self.channel, beginning, self._message_timeout_s)
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

    @property
    def is_closed(self) -> bool:
        """Whether the worker was killed or let go."""
        return self.channel.fileno() < 0

    def close(self) -> None:
        """Close the files of the worker; an idle worker then ends by itself."""
        self.channel.close()
        os.close(self.pidfd)
        os.close(self._stderr)
