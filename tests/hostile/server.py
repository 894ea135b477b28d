"""A real server in a process of its own, with low limits, and what can be seen of its processes from outside."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from graph.execution.fork_server_client import FORK_SERVER
from tests.hostile.http import HOST, Answer, ask, request
from tests.processes import Process, descendants
from tests.serving import BASE_IRI
from tests.serving import serving as serving_anything

TIMEOUT_S = 2.0
LIMITS = {
    "MAILLAGE_QUERY_TIMEOUT_S": str(TIMEOUT_S),
    "MAILLAGE_QUERY_MEMORY_BYTES": str(256 << 20),
    "MAILLAGE_QUERY_RESULT_BYTES": str(16 << 20),
}


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

    def of_role(self, role: str) -> list[Process]:
        """Find the processes that were started for something, those that ended left out."""
        return [each for each in self.processes() if each.role == role and each.state != "Z"]

    @property
    def processor_s(self) -> float:
        """Tell how much processor time its processes have used, those that ended included."""
        return sum(each.processor_s for each in self.processes())

    def is_well(self) -> bool:
        """Tell whether it answers."""
        with suppress(OSError):
            return self.ask(request("GET", "/health")).status == 200
        return False


@contextmanager
def serving(data_dir: Path, *, port: int = 0, **variables: str) -> Iterator[Server]:
    """Serve a data directory with low limits."""
    with serving_anything(data_dir, "--base-iri", BASE_IRI, port=port, **(LIMITS | variables)) as running:
        yield Server(running.port, running.main)
