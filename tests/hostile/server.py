"""A real server in a process of its own, with low limits, and what can be seen of its processes from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from graph.execution.fork_server_client import FORK_SERVER
from graph.runtime.child_processes import role_of
from tests.hostile.http import HOST, Answer, ask, request
from tests.serving import BASE_IRI
from tests.serving import serving as serving_anything

TIMEOUT_S = 2.0
LIMITS = {
    "MAILLAGE_QUERY_TIMEOUT_S": str(TIMEOUT_S),
    "MAILLAGE_QUERY_MEMORY_BYTES": str(256 << 20),
    "MAILLAGE_QUERY_RESULT_BYTES": str(16 << 20),
}


@dataclass(frozen=True, slots=True)
class Process:
    """One process as /proc shows it."""

    pid: int
    parent: int
    state: str
    command: str
    role: str

    @property
    def private_bytes(self) -> int:
        """Tell how much memory it shares with nobody; 0 when it is gone."""
        try:
            rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        except OSError:
            return 0
        lines = rollup.splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) << 10


@dataclass(slots=True)
class Server:
    """A server under test."""

    port: int
    main: subprocess.Popen[bytes]

    def ask(self, content: bytes, source: str = HOST) -> Answer:
        """Send one request."""
        return ask(self.port, content, source)

    def processes(self) -> list[Process]:
        """List the server's process and all its descendants."""
        return descendants(self.main.pid)

    def child(self) -> Process:
        """Find the process that answers: the main one's child that is no helper of multiprocessing."""
        return next(
            each
            for each in self.processes()
            if each.parent == self.main.pid and "spawn_main" in each.command and each.state != "Z"
        )

    def zygotes(self) -> list[Process]:
        """Find the zygotes."""
        child = self.child().pid
        return [each for each in self.processes() if each.parent == child and each.role == FORK_SERVER]

    def workers(self) -> list[Process]:
        """Find the zygotes' children."""
        zygotes = {each.pid for each in self.zygotes()}
        return [each for each in self.processes() if each.parent in zygotes and each.state != "Z"]

    def is_well(self) -> bool:
        """Tell whether it answers."""
        with suppress(OSError):
            return self.ask(request("GET", "/health")).status == 200
        return False


@contextmanager
def serving(data_dir: Path, **variables: str) -> Iterator[Server]:
    """Serve a data directory with low limits."""
    with serving_anything(data_dir, "--base-iri", BASE_IRI, **(LIMITS | variables)) as running:
        yield Server(running.port, running.main)


def settle(condition: Callable[[], bool], limit_s: float) -> float:
    """Wait for something to become true, and tell how long it took.

    Raises: AssertionError when it does not.
    """
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < limit_s, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - started


def descendants(root: int) -> list[Process]:
    """List a process and all that descend from it."""
    found = {each.pid: each for each in map(_process, _pids()) if each is not None}
    inside = {root}
    while more := {each.pid for each in found.values() if each.parent in inside} - inside:
        inside |= more
    return [found[each] for each in sorted(inside) if each in found]


def kill(pid: int) -> None:
    """Kill one process that may be gone already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and is no zombie."""
    found = _process(pid)
    return found is not None and found.state != "Z"


def _pids() -> list[int]:
    return [int(each) for each in os.listdir("/proc") if each.isdigit()]  # noqa: PTH208  again and again


def _process(pid: int) -> Process | None:
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:2]
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        role = role_of(pid)
    except OSError:
        return None
    return Process(pid, int(parent), state, command, role)
