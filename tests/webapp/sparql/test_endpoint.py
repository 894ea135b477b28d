"""The endpoint and the query page."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from pyoxigraph import parse

from graph.sparql.results import TRIPLE_FORMATS

ENDPOINT = "/atlas/sparql"
INITIATIVES = "SELECT ?s WHERE { ?s a <https://w3id.org/maillage/ns#Initiative> } ORDER BY ?s"
SHARED = (
    "SELECT (COUNT(*) AS ?n) WHERE { <https://data.example.org/atlas/id/initiative/jardin> "
    "<https://w3id.org/maillage/ns#carriedBy> ?o }"
)
DESCRIBE = "DESCRIBE <https://data.example.org/atlas/id/need/lire>"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/xml", "application/xml"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("query", [INITIATIVES, "ASK {}"])
def test_solutions_in_every_format(
    client: FlaskClient, query: str, accept: str | None, content_type: str
) -> None:
    """SELECT and ASK answer in each standard format, JSON by default, with their length and validators."""
    response = client.get(
        ENDPOINT, query_string={"query": query}, headers={"Accept": accept} if accept else {}
    )
    assert (response.status_code, response.content_type) == (200, content_type)
    assert int(response.headers["Content-Length"]) == len(response.data) > 0
    assert {"ETag", "Last-Modified", "X-Maillage-Snapshot"} <= set(response.headers.keys())
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("media_type", TRIPLE_FORMATS)
def test_graphs_in_every_format(client: FlaskClient, media_type: str) -> None:
    """CONSTRUCT and DESCRIBE answer in each RDF format."""
    response = client.post(
        ENDPOINT, data=DESCRIBE, content_type="application/sparql-query", headers={"Accept": media_type}
    )
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert len(list(parse(response.data, format=TRIPLE_FORMATS[media_type]))) > 3


def test_a_statement_of_two_contributions_counts_once(client: FlaskClient) -> None:
    """The default graph is the merge."""
    rows = list(
        csv.reader(
            io.StringIO(client.post(ENDPOINT, data={"query": SHARED}, headers={"Accept": "text/csv"}).text)
        )
    )
    assert rows == [["n"], ["1"]]


def test_the_protocol_may_choose_the_graphs(client: FlaskClient) -> None:
    """`default-graph-uri` narrows the dataset to one contribution."""
    chosen = {
        "query": INITIATIVES,
        "default-graph-uri": "https://data.example.org/atlas/id/contribution/gazette",
    }
    found = json.loads(client.get(ENDPOINT, query_string=chosen).data)["results"]["bindings"]
    assert [row["s"]["value"].rpartition("/")[2] for row in found] == ["bibliobus"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("SELECT ?s WHERE {\n ?s ?p }", 400, "query-syntax"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "update-refused"),
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 403, "service-refused"),
        ("", 400, "query-empty"),
    ],
)
def test_refusals_for_machines(client: FlaskClient, query: str, status: int, code: str) -> None:
    """A refusal is a problem document with a stable code."""
    response = client.get(ENDPOINT, query_string={"query": query})
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert json.loads(response.data)["code"] == code


def test_a_syntax_error_is_shown_at_its_place(browser: FlaskClient) -> None:
    """Line, column, the line itself, and a caret under the fault."""
    response = browser.get(ENDPOINT, query_string={"query": "SELECT ?s WHERE {\n ?s ?p }"})
    assert response.status_code == 400
    assert "Ligne 2, colonne 9" in response.text
    assert "        ^</pre>" in response.text


def test_a_browser_sees_a_table_whose_names_are_links(browser: FlaskClient) -> None:
    """The form's answer is readable, leads on, and can be taken away whole."""
    page = browser.get(ENDPOINT, query_string={"query": INITIATIVES}).text
    assert '<th scope="col">s</th>' in page
    assert '<a href="/atlas/doc/initiative/jardin">initiative/jardin</a>' in page
    assert "format=csv" in page


@pytest.mark.parametrize(("verdict", "words"), [("ASK {}", "Oui"), ("ASK { <x:a> <x:b> <x:c> }", "Non")])
def test_a_verdict_is_said(browser: FlaskClient, verdict: str, words: str) -> None:
    """A yes or no is a word."""
    assert f'<p class="verdict">{words}</p>' in browser.get(ENDPOINT, query_string={"query": verdict}).text


def test_the_address_may_name_the_format(browser: FlaskClient) -> None:
    """A browser takes the CSV away by a plain link; an unknown name is refused."""
    response = browser.get(ENDPOINT, query_string={"query": INITIATIVES, "format": "csv"})
    assert response.mimetype == "text/csv"
    assert browser.get(ENDPOINT, query_string={"query": INITIATIVES, "format": "ttl"}).status_code == 406


def test_without_a_query_people_get_a_form_and_machines_a_description(
    browser: FlaskClient, client: FlaskClient
) -> None:
    """The query page for one, the service description for the other."""
    assert "<textarea" in browser.get(ENDPOINT).text
    said = client.get(ENDPOINT)
    assert said.mimetype == "text/turtle"
    assert "UnionDefaultGraph" in said.text
    assert "id/contribution/gazette" in said.text


@pytest.mark.parametrize(
    ("method", "content_type", "status"),
    [("PUT", "text/plain", 405), ("POST", "text/plain", 415), ("POST", "application/sparql-update", 401)],
)
def test_other_methods_and_types(client: FlaskClient, method: str, content_type: str, status: int) -> None:
    """What is not a query operation is refused with its own status."""
    assert (
        client.open(ENDPOINT, method=method, data=b"ASK {}", content_type=content_type).status_code == status
    )


def test_too_long_a_request_is_refused(client: FlaskClient) -> None:
    """More than two megabytes is no question."""
    response = client.post(ENDPOINT, data=b"#" * (3 << 20), content_type="application/sparql-query")
    assert (response.status_code, response.mimetype) == (413, "application/problem+json")


def test_a_page_of_another_site_may_ask(client: FlaskClient) -> None:
    """The preflight names methods and headers."""
    response = client.options(ENDPOINT, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 204
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_head_says_what_get_would(client: FlaskClient) -> None:
    """Same headers, no body; and an answer known already is not sent again."""
    got = client.get(ENDPOINT, query_string={"query": INITIATIVES})
    head = client.head(ENDPOINT, query_string={"query": INITIATIVES})
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", got.headers["ETag"])
    again = client.get(
        ENDPOINT, query_string={"query": INITIATIVES}, headers={"If-None-Match": got.headers["ETag"]}
    )
    assert again.status_code == 304
