"""The SPARQL behind pages: each page leads to a query that gives what is seen, in both languages."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from graph.sparql.named_queries import query_names, read_query
from graph.storage.dataset import SnapshotDataset
from tests.evaluating import evaluate_in
from tests.webapp.conftest import BASE
from webapp.page_data.page_queries import query_of_page

PREFIX = "/atlas"
_OF = quote(f"{BASE}/id/need/nourrir", safe="")
_BY = quote("https://w3id.org/maillage/ns#answersNeed", safe="")
# What each page shows, and what is among the rows of its query.
PAGES = {
    "/": "initiative/jardin",
    "/list/initiative": "initiative/jardin",
    "/list/organisation": "organisation/ville",
    "/list/territory": "territory/commune-34057",
    f"/pointing?of={_OF}&by={_BY}": "initiative/jardin",
    "/structure": "",
    f"/paths?from={quote(BASE, safe='')}/id/initiative/jardin&to={_OF}": "need/nourrir",
    "/doc/initiative/jardin": "need/nourrir",
    "/search?kind=initiative": "initiative/jardin",
    "/search?q=jardin": "initiative/jardin",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "La requête SPARQL derrière cette page"), ("en", "The SPARQL query behind this page")],
)
@pytest.mark.parametrize("address", PAGES)
def test_each_page_leads_to_its_query(
    browser: FlaskClient, tiny: SnapshotDataset, address: str, language: str, words: str
) -> None:
    """One link, to a query that begins with a comment, and whose answer holds what the page shows."""
    page = browser.get(f"{PREFIX}{address}{'&' if '?' in address else '?'}lang={language}").text
    hrefs = re.findall(rf'<a href="([^"]+)" rel="nofollow">{words}</a>', page)
    assert len(hrefs) == 1
    parts = urlsplit(unescape(hrefs[0]))
    assert parts.path == f"{PREFIX}/sparql"
    text = parse_qs(parts.query)["query"][0]
    assert text.startswith("# ")
    found = " ".join(map(str, evaluate_in(tiny, text).result))  # type: ignore[arg-type]
    assert found
    assert PAGES[address] in found


@pytest.mark.parametrize(
    "address",
    [
        "/list/connection",
        "/paths",
        "/connections",
        "/connections?of=%3Cx%3E",
        "/sparql",
        "/queries",
        "/nothing",
    ],
)
def test_a_page_without_one_has_no_link(browser: FlaskClient, address: str) -> None:
    """Nor has what is no page, or asks which thing is meant."""
    assert "La requête SPARQL derrière" not in browser.get(PREFIX + address).text


@pytest.mark.parametrize(
    "name", [each for each in query_names() if each.startswith(("page/", "search/", "export/"))]
)
def test_each_fragment_is_introduced(name: str) -> None:
    """In both languages; what it is filled with are its parameters."""
    query = read_query(name)
    assert query.summary.en != query.summary.fr
    assert "PREFIX" not in query.body
    assert all(f"?{each.name}" in query.body for each in query.parameters)


@pytest.mark.parametrize("value", ["<x>", "a b", "javascript:alert(1)>", '"', "x:y> } #"])
def test_what_is_no_iri_makes_no_query(value: str) -> None:
    """An address may hold anything."""
    assert query_of_page("lists.list_pointing", {"of": value, "by": value}, BASE, "fr") == ""
