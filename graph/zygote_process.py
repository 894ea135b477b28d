"""The web process's ends of a zygote and of its workers: commands, jobs, and the way to stop them.

In: a snapshot, a job. Out: what the other process answers. Knows no limits but the time it is given.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from graph.job import Job
from graph.settings import Settings
from graph.snapshot import Snapshot
from graph.wire import Message, receive, send

_LATER = 10  # niceness
_AT_LEAST_S = 0.001  # no time at all would mean "do not block"


@dataclass(slots=True)
class Worker:
    """One child of a zygote, and the way to stop it."""

    channel: socket.socket
    pidfd: int
    pid: int
    snapshot_number: int
    zygote: ZygoteProcess
    stepped_back: bool = False

    def begin(self, job: Job, timeout_s: float) -> None:
        """Hand over a job.

        Raises: TimeoutError; OSError when the worker died.
        """
        self.channel.settimeout(timeout_s)
        send(self.channel, job.as_header())

    def is_done(self, within_s: float) -> bool:
        """Wait for an answer, or for the worker's death."""
        waiting = select.poll()
        waiting.register(self.channel, select.POLLIN)
        return bool(waiting.poll(1000 * within_s))

    def step_back(self) -> None:
        """Let others have the processor first: those that take long have less of a hurry. There is no way back."""
        self.stepped_back = True
        with suppress(ProcessLookupError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LATER)

    def finish(self, timeout_s: float) -> Message:
        """Take the answer.

        Raises: TimeoutError; EOFError or OSError when the worker died.
        """
        self.channel.settimeout(max(timeout_s, _AT_LEAST_S))
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


class ZygoteProcess:
    """The web process's end of a zygote."""

    def __init__(self) -> None:
        """Start the process, before any thread runs."""
        here, there = socket.socketpair()
        words = [sys.executable, "-m", "graph.zygote", str(there.fileno())]
        self._process = subprocess.Popen(words, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL)
        there.close()
        self._control = here
        self._lock = threading.Lock()

    def is_alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def load(self, snapshot: Snapshot) -> None:
        """Have it hold a snapshot in memory; takes as long as loading takes."""
        self._say({"do": "load", "path": str(snapshot.store_path)})

    def fork(self, snapshot: Snapshot, settings: Settings, *, fetches: bool = False) -> Worker:
        """Have it fork a worker on a snapshot, within the limits of the settings; or one that makes calls elsewhere."""
        command = {
            "do": "fork",
            "path": str(snapshot.store_path),
            "base_iri": snapshot.base_iri + "/",
            "memory_bytes": settings.query_memory_bytes,
            "result_bytes": settings.query_result_bytes,
            "services": settings.services.split(),
            "fetches": fetches,
        }
        told = self._say(command)
        channel, pidfd = told.files
        return Worker(socket.socket(fileno=channel), pidfd, told.header["pid"], snapshot.number, self)

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
