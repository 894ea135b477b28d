"""A plain server with a small dataset, as other people's clients meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import Request, urlopen

import pytest

from graph.access.tokens import create_token
from tests.serving import free_port, serving

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
    port = free_port()
    own = f"http://127.0.0.1:{port}/sparql"  # stands for somebody else's
    with serving(folder, "--plain", port=port, MAILLAGE_SERVICES=own) as running:
        served = Endpoint(running.address, create_token(folder, "clients", "contribute"))
        headers = {
            "Authorization": f"Bearer {served.token}",
            "Content-Type": "application/sparql-update",
        }
        urlopen(Request(served.sparql, _DATA.encode(), headers)).close()
        yield served
