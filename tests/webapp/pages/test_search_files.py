"""Search results as files: exactly what all pages of the search show, in their order, with licence and source."""

from __future__ import annotations

import csv
import json
import re
from contextlib import closing
from html import unescape
from io import BytesIO, StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from bench.generate import BASE_IRI
from graph.errors import DataDamaged
from graph.rdf.terms import NamedNode, expand, name
from graph.settings import Settings
from graph.sparql.named_queries import NamedQuery
from graph.sparql.results import QueryResult
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from tests.evaluating import evaluate_in
from tests.serving import closing_application
from tests.webapp.conftest import BASE
from webapp.http.search_address import SORTS

PREFIX = "/atlas"
SEARCHES = [
    "",
    "q=castelnau",
    "kind=initiative",
    "place=territory/departement-34",
    "place=territory/pays-99100&near=epci",
    "kind=commune&q=castelnau",
    "need=need/nourrir&from=2000",
]


def rows_of(client: FlaskClient, query: str) -> list[dict[str, str]]:
    """Read the CSV of a search."""
    response = client.get(f"{PREFIX}/search.csv?{query}")
    assert response.status_code == 200, response.text
    return list(csv.DictReader(StringIO(response.data.decode("utf-8-sig"), newline="")))


def iri_of(href: str) -> str:
    """Give the IRI of the thing whose page is at an address."""
    parts = urlsplit(href)
    if parts.path == f"{PREFIX}/described":
        return parse_qs(parts.query)["iri"][0]
    return parts.path.replace(f"{PREFIX}/doc/", f"{BASE}/id/")


def pages_of(browser: FlaskClient, query: str) -> list[str]:
    """Read the IRIs of the results of all pages of a search."""
    found, href = list[str](), f"{PREFIX}/search?{query}"
    while href:
        page = browser.get(href).text
        results = page.partition('<ol class="tree"')[2].partition("</ol>")[0]
        found += [
            iri_of(unescape(each)) for each in re.findall(r'<p class="entry"><a[^>]*href="([^"]+)', results)
        ]
        following = re.search(r'<a rel="next nofollow" href="([^"]+)"', page)
        href = unescape(following[1]) if following else ""
    return found


