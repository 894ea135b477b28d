"""The web process's ends of a fork server and of its workers: commands, requests, and the way to stop them.

In: a snapshot, a request. Out: what the other process answers. Knows no limits but the time it is given.
"""

from __future__ import annotations

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

from graph.execution import fork_server
from graph.runtime.child_processes import start_child
from graph.runtime.ipc import Message, receive, send
from graph.runtime.process_priority import Priority, lower_priority, set_thread_priority
from graph.settings import Settings
from graph.sparql.query_requests import QueryRequest
from graph.storage.snapshots import Snapshot

FORK_SERVER = "zygote"  # its role, a label of metrics, which keeps its name
_HUGE_PAGES = "glibc.malloc.hugetlb=1"
_MOST_WORDS = 1 << 12  # bytes
_PATIENCE_S = 1.0
_PROCESS_CLOCK = 2  # clock_getcpuclockid(3): the clock of a process is made of its number
_TIMEVAL = struct.Struct("@ll")


class WorkerHandle:
    """One child of a fork server, and the way to stop it."""

    def __init__(self, files: Sequence[int], pid: int, fork_server: ForkServer, patience_s: float) -> None:
        """Take over the files of a worker: its channel, its pidfd, and what it writes to the standard error stream.

        Args: patience_s: how long one message may take to pass; waiting for an answer is bounded by `is_done`
        """
        channel, pidfd, self._last_words = files
        self.channel = socket.socket(fileno=channel)
        # The kernel keeps these limits: Python's own would cost each call a `poll` before it.
        limit = _TIMEVAL.pack(*divmod(int(patience_s * 1e6), 1_000_000))
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
        """Hand over a request, to be done with a priority until the worker has to step back.

        Raises: OSError when the worker died, or takes nothing.
        """
        if priority != self.priority:
            self.priority = priority
            for thread in self._threads():
                set_thread_priority(thread, priority)
        send(self.channel, request.as_header())

    def is_done(self, within_s: float) -> bool:
        """Wait for an answer, or for the worker's death."""
        return bool(self._waiting.poll(max(0.0, 1000 * within_s)))

    def processor_s(self) -> float:
        """Tell how long the worker has used the processor in its life; 0 when it is gone."""
        with suppress(OSError):
            return time.clock_gettime(~self.pid << 3 | _PROCESS_CLOCK)
        return 0.0

    def lower_priority(self) -> None:
        """Let others have the processor first: a request that takes long has less of a hurry."""
        for thread in self._threads():
            if thread != self.pid:
                lower_priority(thread)

    def finish(self) -> Message:
        """Take the answer that has come.

        Raises: EOFError or OSError when the worker died.
        """
        message = receive(self.channel)
        if message is None:
            raise EOFError
        self.is_worn = "is_last" in message.header
        return message

    def kill(self) -> None:
        """Stop the worker at once; to give its memory back, it takes its time."""
        for thread in self._threads():
            lower_priority(thread)
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        self.close()

    def _threads(self) -> list[int]:
        with suppress(ProcessLookupError, FileNotFoundError):
            return [int(each) for each in os.listdir(f"/proc/{self.pid}/task")]  # noqa: PTH208  again and again
        return []

    def last_words(self) -> str:
        """Give what it wrote to the standard error stream, cut short."""
        return os.pread(self._last_words, _MOST_WORDS, 0).decode(errors="replace").strip()

    def close(self) -> None:
        """Let an idle worker end by itself."""
        self.channel.close()
        os.close(self.pidfd)
        os.close(self._last_words)


class ForkServer:
    """The web process's end of a fork server."""

    def __init__(self) -> None:
        """Start the process, before any thread runs."""
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
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def load(self, snapshot: Snapshot) -> None:
        """Have it hold a snapshot in memory; takes as long as loading takes."""
        self._say({"do": "load", "path": str(snapshot.store_path)})

    def advance(self, steps: list[Path]) -> bool:
        """Have it follow from its snapshot to a later one; False when it cannot, and holds nothing of use any more."""
        return bool(self._say({"do": "advance", "paths": [str(each) for each in steps]}).header["is_done"])

    def fork(
        self,
        snapshot: Snapshot,
        settings: Settings,
        priority: Priority = Priority.NORMAL,
        *,
        fetches: bool = False,
        warm_up: str = "",
    ) -> WorkerHandle:
        """Have it fork a worker on a snapshot, within the limits of the settings; or one that makes calls elsewhere.

        Args: warm_up: a query that the worker answers first, for nobody; `finish` tells when it has
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
        told = self._say(command)
        worker = WorkerHandle(told.files, told.header["pid"], self, settings.query_timeout_s + _PATIENCE_S)
        worker.snapshot_number = snapshot.number
        worker.priority = priority
        return worker

    def status(self, pid: int) -> int | None:
        """Tell how a worker ended: minus the signal, or its exit code; None when the fork server ended too."""
        with suppress(OSError, EOFError):
            for _ in range(20):
                status: int | None = self._say({"do": "status", "pid": pid}).header["status"]
                if status is not None:
                    return status
                time.sleep(0.01)
        return None

    def close(self) -> None:
        """End it, and its workers with it."""
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


def _environment() -> dict[str, str]:
    """Have glibc (2.35 or later) ask for huge pages: to fork takes as long as the table of a process's pages is large."""
    theirs = os.environ.get("GLIBC_TUNABLES")
    return os.environ | {"GLIBC_TUNABLES": f"{_HUGE_PAGES}:{theirs}" if theirs else _HUGE_PAGES}
