"""What a thing is close to, and why: on its page, on a page of its own, and on the page of each connection."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, Variable, parse

from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Triple, name, prefixes
from graph.settings import Settings
from graph.sparql.named_queries import read_query
from graph.storage.dataset import SnapshotDataset
from tests.evaluating import evaluate_in
from webapp.app import create_app

GARDEN = "/atlas/doc/initiative/jardin"


def words_of(page: str) -> str:
    """Read a page as text, each run of spaces as one."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", page)))


@pytest.fixture(scope="module")
def derived(tiny: SnapshotDataset) -> str:
    """Name the one connection of the small graph that a rule derives."""
    graph_name = f"{tiny.names.base_iri}/graph/derived/shares-territory"
    found = {
        each.subject.value for each in tiny.graph(graph_name) or () if each.predicate == name("mai:weight")
    }
    assert len(found) == 1
    return found.pop()


def test_a_page_tells_what_is_close_and_why(browser: FlaskClient) -> None:
    """The bookmobile is in the region of the garden; the circle says itself that it extends it."""
    page = browser.get(GARDEN).text
    section = page[page.index('id="q-linked"') :]
    circle, bus = section.index("Cercle des semis"), section.index("Le bibliobus")
    assert circle < bus
    assert "dit par une source" in section[circle:bus]
    assert "dit par une source" not in section[bus : section.index("Les mêmes en tableau")]
    assert "Occitanie" in section[bus : section.index("Les mêmes en tableau")]


def read(client: FlaskClient, address: str) -> set[Triple]:
    """Read a document in N-Triples."""
    return {each.triple for each in parse(client.get(address).data, RdfFormat.N_TRIPLES)}


def test_a_document_holds_the_connections_that_rules_derive(
    client: FlaskClient, tiny: SnapshotDataset, derived: str
) -> None:
    """In RDF, each with all that its graph says of it, and the shortcut; what is stated is not told as derived."""
    ends = [tiny.names.thing("initiative", each) for each in ("jardin", "bibliobus")]
    graph = tiny.graph(f"{tiny.names.base_iri}/graph/derived/shares-territory")
    expected = {each for each in graph or () if each.subject == NamedNode(derived)}
    assert len(expected) == 4
    for thing, other in (ends, ends[::-1]):
        told = read(client, f"{urlsplit(thing.value).path.replace('/id/', '/doc/')}/connections.nt")
        assert expected | {Triple(thing, name("mai:sharesTerritoryWith"), other)} <= told
        assert not [each for each in told if each.predicate == name("rdfs:seeAlso")]


