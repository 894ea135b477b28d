"""Servers and applications for tests: `maillage serve` in a process of its own, and the Flask application alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask

from graph.backends.factory import open_backend
from graph.settings import Settings
from graph.writing.write_queue import WriteQueue
from tests.waiting import HANGS_S, wait_until
from webapp.app import create_app

HOST = "127.0.0.1"
BASE_IRI = "http://127.0.0.1:8000"
# A derivation or a dump costs more than most tests, and most are not about it: those that are say when it begins.
NEVER_DERIVE_S = 86_400.0
WITHOUT_DERIVATION = {
    "MAILLAGE_DERIVATION_DELAY_S": str(NEVER_DERIVE_S),
    "MAILLAGE_DERIVATION_WAIT_S": str(NEVER_DERIVE_S),
    "MAILLAGE_DUMP_KEEP_COUNT": "0",
}
MAILLAGE = [sys.executable, "-c", "from webapp.cli import main; main()"]


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    port: int
    main: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        """Give the address under which it is asked."""
        return f"http://{HOST}:{self.port}"


@contextmanager
def closing_application(settings: Settings) -> Iterator[Flask]:
    """Make an application without a server, and end the processes that its queries and writes started."""
    settings = replace(settings, derivation_delay_s=NEVER_DERIVE_S, derivation_wait_s=NEVER_DERIVE_S)
    backend = open_backend(settings)
    try:
        yield create_app(settings, backend)
    finally:
        backend.close()
        if isinstance(backend.write_service, WriteQueue):
            backend.write_service.close()


@contextmanager
def serving(
    data_dir: Path, *options: str, stderr: IO[bytes] | None = None, port: int = 0, **variables: str
) -> Iterator[Running]:
    """Serve a data directory until the test is over; what the server says goes to a file, or nowhere."""
    port = port or free_port()
    words = ["serve", "--data", str(data_dir), "--port", str(port), *options]
    main = subprocess.Popen(
        [*MAILLAGE, *words],
        env=os.environ | WITHOUT_DERIVATION | variables,
        stderr=stderr or subprocess.DEVNULL,
    )
    running = Running(port, main)
    try:
        wait_until(lambda: _answers(running), "the server answers")
        yield running
    finally:
        main.terminate()
        try:
            main.wait(HANGS_S)
        except subprocess.TimeoutExpired:
            main.kill()
            main.wait()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def _answers(running: Running) -> bool:
    assert running.main.poll() is None, "the server stopped"
    with suppress(URLError, OSError):
        urlopen(f"{running.address}/health", timeout=HANGS_S).close()
        return True
    return False