@pytest.mark.parametrize("sort", ["", *SORTS])
@pytest.mark.parametrize("query", SEARCHES)
def test_the_rows_are_those_of_all_pages(
    browser: FlaskClient, query: str, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same things, each once, in the same order, whatever the order is; on pages of three, so that there are several."""
    for module in ("pages.search", "page_data.search", "presentation.search.results"):
        monkeypatch.setattr(f"webapp.{module}.PAGE_SIZE", 3)
    monkeypatch.setattr("webapp.page_data.search._whole_list", lambda *_: None)
    asked = f"{query}&sort={sort}" if sort else query
    rows = [each["Adresse (IRI)"] for each in rows_of(browser, asked)]
    assert rows == pages_of(browser, asked)
    assert len(rows) == len(set(rows)) > (15 if not query else 0)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ttl", "jsonld"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_leads_to_each_file(
    browser: FlaskClient, suffix: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what was chosen, in the language of the page; the file has a name and says its snapshot."""
    for module in ("pages.search", "page_data.search", "presentation.search.results"):
        monkeypatch.setattr(f"webapp.{module}.PAGE_SIZE", 1)
    page = browser.get(f"{PREFIX}/search?kind=initiative&page=2&view=table&lang={language}").text
    hrefs = [unescape(each) for each in re.findall(r'href="([^"]+)" download', page)]
    asked = next(each for each in hrefs if f".{suffix}?" in each)
    assert asked == f"{PREFIX}/search.{suffix}?kind=initiative&lang={language}"
    response = browser.get(asked)
    assert response.status_code == 200
    assert re.search(rf"filename=maillage-initiative-\d+\.{suffix}$", response.headers["Content-Disposition"])
    assert response.headers["X-Maillage-Snapshot"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_number_of_lines_stands_beside_each(browser: FlaskClient) -> None:
    """As many as the file has."""
    page = browser.get(f"{PREFIX}/search?kind=initiative").text
    count = len(rows_of(browser, "kind=initiative"))
    words = re.sub(r"<[^>]+>", "", page.partition('id="h-take"')[2].partition("</section>")[0])
    assert f"CSV, {count} lignes" in words
    assert f"Turtle, {count} choses" in words
    assert "La requête SPARQL derrière cette page" in words


def test_columns_are_named_in_the_language_of_the_reader(browser: FlaskClient) -> None:
    """No column of the English file has a French name; each has its own."""
    french, english = (list(rows_of(browser, f"kind=initiative&lang={each}")[0]) for each in ("fr", "en"))
    assert len(french) == len(english) == len(set(english)) == len(set(french))
    assert {"Name", "Address (IRI)", "Needs", "Needs (IRI)", "Licence", "Snapshot"} <= set(english)
    assert set(french) & set(english) <= {
        *("Description", "Licence", "Licence (IRI)", "Source", "Source (IRI)"),
        *("Département", "Département (IRI)"),
    }


def test_a_row_says_what_the_page_says_and_more(browser: FlaskClient) -> None:
    """Names with their IRIs, codes of places, the département of a commune, licence and source of all of it."""
    garden = next(each for each in rows_of(browser, "kind=initiative") if each["Nom"] == "Le jardin partagé")
    assert garden["Lieux (codes)"] == "34057"
    assert garden["Département"] == "Hérault"
    assert garden["Besoins (IRI)"] == f"{BASE}/id/need/nourrir"
    assert "CC BY 4.0" in garden["Licence"]
    assert f"{BASE}/id/source/carnet" in garden["Source (IRI)"]


def test_nothing_leaves_without_licence_and_source(browser: FlaskClient) -> None:
    """Of everything that is found, in tables; in RDF, each thing is a topic of a graph that says both."""
    rows = rows_of(browser, "")
    assert all(each["Licence"] and each["Source"] and each["Instantané"] for each in rows)
    content = browser.get(f"{PREFIX}/search.ttl").data
    triples = {each.triple for each in parse(content, format=RdfFormat.TURTLE)}
    document = NamedNode(f"{BASE}/search.ttl")
    licensed = {each.subject for each in triples if each.predicate == name("dcterms:license")}
    sourced = {
        each.subject
        for each in triples
        if each.predicate in (name("prov:hadPrimarySource"), name("dcterms:source"))
    }
    covered = {
        each.object
        for each in triples
        if each.predicate == name("foaf:topic") and each.subject in licensed & sourced
    }
    assert {each["Adresse (IRI)"] for each in rows} <= {each.value for each in covered}
    assert document in licensed


def test_rdf_says_of_each_thing_what_it_says_of_itself(browser: FlaskClient, tiny: SnapshotDataset) -> None:
    """All statements of the things found, but for what rules derive; the same in both syntaxes."""
    turtle = {
        each.triple
        for each in parse(browser.get(f"{PREFIX}/search.ttl?kind=initiative").data, format=RdfFormat.TURTLE)
    }
    content = browser.get(f"{PREFIX}/search.jsonld?kind=initiative").data
    assert isinstance(json.loads(content), list)
    linked = {each.triple for each in parse(content, format=RdfFormat.JSON_LD)}
    about = {NamedNode(f"{BASE}/search.{each}?kind=initiative") for each in ("ttl", "jsonld")}
    assert {each for each in turtle if each.subject not in about} == {
        each for each in linked if each.subject not in about
    }
    for row in rows_of(browser, "kind=initiative"):
        thing = NamedNode(row["Adresse (IRI)"])
        own = {each for each in tiny.graph("") or () if each.subject == thing}
        assert own
        assert {each for each in own if "shares" not in each.predicate.value} <= turtle


def test_a_workbook_has_the_rows_and_says_what_it_is(browser: FlaskClient) -> None:
    """As many rows as the CSV, and a sheet about them."""
    content = browser.get(f"{PREFIX}/search.xlsx?kind=initiative").data
    with ZipFile(BytesIO(content)) as archive:
        first, second = (ET.fromstring(archive.read(f"xl/worksheets/sheet{each}.xml")) for each in (1, 2))  # noqa: S314
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert len(list(first.iter(f"{space}row"))) == 1 + len(rows_of(browser, "kind=initiative"))
    told = " ".join("".join(each.itertext()) for each in second.iter(f"{space}row"))
    assert "https://creativecommons.org/licenses/by/4.0/" in told
    assert f"{BASE}/search?kind=initiative" in told


def test_one_licence_is_a_header(browser: FlaskClient) -> None:
    """Where all of it is under one; none is named where there are several."""
    one = browser.get(f"{PREFIX}/search.csv?kind=commune").headers.getlist("Link")
    assert sum('rel="license"' in each for each in one) == 1
    several = browser.get(f"{PREFIX}/search.csv").headers.getlist("Link")
    assert not any('rel="license"' in each for each in several)


def test_too_much_for_a_file_is_refused_with_what_to_do(
    browser: FlaskClient, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says so beforehand; the query is still there."""
    monkeypatch.setattr("webapp.pages.search_files.EXPORTED_ROWS", 3)
    monkeypatch.setattr("webapp.presentation.search.take_away.EXPORTED_ROWS", 3)
    for suffix in ("csv", "xlsx", "ttl", "jsonld"):
        refused = client.get(f"{PREFIX}/search.{suffix}")
        assert refused.status_code == 413
        assert refused.json["code"] == "export-too-large"
        assert refused.headers["X-Maillage-Limit"] == "export_rows=3"
    page = browser.get(f"{PREFIX}/search").text
    assert "search.csv" not in page
    assert "Un fichier en emporte au plus 3" in page
    assert client.get(f"{PREFIX}/search.rq").status_code == 200


@pytest.mark.parametrize("suffix", ["csv", "ttl", "jsonld"])
def test_a_file_is_sent_while_it_is_read(
    shared_app: Flask, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """In batches of two things, the answer begins when the first is there; who has it already gets nothing."""
    for module in ("export_rows", "export_statements"):
        monkeypatch.setattr(f"webapp.page_data.{module}.BATCH", 2)
    monkeypatch.setattr("webapp.presentation.search.export_files._PIECE_LETTERS", 1)
    names: list[str] = []
    ask = SnapshotDataset.run

    def counted(self: SnapshotDataset, query: NamedQuery, *bound: Any) -> QueryResult:
        names.append(query.name)
        return ask(self, query, *bound)

    monkeypatch.setattr(SnapshotDataset, "run", counted)
    with closing(shared_app.test_client().get(f"{PREFIX}/search.{suffix}")) as response:
        begun = len(names)
        assert "Content-Length" not in response.headers
        assert len(response.data) > 1000
        assert len(names) > 3 * begun
    etag = {"If-None-Match": response.headers["ETag"]}
    with closing(shared_app.test_client().get(f"{PREFIX}/search.{suffix}", headers=etag)) as known:
        assert known.status_code == 304 and not known.data


@pytest.mark.parametrize("suffix", ["html", "pdf", "", "csv.exe", "CSV"])
def test_another_suffix_is_nothing(client: FlaskClient, suffix: str) -> None:
    """No format, no file."""
    assert client.get(f"{PREFIX}/search.{suffix}").status_code == 404


def test_a_search_that_finds_nothing_gives_an_empty_table(browser: FlaskClient) -> None:
    """Its columns stand, and its graph says what it is."""
    assert rows_of(browser, "q=zzzzzz&kind=need") == []
    content = browser.get(f"{PREFIX}/search.ttl?q=zzzzzz&kind=need").data
    assert any(each.predicate == name("dcat:version") for each in parse(content, format=RdfFormat.TURTLE))


def _pointing(dataset: SnapshotDataset, iri: str, curie: str) -> set[str]:
    """Give what points to a thing by a property."""
    text = f"SELECT ?thing {{ ?thing <{expand(curie)}> <{iri}> }}"
    return {row["thing"].value for row in evaluate_in(dataset, text).result}  # type: ignore[union-attr]


def contained_in(dataset: SnapshotDataset, iri: str) -> set[str]:
    """Give a territory and all that lies within it, step by step."""
    reached, waiting = {iri}, [iri]
    while waiting:
        within = [
            _pointing(dataset, waiting[-1], each) for each in ("igeo:subdivisionDirecteDe", "mai:within")
        ]
        waiting.pop()
        waiting += set().union(*within) - reached
        reached.update(*within)
    return reached


@pytest.mark.slow
def test_a_file_of_a_territory_has_all_that_lies_within(large_indexed: Settings) -> None:
    """« Hérault, everything »: not only what touches the node; by page, by file, by SPARQL."""
    dataset = CurrentDataset(large_indexed.data_dir).get()
    with closing_application(large_indexed) as app:
        _compare_all_of_herault(dataset, app.test_client())


def _compare_all_of_herault(dataset: SnapshotDataset, reader: FlaskClient) -> None:
    herault = f"{BASE_IRI}/id/territory/departement-34"
    described = _pointing(dataset, expand("mai:Initiative"), "rdf:type")
    expected = described & set().union(
        *(_pointing(dataset, each, "mai:onTerritory") for each in contained_in(dataset, herault))
    )
    assert len(expected) > 5 > len(described & _pointing(dataset, herault, "mai:onTerritory"))
    asked = "place=territory/departement-34&kind=initiative&kind=circle"
    written = reader.get(f"/search.csv?{asked}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(written, newline="")))
    assert {each["Adresse (IRI)"] for each in rows} == expected
    assert len(rows) == len(expected)
    assert all("Hérault" in each["Département"] for each in rows if "commune-" in each["Lieux (IRI)"])
    assert f"CSV</a>, {len(expected)} lignes" in reader.get(f"/search?{asked}").text
    query = reader.get(f"/search.rq?{asked}").text
    assert {row["thing"].value for row in evaluate_in(dataset, query).result} == expected  # type: ignore[union-attr]


@pytest.mark.parametrize("place", ["", f"{BASE}/id/territory/departement-34"])
def test_a_list_leads_to_its_files_and_can_do_without(
    browser: FlaskClient, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many lines as the file has; with a damaged index the list is there all the same, without files."""
    address = f"{PREFIX}/list/initiative{f'?place={place}' if place else ''}"
    page = browser.get(address).text
    hrefs = [unescape(each) for each in re.findall(r'href="([^"]+)" download', page)]
    assert [urlsplit(each).path.rpartition(".")[2] for each in hrefs] == ["csv", "xlsx", "ttl", "jsonld"]
    rows = list(csv.DictReader(StringIO(browser.get(hrefs[0]).data.decode("utf-8-sig"), newline="")))
    assert f"{len(rows)} ligne" in re.sub(r"<[^>]+>", "", page)

    def damaged(*_: object) -> int:
        raise DataDamaged(detail="a file")

    monkeypatch.setattr("webapp.pages.lists.count_found", damaged)
    answer = browser.get(address)
    assert answer.status_code == 200
    assert " download" not in answer.text
