"""What the harness asks of every engine: to load, start, take a write, tell its memory, stop."""

from __future__ import annotations

import subprocess
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.request import Request, urlopen

from bench import processes
from graph.rdf.terms import expand

_SETTLES_WITHIN_S, _LOOK_S, _AT_REST_S = 600.0, 3.0, 0.1  # of processor time between two looks
_WRITE_LIMIT_S = 900  # our first write at 100,000 initiatives derives every connection


class Unavailable(Exception):
    """An engine cannot be measured here; the text says why."""


@dataclass(frozen=True, slots=True)
class Files:
    """What engines load: the generated quads, and from the store built of them all its quads and its merge."""

    generated: Path
    data: Path
    quads: Path
    merged: Path


class Engine(ABC):
    """One engine on its way from nothing to answering."""

    name: str
    knows_graphs = True

    def __init__(self, files: Files, place: Path, limit_s: float) -> None:
        """Work in a folder of its own; limit_s is the time given to a query."""
        self.files = files
        self.place = place
        self.limit_s = limit_s
        self.port = processes.free_port()
        self.process: subprocess.Popen[bytes] | None = None
        place.mkdir(parents=True, exist_ok=True)

    @property
    @abstractmethod
    def path(self) -> str:
        """Give the path of the query endpoint."""

    @abstractmethod
    def load(self) -> float:
        """Load the data; give the seconds that it took."""

    @abstractmethod
    def start(self) -> None:
        """Start answering."""

    @abstractmethod
    def write(self, number: int) -> None:
        """Add one statement, and see it accepted."""

    @property
    def url(self) -> str:
        """Give the address of the query endpoint."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def memory_bytes(self) -> int:
        """Tell the memory of the whole process tree."""
        assert self.process is not None
        return processes.resident_bytes(self.process.pid)

    def cpu_seconds(self) -> float:
        """Tell the processor time that the process tree has used so far."""
        assert self.process is not None
        return processes.cpu_seconds(self.process.pid)

    def settle(self) -> None:
        """Wait until it rests: what the last request set off is over."""
        until = time.monotonic() + _SETTLES_WITHIN_S
        while time.monotonic() < until:
            before_s = self.cpu_seconds()
            time.sleep(_LOOK_S)
            if self.cpu_seconds() - before_s < _AT_REST_S:
                return

    def recover(self) -> None:  # noqa: B027  most need nothing
        """Make ready for the next query after one that was given up; most engines stop it themselves."""

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            processes.stop(self.process)


def statement(files: Files, number: int) -> str:
    """Write one small statement: one more name for some initiative."""
    subject, _ = described(files.generated)
    return f'{subject} <http://www.w3.org/2004/02/skos/core#altLabel> "Essai {number}"@fr'


@cache
def described(generated: Path) -> tuple[str, str]:
    """Find some initiative and the contribution that describes it, in angle brackets."""
    with generated.open(encoding="utf-8") as lines:
        line = next(each for each in lines if f"<{expand('mai:Initiative')}>" in each)
    parts = line.split()
    return parts[0], parts[-2]


def post(url: str, content: bytes, content_type: str, authorization: str = "") -> None:
    """Send a write, and see it accepted."""
    headers = {"Content-Type": content_type} | ({"Authorization": authorization} if authorization else {})
    request = Request(url, content, headers)  # noqa: S310  always http
    with urlopen(request, timeout=_WRITE_LIMIT_S) as answer:  # noqa: S310
        answer.read()