def test_a_document_says_where_the_connections_are_when_it_cannot_hold_them(
    client: FlaskClient, tiny: SnapshotDataset, derived: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond so many rows there are none of them, but a query that gives them all."""
    query = read_query("browse/thing_derived")
    few = replace(query, header={**query.header, "max_rows": "3"})
    monkeypatch.setattr(
        "webapp.page_data.connections.read_query", lambda one: few if one == few.name else read_query(one)
    )
    told = read(client, f"{GARDEN}/connections.nt")
    assert derived not in {each.subject.value for each in told if isinstance(each.subject, NamedNode)}
    (more,) = {each.object for each in told if each.predicate == name("rdfs:seeAlso")}
    assert {each.object.value for each in told if each.subject == more} == {few.question.fr, few.question.en}
    (text,) = parse_qs(urlsplit(more.value).query)["query"]
    found = list(evaluate_in(tiny, text).result)  # type: ignore[arg-type]
    assert derived in {each.subject.value for each in found}
    assert "LIMIT" not in text


@pytest.mark.parametrize("query_name", ["browse/thing_derived", "browse/thing_connections"])
def test_the_connections_of_one_cost_what_they_are_not_what_all_are(query_name: str) -> None:
    """Among a hundred times as many connections, those of one thing are found nearly as fast."""
    times = []
    for count in (200, 20_000):
        store = Store()
        store.extend(_ring(count))
        times.append(min(_seconds(store, query_name) for _ in range(5)))
    assert times[1] < 15 * times[0]


def _seconds(store: Store, query_name: str) -> float:
    focus = {Variable("focus"): NamedNode("https://x.example/initiative/7")}
    start = time.process_time()
    found = store.query(read_query(query_name).body, prefixes=dict(prefixes()), substitutions=focus)
    assert len(list(found)) > 1  # type: ignore[arg-type]
    return time.process_time() - start


def _ring(count: int) -> Iterator[Quad]:
    """Connect so many things, each to the next one."""
    kind, graph_name = (
        name("connection-type:shares-need"),
        NamedNode("https://x.example/graph/derived/shares-need"),
    )
    yield Quad(kind, name("mai:shortcut"), name("mai:sharesNeedWith"), DefaultGraph())
    for number in range(count):
        node = NamedNode(f"https://x.example/connection/{number}")
        ends = [NamedNode(f"https://x.example/initiative/{each % count}") for each in (number, number + 1)]
        told = {
            "mai:connectionFrom": ends[0],
            "mai:connectionTo": ends[1],
            "mai:basis": NamedNode("https://x.example/need/1"),
            "mai:weight": Literal(number),
        }
        yield from (Quad(node, name(key), value, graph_name) for key, value in told.items())


def test_each_close_thing_leads_to_the_paths(browser: FlaskClient) -> None:
    """« comment sont-ils liés ? » leads to a page that answers."""
    page = unescape(browser.get(GARDEN).text)
    found = re.findall(r'href="(/atlas/paths\?from=[^"]*&to=[^"]*)"', page)
    assert found
    assert all("Chemin 1" in browser.get(each).text for each in found)


def test_the_weight_is_told_in_the_table(browser: FlaskClient) -> None:
    """Two initiatives of three are in the region: ln(3/2) is 0,4."""
    words = words_of(browser.get("/atlas/connections?of=initiative/jardin").text)
    assert re.search(r"2 sur 3 0,4\b", words)


def test_absence_is_said(browser: FlaskClient) -> None:
    """Nothing is close to the need to read: that is a sentence, not a blank."""
    assert "Rien de publié n’en est proche" in browser.get("/atlas/doc/need/lire").text
    assert "Rien de publié n’en est proche" in browser.get("/atlas/connections?of=need/lire").text


def test_what_cannot_be_close_has_no_such_section(browser: FlaskClient) -> None:
    """A contribution is close to nothing, and its page does not pretend otherwise."""
    assert "le plus près" not in browser.get("/atlas/doc/contribution/carnet").text


def test_the_query_behind_gives_what_is_published(browser: FlaskClient) -> None:
    """Under the page stands the SPARQL of its published connections."""
    page = unescape(browser.get(GARDEN).text)
    found = re.findall(r'href="([^"]*connectionFrom[^"]*mai%3Aweight[^"]*)"', page)
    assert any("bibliobus" in browser.get(each).text for each in found)


def test_a_page_past_the_last_is_empty_and_well(browser: FlaskClient) -> None:
    """A number too large or none at all gives a page, not a fault."""
    for page in ("99", "-3", "x"):
        assert browser.get(f"/atlas/connections?of=initiative/jardin&page={page}").status_code == 200


def test_derived_connections_flood_nothing(browser: FlaskClient, client: FlaskClient, derived: str) -> None:
    """What rules derive is on no page as something that points there, and in no document about what it rests on."""
    assert derived not in client.get("/atlas/doc/territory/region-76.nt").text
    for tail in ("initiative/jardin", "initiative/bibliobus", "territory/region-76"):
        assert "connection/shares" not in browser.get(f"/atlas/doc/{tail}").text
    assert "Liens" not in browser.get("/atlas/").text


def test_a_derived_connection_reads_well(browser: FlaskClient, derived: str) -> None:
    """Its page says what it joins, on what it rests, how much it weighs, and by which rule."""
    page = browser.get(derived.replace("https://data.example.org/atlas/id/", "/atlas/doc/")).text
    words = words_of(page)
    for told in ("Le jardin partagé", "Le bibliobus", "Occitanie", "déduit par règle", "0,4", "ln(N/n)"):
        assert told in words, told
    assert "/atlas/paths?from=" in page


def test_an_engine_elsewhere_says_why(tmp_path: Path) -> None:
    """Without snapshots there is no network: the pages say so, with the reason."""
    settings = Settings(
        data_dir=tmp_path, base_iri="https://data.example.org", store="sparql:http://127.0.0.1:9/query"
    )
    client = create_app(settings).test_client()
    for address in ("/connections?of=need/lire", "/paths?from=need/lire&to=need/x", "/structure"):
        response = client.get(address, headers={"Accept": "text/html"})
        assert response.status_code >= 400
        assert "Ni liens ni chemins ici" in response.text


def test_nothing_is_close_to_a_stranger(browser: FlaskClient, tiny: SnapshotDataset) -> None:
    """A name that nobody bears is said to be unknown."""
    assert not tiny.mentions(NamedNode(f"{tiny.names.base_iri}/id/need/voler"))
    page = browser.get("/atlas/connections?of=voler").text
    assert "Rien ne porte un nom où se lise" in page
    assert 'aria-invalid="true"' in page
