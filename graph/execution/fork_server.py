"""Fork worker processes on command: the program of the fork server.

It is a small process without threads, so that forking is safe. One fork server holds the snapshot in memory, and its workers
share those pages copy-on-write; the other opens nothing, and its workers open the snapshot on disk. It ends with the web
process, and its workers end with it.

`python -m graph.execution.fork_server CONTROL_FD` speaks `graph.runtime.ipc` on the inherited socket:
{"do": "load", "path"}                                 → {"quad_count"}
{"do": "advance", "paths": [folder of a snapshot]}     → {"is_done": false when the copy and a difference don't fit}
{"do": "fork", "path", "base_iri", "memory_bytes", "result_bytes", "services", "rules_off", "fetches",
    "warm_up", "copies_bytes", "priority"} → {"pid"} with three files: the worker's socket, its pidfd, its stderr
{"do": "status", "pid"}                                → {"status": exit status, negative for a signal, or null}
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.execution.worker_process import warm_up, work, worker_context
from graph.runtime.child_processes import end_with_parent
from graph.runtime.ipc import receive, send
from graph.runtime.memory_limit import keep_one_heap, limit_memory
from graph.runtime.process_priority import Priority, temporary_priority
from graph.runtime.sandbox import forbid_sockets
from graph.runtime.shared_pages import copy_shared_pages
from graph.storage.snapshot_parts.delta import read_delta

_KEPT_STATUSES = 1000


class ForkServerProcess:
    """Carries out commands from its control socket until that closes."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._memory: Store | None = None
        self._statuses: dict[int, int] = {}

    def run(self) -> None:
        """Carry out commands until the other side is gone."""
        while (message := receive(self._control)) is not None:
            command = message.header
            if command["do"] == "load":
                send(self._control, {"quad_count": self._load(command["path"])})
            elif command["do"] == "advance":
                send(self._control, {"is_done": self._advance(command["paths"])})
            elif command["do"] == "fork":
                self._fork(command)
            else:
                self.reap()
                send(self._control, {"status": self._statuses.pop(command["pid"], None)})

    def _load(self, path: str) -> int:
        memory = Store()
        memory.bulk_extend(Store.read_only(path))
        gc.freeze()  # what is loaded stays: the collector of no worker needs to touch, and so copy, its pages
        self._memory = memory
        return len(memory)

    def _advance(self, paths: list[str]) -> bool:
        """Apply the deltas of snapshots to the copy in memory; workers that were forked before keep the old state."""
        assert self._memory is not None, "only a loaded copy can be advanced"
        try:
            return all(read_delta(Path(each)).apply(self._memory) for each in paths)
        except (OSError, SyntaxError):
            return False

    def _fork(self, command: Mapping[str, Any]) -> None:
        self.reap()
        here, there = socket.socketpair()
        stderr = os.memfd_create("stderr")
        with temporary_priority(Priority(command["priority"])):
            pid = os.fork()
            if pid == 0:
                self._control.close()
                here.close()
                os.dup2(stderr, 2)
                _become_worker(there, self._memory, command)
        there.close()
        pidfd = os.pidfd_open(pid)
        send(self._control, {"pid": pid}, files=[here.fileno(), pidfd, stderr])
        here.close()
        os.close(pidfd)
        os.close(stderr)

    def reap(self) -> None:
        """Record the exit status of workers that ended, so that none is left a zombie."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._statuses[pid] = os.waitstatus_to_exitcode(status)
            if len(self._statuses) > _KEPT_STATUSES:  # those of killed workers are never fetched
                del self._statuses[next(iter(self._statuses))]


def _become_worker(channel: socket.socket, memory: Store | None, command: Mapping[str, Any]) -> None:
    """Run as a worker, and end the process without returning to the code of the fork server."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        end_with_parent()
        if command["fetches"]:  # it may open sockets, and so evaluates no query
            from graph.execution import service_client  # noqa: PLC0415  no other process is to wait for what speaks TLS and HTTP

            limit_memory(command["memory_bytes"])
            service_client.work(channel, command["result_bytes"])
        else:
            store = Store.read_only(command["path"]) if memory is None else memory
            forbid_sockets()
            limit_memory(command["memory_bytes"])
            keep_one_heap()
            context = worker_context(channel, store, Path(command["path"]).parent, command)
            if command["warm_up"]:
                warm_up(channel, context, command["warm_up"])
            if command["copies_bytes"]:
                copy_shared_pages()
            own_bytes = command["memory_bytes"] + command["copies_bytes"]
            work(channel, context, command["result_bytes"], own_bytes)
        code = 0
    finally:
        os._exit(code)


def main() -> None:
    """Run the fork server on the control socket whose number is the first argument."""
    end_with_parent()  # even while it loads
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group: the web process decides
    with socket.socket(fileno=int(sys.argv[1])) as control:
        fork_server = ForkServerProcess(control)
        signal.signal(signal.SIGCHLD, lambda *_: fork_server.reap())
        fork_server.run()


if __name__ == "__main__":
    main()
