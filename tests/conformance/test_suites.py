"""The W3C suites, run against `maillage serve --plain` over HTTP, and in process through the front end of SPARQL."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.access.tokens import create_token
from tests.serving import free_port, serving

SUITES = Path(__file__).parents[3] / "shared" / "conformance"
# Each is told in docs/decisions/0015-conformance.md: refused by design, or impossible to evaluate.
DEPARTURES = re.compile(
    r"/service/manifest#service5$|/syntax-fed/manifest#test_[123]$|/syntax-update-1/manifest#test_([12348]|18|37)$"
    r"|/syntax-query/manifest#test_4$"
)
CASES = 505
# What no rewriting of a text mends: literals are normalised when they are stored, and SERVICE with a variable is the engine's.
UNMENDED = {"csv-tsv-res/manifest#tsv03", "service/manifest#service5"}
# Folders of the suites of SPARQL by version; those that are not there are skipped.
VERSIONS = {"10": "sparql10", "11": "sparql11", "12": "sparql12"}
# The runner, its stand-ins for the endpoints of the federation tests on a port that is known beforehand.
WITH_PORT = """
import http.server, runpy, sys
class Fixed(http.server.ThreadingHTTPServer):
    def __init__(self, address, handler):
        super().__init__((address[0], int(port)), handler)
port, sys.argv[:] = sys.argv[1], sys.argv[2:]
http.server.ThreadingHTTPServer = Fixed
sys.path.insert(0, sys.argv[0].rpartition("/")[0])
runpy.run_path(sys.argv[0], run_name="__main__")
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SUITES.is_dir(), reason="the third-party suites are expected in ../shared/conformance"
    ),
]


@dataclass(frozen=True, slots=True)
class Served:
    """A plain server and the credentials that write to it."""

    address: str
    token: str
    services_port: int

    def options(self) -> list[str]:
        """Give the options that both runners share."""
        return [
            *("--query", f"{self.address}/sparql", "--update", f"{self.address}/sparql"),
            *("--gsp", f"{self.address}/graphs", "--auth", f"suite:{self.token}"),
        ]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve an empty plain directory."""
    folder = tmp_path_factory.mktemp("conformance") / "var"
    port = free_port()
    services = [f"http://127.0.0.1:{port}/s{number}" for number in range(20)]
    listed = " ".join([*services, "http://invalid.endpoint.org/sparql"])
    with serving(folder, "--plain", MAILLAGE_SERVICES=listed) as running:
        yield Served(running.address, create_token(folder, "suite", "contribute"), port)


def _run(script: str, results: Path, *options: str, services_port: int = 0) -> list[dict[str, str]]:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            WITH_PORT,
            str(services_port),
            str(SUITES / script),
            *options,
            "--json",
            str(results),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert results.exists(), done.stderr
    return [json.loads(line) for line in results.read_text("utf-8").splitlines()]


def test_protocol_graph_store_and_service_description(served: Served, tmp_path: Path) -> None:
    """Every case passes: 34 of the protocol, 13 of the graph store, 3 of the service description."""
    cases = _run("protocol_suite.py", tmp_path / "protocol.jsonl", *served.options())
    assert [each for each in cases if each["result"] != "pass"] == []
    counts = {
        group: sum(each["group"] == group for each in cases)
        for group in ("protocol", "gsp", "service-description")
    }
    assert counts == {"protocol": 34, "gsp": 13, "service-description": 3}


def test_no_case_is_lost_that_the_engine_passes(served: Served, tmp_path: Path) -> None:
    """Query, update, syntax and every result format: as in process, save for the departures that are told."""
    formats = ("--formats", "json", "xml", "csv", "tsv")
    inside = _run("sparql_suite.py", tmp_path / "inside.jsonl", "--engine", "pyoxigraph", *formats)
    outside = _run(
        *("sparql_suite.py", tmp_path / "outside.jsonl", "--engine", "http", *served.options(), *formats),
        services_port=served.services_port,
    )
    assert len(inside) == len(outside) == CASES
    passed = {each["test"] for each in inside if each["result"] in ("pass", "value")}
    lost = {each["test"] for each in outside if each["result"] not in ("pass", "value")} & passed
    assert {each for each in lost if not DEPARTURES.search(each)} == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_front_end_loses_no_case_that_the_engine_passes(version: str, tmp_path: Path) -> None:
    """Test by test, the texts that are rewritten give what the engine gives alone; of SPARQL 1.1, all but two are right."""
    if not (SUITES / "data" / "rdf-tests" / "sparql" / VERSIONS[version]).is_dir():
        pytest.skip(f"the suite of {VERSIONS[version]} is expected beside that of SPARQL 1.1")
    alone = _passed(tmp_path / "alone.jsonl", "--alone", version=version)
    prepared = _passed(tmp_path / "prepared.jsonl", version=version)
    assert len(alone) == len(prepared) >= 1
    assert {name for name in alone if alone[name] and not prepared[name]} == set()
    if version == "11":
        failed = {name for name, is_passed in prepared.items() if not is_passed}
        assert len(prepared) == CASES
        assert {"/".join(name.rsplit("/", 2)[1:]) for name in failed} == UNMENDED


def _passed(results: Path, *first: str, version: str) -> dict[str, bool]:
    """Run a suite in process, with the front end or without; return whether each test passes."""
    chosen = () if version == "11" else ("--suite", version)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.conformance.in_process", *first),
            *(str(SUITES / "sparql_suite.py"), "--engine", "pyoxigraph", *chosen, "--json", str(results)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
        cwd=Path(__file__).parents[2],
    )
    assert results.exists(), done.stderr
    cases = map(json.loads, results.read_text("utf-8").splitlines())
    return {each["test"]: each["result"] in ("pass", "value") for each in cases}
