"""A real nginx in front of a real server, and clients that ask through it from addresses of their own."""

from __future__ import annotations

import http.client
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.serving import HOST, free_port
from tests.waiting import HANGS_S, wait_until

_CERTIFICATE = (
    *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
    *("-addext", "subjectAltName=IP:127.0.0.1"),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the server: the port that clients connect to, and how they recognise it where it speaks TLS."""

    port: int
    tls: ssl.SSLContext | None = None

    def connect(self, source: str = HOST) -> http.client.HTTPConnection:
        """Prepare a connection from one address of this machine."""
        if self.tls is None:
            return http.client.HTTPConnection(HOST, self.port, timeout=HANGS_S, source_address=(source, 0))
        return http.client.HTTPSConnection(
            HOST, self.port, timeout=HANGS_S, source_address=(source, 0), context=self.tls
        )

    def get(self, path: str, source: str = HOST, **headers: str) -> tuple[int, bytes]:
        """Send one request on a connection of its own; return the status and the body."""
        connection = self.connect(source)
        try:
            connection.request("GET", path, headers={"Accept": "text/csv, application/json;q=0.5", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Nginx:
    """Three ways through one nginx; the server does not trust the address from which the last one comes."""

    http: Way
    https: Way
    untrusted: Way


@contextmanager
def nginx(server_port: int, folder: Path) -> Iterator[Nginx]:
    """Run nginx in front of a server. Skips where nginx is missing, but in CI, which installs it."""
    if not (shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") and shutil.which("openssl")):
        assert os.environ.get("CI") != "true", "CI installs nginx and openssl"
        pytest.skip("nginx and openssl are not installed: Debian packages of these names")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [*_CERTIFICATE, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    ways = Nginx(
        Way(free_port()),
        Way(free_port(), ssl.create_default_context(cafile=str(certificate))),
        Way(free_port()),
    )
    written = Path(__file__).with_name("nginx.conf").read_text("utf-8")
    for name, value in (
        ("LISTEN", ways.http.port),
        ("LISTEN_TLS", ways.https.port),
        ("LISTEN_UNTRUSTED", ways.untrusted.port),
        ("SERVER", server_port),
        ("FOLDER", folder),
    ):
        written = written.replace(f"@{name}@", str(value))
    (folder / "nginx.conf").write_text(written, "utf-8")
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or "nginx"
    with subprocess.Popen([program, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]) as process:
        try:
            wait_until(lambda: _answers(ways.http, process), "nginx answers")
            yield ways
        finally:
            process.terminate()


def _answers(way: Way, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "nginx stopped"
    with suppress(OSError):
        return way.get("/health")[0] == 200
    return False


def ask_at_once(way: Way, sources: Sequence[str], paths: Sequence[str], **headers: str) -> list[int]:
    """Send one request from each source, all at once; return the statuses.

    Args:
        way: How the server is reached.
        sources: Addresses of this machine.
        paths: One for each source.
        headers: `_` in a name stands for `-`, `{number}` in a value for the number of the request.
    """
    start = threading.Barrier(len(sources), timeout=HANGS_S)

    def ask(number: int) -> int:
        own = {key.replace("_", "-"): value.format(number=number) for key, value in headers.items()}
        start.wait()
        return way.get(paths[number], sources[number], **own)[0]

    with ThreadPoolExecutor(len(sources)) as pool:
        return list(pool.map(ask, range(len(sources))))


def query_path(query: str) -> str:
    """Write the address of a query."""
    return f"/sparql?query={quote(query, safe='')}"
