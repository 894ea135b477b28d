"""The web application over each engine: the same pages as over the embedded store, and what is missing is said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from graph.access.tokens import create_token
from graph.backends.factory import open_backend
from graph.backends.limitations import MISSING
from graph.backends.remote.dataset import RemoteDataset
from graph.backends.remote.deadline import Deadline
from graph.backends.remote.write_service import RemoteWriteService
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.storage.dataset import SnapshotDataset
from graph.writing.requests import GraphWrite
from tests.contract.conftest import Place
from tests.serving import closing_application
from webapp.app import create_app

BROWSER = {"Accept": "text/html,*/*;q=0.1", "Accept-Language": "fr"}
BASE = "http://127.0.0.1:8000"
PAGES = (
    "/",
    "/list/initiative",
    "/list/need",
    "/list/territory",
    "/list/person",
    "/list/contribution",
    "/queries",
    "/ns",
    "/scheme/role",
    "/doc/initiative/riposte-creative-territoriale",
    "/doc/circle/reconnexion",
    "/doc/territory/commune-34057",
    "/doc/contribution/riposte-article",
)
# What stands in a snapshot alone: its number, the box that searches its index, and what is close, which an engine has no
# network to tell.
_SAID = re.compile(
    r'<search class="box">.*?</search>'
    r'|<p class="snapshot">.*?</p>|<p class="printed imprint".*?</p>|<p class="cite">.*?</p>'
    r"|<div><dt>Le plus proche</dt>.*?</div>\s*"
    r'|<div class="row closest">.*?(?=<div class="row">|</div>\s*</section>)',
    re.DOTALL,
)


@pytest.fixture(scope="module")
def pair(place: Place, riposte: SnapshotDataset) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """Serve the shipped dataset twice: from an engine, and embedded."""
    if place.engine is None:
        pytest.skip("of engines elsewhere")
    desk = place.backend.write_service
    assert isinstance(desk, RemoteWriteService)
    for name in riposte.graph_names():
        lines = "".join(f"{each} .\n" for each in riposte.graph_triples(name))
        desk._service.change_graph("PUT", name.value, lines.encode(), Deadline(30))
    if place.name == "oxigraph":  # which has a default graph of its own
        merge = "".join(f"{each} .\n" for each in riposte.graph("") or ())
        desk._service.change_graph("PUT", "", merge.encode(), Deadline(30))
    settings = replace(place.settings, base_iri=BASE)
    settings.data_dir.mkdir(exist_ok=True)
    backend = open_backend(settings)
    here = Settings(data_dir=riposte.snapshot.path.parents[1])
    with closing_application(here) as app, pytest.MonkeyPatch.context() as patch:
        patch.setattr(SnapshotDataset, "search_index", RemoteDataset.search_index)  # an engine has none
        yield create_app(settings, backend).test_client(), app.test_client()
    backend.close()


@pytest.fixture
def client(pair: tuple[FlaskClient, FlaskClient]) -> FlaskClient:
    """Ask the engine's server."""
    return pair[0]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_says_embedded(pair: tuple[FlaskClient, FlaskClient], path: str) -> None:
    """Word for word, but for the snapshot that an engine does not keep."""
    there, here = (each.get(path, headers=BROWSER) for each in pair)
    assert (there.status_code, here.status_code) == (200, 200)
    assert len(here.text) > 2000
    assert _SAID.sub("", there.text).split() == _SAID.sub("", here.text).split()


@pytest.mark.parametrize(
    "path",
    ["/doc/circle/reconnexion.nt", "/ns.nt", "/graphs?graph=" + BASE + "/id/contribution/riposte-article"],
)
def test_a_download_holds_the_same_triples(
    pair: tuple[FlaskClient, FlaskClient], place: Place, path: str
) -> None:
    """But for the date and number of the snapshot."""
    answers = [each.get(path, headers={"Accept": "application/n-triples"}) for each in pair]
    assert [each.status_code for each in answers] == [200, 200]
    # Virtuoso rewrites durations: see test_terms.
    told = ("dcat#version", "terms/modified", *(("Duration>",) if place.name == "virtuoso" else ()))
    there, here = (
        {line for line in each.text.splitlines() if not any(word in line for word in told)}
        for each in answers
    )
    assert len(here) > 20
    assert there == here


def test_what_is_close_is_said_to_be_missing(client: FlaskClient) -> None:
    """Where an engine has no network, a page says so at the place where it would tell what is close."""
    page = client.get("/doc/circle/reconnexion", headers=BROWSER).text
    assert MISSING["connections"].fr in unescape(page)
    assert "le plus près" not in client.get("/doc/contribution/riposte-article", headers=BROWSER).text


def test_a_thing_that_is_not_described_is_not_there(client: FlaskClient) -> None:
    """Neither its name nor its page, nor a graph of that name."""
    for path in ("/id/initiative/nothing", "/doc/initiative/nothing", "/graphs?graph=http://e/nothing"):
        assert client.get(path, headers=BROWSER).status_code == 404


