"""Tests of webapp.sparql.result_formats: every kind of result under every header, fresh and from the cache."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from graph.storage.dataset import SnapshotDataset
from webapp.http.negotiation import NotAcceptableError
from webapp.middleware.response_cache import ResponseCache
from webapp.sparql.result_formats import choose_formats

# Headers as clients send them.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
OLD_BROWSER = "text/html, application/xhtml+xml, */*"
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
PYLD = (
    "application/ld+json;profile=http://www.w3.org/ns/json-ld#context, application/ld+json, "
    "application/json;q=0.5, text/html;q=0.8, application/xhtml+xml;q=0.8"
)
RAPPER = (
    "application/rdf+xml, text/rdf;q=0.6, application/n-triples, text/plain;q=0.1, text/turtle, application/x-turtle, "
    "application/turtle, text/n3;q=0.3, text/rdf+n3;q=0.3, application/rdf+n3;q=0.3, application/x-trig, "
    "application/rss;q=0.8, application/xml;q=0.3, text/xml;q=0.3, application/atom+xml;q=0.3, text/html;q=0.2, "
    "application/xhtml+xml;q=0.4, text/html;q=0.6, application/xhtml+xml;q=0.8, application/json;q=0.1, */*;q=0.1"
)
RDFLIB = "text/turtle;q=1.0, application/rdf+xml;q=0.9, text/n3;q=0.8, application/n-triples, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
COMUNICA = "application/sparql-results+json;q=1.0,application/sparql-results+xml;q=0.7,application/n-quads,text/turtle;q=0.9"

PAGE, PROBLEM, NONE = "text/html", "application/problem+json", "406"
JSON, XML, CSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv"
TTL, NT, LD, RDF = "text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"
NQ = "application/n-quads"
# header: SELECT and ASK, CONSTRUCT and DESCRIBE, an error, the document about a thing
TABLE: dict[str, tuple[str, str, str, str]] = {
    "": (JSON, TTL, PROBLEM, PAGE),
    "*/*": (JSON, TTL, PROBLEM, PAGE),
    "nonsense": (JSON, TTL, PROBLEM, PAGE),
    BROWSER: (PAGE, PAGE, PAGE, PAGE),
    OLD_BROWSER: (PAGE, PAGE, PAGE, PAGE),
    JAVA: (PAGE, PAGE, PAGE, PAGE),
    "text/html": (PAGE, PAGE, PAGE, PAGE),
    "text/html;q=0.1": (PAGE, PAGE, PAGE, PAGE),
    "text/html, text/turtle;q=0.9": (PAGE, PAGE, PAGE, PAGE),
    "text/turtle, text/html;q=0.1": (NONE, TTL, PROBLEM, TTL),
    "text/turtle, text/html;q=.5, */*;q=.1": (JSON, TTL, PROBLEM, TTL),
    "text/csv, text/html;q=0.1": (CSV, NONE, PROBLEM, PAGE),
    "text/csv, text/html;q=0.1, */*;q=0.05": (CSV, TTL, PROBLEM, PAGE),
    "text/csv, text/html": (CSV, PAGE, PROBLEM, PAGE),
    "text/html, text/turtle": (PAGE, TTL, PROBLEM, TTL),
    "text/html;q=0.5, */*": (JSON, TTL, PROBLEM, TTL),
    "application/json, text/html": ("application/json", "application/json", PROBLEM, PAGE),
    "application/json, text/html;q=0.9": ("application/json", "application/json", PROBLEM, PAGE),
    PYLD: ("application/json", LD, PROBLEM, LD),
    RAPPER: ("application/xml", TTL, PROBLEM, TTL),
    RDFLIB: (JSON, TTL, PROBLEM, TTL),
    JENA: (JSON, TTL, PROBLEM, TTL),
    COMUNICA: (JSON, NQ, PROBLEM, TTL),
    "application/rdf+xml, text/rdf;q=0.6, */*;q=0.1": (JSON, RDF, PROBLEM, RDF),
    "text/turtle;version=1.2": (NONE, TTL, PROBLEM, TTL),
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"': (NONE, LD, PROBLEM, LD),
    "text/csv;header=absent": (CSV, NONE, PROBLEM, NONE),
    "application/sparql-results+json;charset=utf-8": (JSON, NONE, PROBLEM, NONE),
    "text/turtle;q=.5, application/n-triples;q=.6": (NONE, NT, PROBLEM, NT),
    "text/turtle;q=0.33333, application/n-triples;q=0.33334": (NONE, NT, PROBLEM, NT),
    "application/xml": ("application/xml", "application/xml", PROBLEM, NONE),
    "image/png": (NONE, NONE, PROBLEM, NONE),
}
ADDRESSES = (
    ("SELECT", 0, "/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fo%20%7D"),
    ("ASK", 0, "/sparql?query=ASK%20%7B%7D"),
    ("CONSTRUCT", 1, "/sparql?query=CONSTRUCT%20WHERE%20%7B%20%3Fs%20a%20%3Fo%20%7D"),
    (
        "DESCRIBE",
        1,
        "/sparql?query=DESCRIBE%20%3Chttps%3A%2F%2Fdata.example.org%2Fatlas%2Fid%2Fneed%2Flire%3E",
    ),
    ("syntax error", 2, "/sparql?query=SELECT"),
    ("404", 2, "/doc/need/nothing"),
    ("405", 2, "/api/paths?from=x"),
    ("document", 3, "/doc/need/lire"),
    ("ontology", 3, "/ns"),
)


def _expected(accept: str, place: int) -> str:
    return TABLE[accept][place]


def _check(answer: TestResponse, expected: str, place: int) -> None:
    if expected == NONE:
        assert (answer.status_code, answer.mimetype) == (406, PROBLEM)
        return
    assert answer.mimetype == expected
    assert (answer.status_code < 400) == (place != 2)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("accept", TABLE)
@pytest.mark.parametrize(("kind", "place", "address"), ADDRESSES, ids=[each[0] for each in ADDRESSES])
def test_every_kind_under_every_header(
    client: FlaskClient, accept: str, kind: str, place: int, address: str
) -> None:
    """The format is chosen for the kind of result that comes, and HEAD says what GET sends."""
    del kind
    headers = {"Accept": accept} if accept else {}
    got = client.get(f"/atlas{address}", headers=headers)
    _check(got, _expected(accept, place), place)
    head = client.head(f"/atlas{address}", headers=headers)
    assert head.data == b""
    assert (head.status_code, head.content_type) == (got.status_code, got.content_type)


def test_the_cache_keeps_them_apart(shared_app: Flask, tiny: SnapshotDataset) -> None:
    """Asked twice in a row under each header, one address gives each its own, from memory too."""
    number = tiny.snapshot.number
    cache = ResponseCache(shared_app.wsgi_app, lambda: number, budget_bytes=1 << 24)
    asking = Client(cache)
    for turn in range(2):
        for kind, place, address in ADDRESSES:
            for accept in TABLE:
                answer = asking.get(f"/atlas{address}", headers={"Accept": accept})
                _check(answer, _expected(accept, place), place)
                is_kept = place != 2 and _expected(accept, place) != NONE
                assert not is_kept or answer.headers.get("ETag"), (turn, kind, accept)
    assert cache.hits.total() > len(TABLE)


@pytest.mark.parametrize(
    ("accept", "named", "solutions", "graph"),
    [
        ("text/csv, text/turtle", ("auto",), CSV, TTL),
        ("text/csv, text/turtle", ("text",), CSV, TTL),
        ("", ("auto", "json"), JSON, LD),
        ("", ("nonsense",), JSON, TTL),
        ("text/html", ("csv",), CSV, ""),
        ("text/csv", ("html",), PAGE, PAGE),
        ("text/csv", ("application/rdf xml",), "", RDF),
        (BROWSER, ("text/html",), PAGE, PAGE),
        ("", ("JSON",), JSON, LD),
    ],
)
def test_a_format_in_the_address(accept: str, named: tuple[str, ...], solutions: str, graph: str) -> None:
    """A format that we know decides; a word that other endpoints know leaves it to the header."""
    wanted = choose_formats(accept, named)
    assert (wanted.solutions, wanted.graph) == (solutions, graph)


def test_a_media_type_that_nobody_writes_is_refused() -> None:
    """It was meant as one, and no header is a reason to send another."""
    with pytest.raises(NotAcceptableError):
        choose_formats("text/csv", ("image/png",))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("&default-graph-uri=", JSON),
        ("&default-graph-uri=&named-graph-uri=", JSON),
        ("&output=text", JSON),
        ("&format=auto&output=xml", XML),
    ],
)
def test_fields_that_forms_send_empty(client: FlaskClient, more: str, expected: str) -> None:
    """An empty graph is none, an unknown format no format; the data is still there."""
    address = "/atlas/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fo%20%7D"
    answer = client.get(address + more)
    assert (answer.status_code, answer.mimetype) == (200, expected)
    if expected == JSON:
        assert answer.data == client.get(address).data
