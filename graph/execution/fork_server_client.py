"""Start a fork server from the web process, and have it fork workers.

What is sent to a worker and received from it passes through its `graph.execution.worker_handle.WorkerHandle`.
"""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from graph.execution import fork_server
from graph.execution.worker_handle import WorkerHandle
from graph.runtime.child_processes import start_child
from graph.runtime.ipc import Message, receive, send
from graph.runtime.process_priority import Priority
from graph.settings import Settings
from graph.storage.snapshots import Snapshot

FORK_SERVER = "zygote"  # its role, a label of metrics, which keeps its name
_HUGE_PAGES = "glibc.malloc.hugetlb=1"
_MESSAGE_TIMEOUT_S = 1.0  # beyond the time of the query


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

    def wait_until_started(self) -> None:
        """Wait until the process carries out commands, so that no query's time is spent on its start."""
        with suppress(OSError, EOFError):
            self._request({"do": "status", "pid": 0})

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
        copies_bytes: int = 0,
    ) -> WorkerHandle:
        """Make it fork a worker on a snapshot, within the limits of the settings.

        Args:
            snapshot: What the worker queries.
            settings: The limits.
            priority: At which the worker starts.
            fetches: Whether the worker makes SERVICE calls instead of evaluating queries.
            warm_up: A query that the worker evaluates first, without a result; `finish` returns when it has.
            copies_bytes: So much memory the worker copies in the background, so that no query waits for that; 0 for none.
        """
        command = {
            "do": "fork",
            "path": str(snapshot.store_path),
            "base_iri": snapshot.base_iri + "/",
            "memory_bytes": settings.query_memory_bytes,
            "result_bytes": settings.query_result_bytes,
            "services": settings.services.split(),
            "rules_off": settings.query_rules_off.split(),
            "fetches": fetches,
            "warm_up": warm_up,
            "copies_bytes": copies_bytes,
            "priority": priority,
        }
        reply = self._request(command)
        timeout_s = settings.query_timeout_s + _MESSAGE_TIMEOUT_S
        worker = WorkerHandle(reply.files, reply.header["pid"], self, timeout_s)
        worker.snapshot_number = snapshot.number
        worker.priority = priority
        worker.copied_bytes = copies_bytes
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