def test_no_snapshot_is_pretended(client: FlaskClient) -> None:
    """Neither number nor date nor ETag, on pages and on results; caches ask again."""
    for path in ("/", "/sparql?query=ASK%20%7B%7D"):
        headers = client.get(path).headers
        assert not {"ETag", "Last-Modified", "X-Maillage-Snapshot"} & {*headers.keys()}
        assert headers["Cache-Control"] == "no-cache"


def test_what_is_missing_is_said_with_its_reason(client: FlaskClient) -> None:
    """In /health for operators, in the service description for machines; in both languages."""
    told = client.get("/health").get_json()
    assert (told["status"], told["snapshot"]) == ("ok", None)
    assert told["missing"].keys() == MISSING.keys()
    assert all(each["fr"] and each["en"] and each["fr"] != each["en"] for each in told["missing"].values())
    description = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert all(f'"missing-{code}"' in description for code in MISSING)
    assert "UnionDefaultGraph" not in description


def test_the_page_says_where_the_data_is(client: FlaskClient) -> None:
    """A reader is not told of a snapshot that is none."""
    assert "un autre moteur SPARQL" in client.get("/", headers=BROWSER).text


def test_a_query_is_answered_over_http(client: FlaskClient) -> None:
    """As a document to machines, as a table to people, and refused with its place."""
    asked = {"query": "SELECT ?n { VALUES ?n { 1 } }"}
    assert client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"}).text.split() == [
        "n",
        "1",
    ]
    assert "<table" in client.get("/sparql", query_string=asked, headers=BROWSER).text
    refused = client.get("/sparql", query_string={"query": "SELECT"})
    assert (refused.status_code, refused.get_json()["code"]) == (400, "query-syntax")


def test_a_write_takes_a_token_and_says_what_was_not_judged(client: FlaskClient, place: Place) -> None:
    """Without one 401; with one it is done, and the answer says that no shape judged it."""
    address = f"/graphs?graph={BASE}/id/contribution/essai-{place.name}"
    sent = {"data": "<http://e/s> <http://e/p> 1 .", "content_type": "text/turtle"}
    assert client.put(address, **sent).status_code == 401
    token = create_token(place.settings.data_dir, "essai", "contribute")
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    done = client.put(address, headers=headers, **sent)
    assert done.status_code == 201
    assert done.get_json()["validated"] is False
    assert "SHACL" in done.get_json()["reason"]
    assert "http://e/s" in client.get(address, headers={"Accept": "application/n-triples"}).text
    assert client.delete(address, headers=headers).status_code == 200


def test_an_engine_that_is_gone_is_a_problem_of_503(place: Place) -> None:
    """Pages, queries and /health say so, in words for people and with a stable code."""
    settings = replace(
        place.settings, store="sparql:http://127.0.0.1:9/sparql", sparql_retries=0, base_iri=BASE
    )
    backend = open_backend(settings)
    try:
        client = create_app(settings, backend).test_client()
        for path in ("/health", "/ns.ttl", "/sparql?query=ASK%20%7B%7D"):
            answer = client.get(path)
            assert (answer.status_code, answer.get_json()["code"]) == (503, "engine-unreachable")
            assert answer.headers["Retry-After"]
        assert "ne répond pas" in client.get("/", headers=BROWSER).text
    finally:
        backend.close()


def test_a_graph_write_is_a_graph_write(client: FlaskClient, place: Place) -> None:
    """What was asked of the desk directly is what the server gives."""
    name = f"{BASE}/id/contribution/direct-{place.name}"
    place.backend.write_service.write(
        GraphWrite("put", name, (Payload("text/turtle", b"<http://e/s> <http://e/p> 2 ."),))
    )
    told = client.get(f"/graphs?graph={name}", headers={"Accept": "application/n-triples"})
    assert json.dumps(told.text).count("http://e/s") == 1


def test_a_large_network_is_shown_in_part(
    pair: tuple[FlaskClient, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without arrays the engine counts: the busiest needs and territories are the same, with the same numbers."""
    monkeypatch.setattr("webapp.page_data.descriptions.MANY", 3)
    monkeypatch.setattr("webapp.page_data.large_things.MOST", 3)
    busiest = []
    for client in pair:
        page = client.get("/", headers=BROWSER)
        assert page.status_code == 200
        busiest.append(page.text.partition('id="h-needs"')[2].partition('id="h-initiatives"')[0])
    assert busiest[0] == busiest[1] != ""
    for path in (
        "/list/territory",
        "/list/initiative",
        "/list/need",
        "/doc/circle/reconnexion",
        "/doc/territory/commune-34057",
    ):
        assert pair[0].get(path, headers=BROWSER).status_code == 200
    assert "/pointing" not in pair[0].get("/doc/circle/reconnexion", headers=BROWSER).text
