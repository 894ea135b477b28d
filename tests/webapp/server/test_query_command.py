"""`maillage query` and the SPARQL endpoint of a server answer alike: the same bytes, the same errors."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from graph.errors import GraphError
from graph.storage.dataset import SnapshotDataset
from tests.serving import BASE_IRI, serving
from webapp.cli import maillage

TYPES = {"json": "application/sparql-results+json", "csv": "text/csv", "turtle": "text/turtle"}
LIMITS = {
    "MAILLAGE_QUERY_TIMEOUT_S": "10",
    "MAILLAGE_QUERY_RESULT_BYTES": "200000",
    "MAILLAGE_SERVICES": "http://127.0.0.1:9/sparql",
}


def _mixed_values() -> str:
    """Write a query whose ORDER BY the engine cannot evaluate: numbers, texts and years have no common order."""
    chosen, values = random.Random(0), list[str]()
    for _ in range(2000):
        digits = "".join(chosen.choices("123456789", k=chosen.randint(1, 5)))
        year = f'"2{digits[:3]:0>3}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
        values.append(chosen.choice((digits, f'"{digits}"@fr', year)))
    return f"SELECT ?v {{ VALUES ?v {{ {' '.join(values)} }} }} ORDER BY ?v"


RESULTS = {
    "rows": ("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 50", "json"),
    "few values of several kinds": ('SELECT ?v { VALUES ?v { 10 "b" <a> 2 "1x"@fr } } ORDER BY ?v', "csv"),
    "many values of several kinds": (_mixed_values(), "csv"),
    "yes or no": ("ASK { ?s ?p ?o }", "json"),
    "a graph": ("CONSTRUCT { <id> <id/p> ?n } { VALUES ?n { 1 2 } }", "turtle"),
    "a silent call of an endpoint that is not there": (
        "SELECT ?a ?b { VALUES ?a { 1 } SERVICE SILENT <http://127.0.0.1:9/sparql> { ?b ?c ?d } }",
        "csv",
    ),
}
REFUSALS = {
    "query-syntax": ("SELECT * {\n ?s ?p", "json"),
    "update-refused": ("DELETE WHERE { ?s ?p ?o }", "json"),
    "service-not-listed": ("SELECT * { SERVICE <http://elsewhere.example/> { ?s ?p ?o } }", "json"),
    "service-failed": ("SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }", "json"),
    "result-limit": ("SELECT * { ?s ?p ?o . ?a a ?c }", "json"),
}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def server(riposte: SnapshotDataset) -> Iterator[str]:
    """Serve the Riposte within the limits that the command has too."""
    with serving(riposte.snapshot.path.parents[1], "--base-iri", BASE_IRI, **LIMITS) as running:
        yield running.address


def by_command(
    riposte: SnapshotDataset, text: str, output: str, limits: dict[str, str] = LIMITS
) -> bytes | str:
    """Run a query by the command: its result, or the code of its error."""
    words = ["query", "-", "--format", output, "--data", str(riposte.snapshot.path.parents[1])]
    done = CliRunner().invoke(maillage, words, input=text, env=limits)
    if isinstance(done.exception, GraphError):
        return done.exception.code
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


def by_server(address: str, text: str, output: str) -> bytes | str:
    """Run a query by the endpoint: its result, or the code of its error."""
    content = urlencode({"query": text}).encode()
    try:
        with urlopen(Request(f"{address}/sparql", content, {"Accept": TYPES[output]})) as response:
            whole: bytes = response.read()
            return whole
    except HTTPError as error:
        with error:
            return str(json.loads(error.read())["type"]).rpartition("/")[2]


@pytest.mark.parametrize("name", RESULTS)
def test_the_command_gives_the_bytes_of_the_endpoint(
    server: str, riposte: SnapshotDataset, name: str
) -> None:
    """Order of rows, prefixes of Turtle and calls of other endpoints included."""
    text, output = RESULTS[name]
    found = by_command(riposte, text, output)
    assert isinstance(found, bytes)
    assert found == by_server(server, text, output)


@pytest.mark.parametrize("code", REFUSALS)
def test_the_command_refuses_what_the_endpoint_refuses(
    server: str, riposte: SnapshotDataset, code: str
) -> None:
    """Syntax, updates, SERVICE, and the limit of size."""
    text, output = REFUSALS[code]
    assert by_command(riposte, text, output) == code
    assert by_server(server, text, output) == code


def test_the_command_stops_what_the_endpoint_stops(riposte: SnapshotDataset) -> None:
    """The limit of time."""
    limits = LIMITS | {"MAILLAGE_QUERY_TIMEOUT_S": "0.5"}
    assert by_command(riposte, ENDLESS, "json", limits) == "time-limit"
    with serving(riposte.snapshot.path.parents[1], "--base-iri", BASE_IRI, **limits) as running:
        assert by_server(running.address, ENDLESS, "json") == "time-limit"


def test_a_named_query_gives_what_its_text_gives(server: str, riposte: SnapshotDataset) -> None:
    """The command fills in the parameters, and evaluates the text that `--show` prints."""
    words = ["query", "circles_for_need", "need=id/need/prise-de-recul"]
    place = ["--data", str(riposte.snapshot.path.parents[1])]
    shown = CliRunner().invoke(maillage, [*words, "--show", *place])
    found = CliRunner().invoke(maillage, [*words, "--format", "csv", *place], env=LIMITS)
    assert len(found.stdout_bytes.splitlines()) > 1
    assert found.stdout_bytes == by_server(server, shown.stdout, "csv")
