"""A plain server with a small dataset, as other people's clients meet it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from graph.tokens import create_token

_ENTRY = "from webapp.cli import main; main()"
_DATA = """
PREFIX e: <http://e.example/>
INSERT DATA {
  e:a e:knows e:b ; e:name "Aïcha"@fr .
  e:b e:knows e:c ; e:age 42 .
  GRAPH e:g { e:c e:name "Chloé"@fr }
}
"""
TRIPLES = 4  # of the default graph, which tests leave as it is


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A served endpoint, and a token that may write to it."""

    address: str
    token: str

    @property
    def sparql(self) -> str:
        """Give the address of the SPARQL endpoint."""
        return f"{self.address}/sparql"

    @property
    def graphs(self) -> str:
        """Give the address of the graph store."""
        return f"{self.address}/graphs"

    @property
    def port(self) -> int:
        """Give the port."""
        return int(self.address.rpartition(":")[2])


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Serve it."""
    folder = tmp_path_factory.mktemp("clients") / "var"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--plain", "--data", str(folder), "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    environ = os.environ | {"MAILLAGE_SERVICES": f"{address}/sparql"}  # its own stands for somebody else's
    process = subprocess.Popen([sys.executable, "-c", _ENTRY, *words], env=environ, stderr=subprocess.DEVNULL)
    try:
        _wait(address, process)
        served = Endpoint(address, create_token(folder, "clients", "contribute"))
        headers = {
            "Authorization": f"Bearer {served.token}",
            "Content-Type": "application/sparql-update",
        }
        urlopen(Request(served.sparql, _DATA.encode(), headers)).close()
        yield served
    finally:
        process.terminate()
        process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert process.poll() is None, "the server stopped"
        try:
            urlopen(f"{address}/health").close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not answer")
