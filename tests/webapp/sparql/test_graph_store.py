"""Tests of webapp.sparql.graph_store: graphs with hostile terms, written and read in every format, endpoint and dump too."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.access.tokens import create_token
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.writing.plain_store import open_plain_writer
from tests.serving import closing_application
from webapp.cli import maillage

BASE = "http://127.0.0.1:8000"
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
}
GRAPHS = {
    "http://e.org/fine": r'<http://e.org/s> <http://e.org/p> "a\r\nb\rc <&> ]]>"@fr .',
    "http://e.org/control": r'<http://e.org/s> <http://e.org/p> "livre\u001B ouvert" .',
    "http://e.org/noncharacter": r'<http://e.org/s> <http://e.org/p> "\uFFFE" .',
    "http://e.org/number": '<http://e.org/s> <http://e.org/2026> "x" .',
    "http://e.org/class": "<http://e.org/s> a <http://e.org/id/> .",
}
REFUSED = {
    "http://e.org/control": ("character-unwritable", "U+001B"),
    "http://e.org/noncharacter": ("character-unwritable", "U+FFFE"),
    "http://e.org/number": ("name-unwritable", "http://e.org/2026"),
    "http://e.org/class": ("name-unwritable", "http://e.org/id/"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new data directory."""
    return tmp_path_factory.mktemp("hostile") / "var"


@pytest.fixture(scope="module")
def plain(folder: Path) -> Iterator[FlaskClient]:
    """Put the graphs on a plain server."""
    settings = Settings(data_dir=folder, lock_wait_s=5)
    with open_plain_writer(open_directory(folder, BASE, "plain"), settings):
        secret = create_token(folder, "tout", "admin")
    with closing_application(settings) as app:
        client = app.test_client()
        for graph, content in GRAPHS.items():
            headers = {"Authorization": f"Bearer {secret}", "Content-Type": "text/turtle"}
            put = client.put("/graphs", query_string={"graph": graph}, data=content, headers=headers)
            assert put.status_code == 201, put.text
        yield client


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("way", ["graphs", "endpoint"])
def test_equal_or_refused(plain: FlaskClient, graph: str, media_type: str, way: str) -> None:
    """What RDF/XML cannot carry is 406 with the term and the formats that can; all else comes back as it was put."""
    parameters = {"graph": graph}
    if way == "endpoint":
        parameters = {"query": f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"}
    path = "/graphs" if way == "graphs" else "/sparql"
    answer = plain.get(path, query_string=parameters, headers={"Accept": media_type})
    if media_type == "application/rdf+xml" and graph in REFUSED:
        code, term = REFUSED[graph]
        problem = answer.get_json(force=True)
        assert (answer.status_code, problem["code"]) == (406, code)
        assert term in problem["detail_fr"]
        assert term in problem["detail_en"]
        assert "Turtle" in problem["hint"]
        return
    assert answer.status_code == 200
    put = [each.triple for each in parse(GRAPHS[graph].encode(), format=RdfFormat.TURTLE)]
    assert [each.triple for each in parse(answer.data, format=FORMATS[media_type])] == put


@pytest.mark.parametrize("graph", GRAPHS)
def test_solutions_in_xml(plain: FlaskClient, graph: str) -> None:
    """Names are no matter there, characters are."""
    query = f"SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    answer = plain.get("/sparql", query_string={"query": query, "format": "xml"})
    is_refused = REFUSED.get(graph, ("",))[0] == "character-unwritable"
    assert answer.status_code == (406 if is_refused else 200)
    if is_refused:
        assert "JSON" in answer.get_json(force=True)["hint"]


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_dump(plain: FlaskClient, folder: Path, graph: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command refuses before it writes a byte, and says what would do."""
    del plain
    monkeypatch.setattr(sys, "argv", ["maillage"])
    done = CliRunner().invoke(
        maillage, ["dump", "--data", str(folder), "--graph", graph, "--format", "rdfxml"]
    )
    if graph not in REFUSED:
        assert b"a&#13;\nb&#13;c" in done.stdout_bytes
        return
    assert done.stdout_bytes == b""
    assert REFUSED[graph][1] in str(done.exception)
