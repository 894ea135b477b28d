"""Requests that are hostile in the way they are written: bodies, parameters, encodings."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import urlencode

from tests.hostile import wire
from tests.hostile.case import LARGE, LIMIT, Case
from tests.hostile.http import get, post, request

_FORM = "application/x-www-form-urlencoded"
_COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_TEN_MB = " " * (10 << 20)


def _form(*pairs: tuple[str, str]) -> bytes:
    return request("POST", "/sparql", urlencode(pairs).encode(), Content_Type=_FORM)


def _graphs(count: int) -> Iterator[tuple[str, str]]:
    return (("default-graph-uri", f"http://a.example/{i}") for i in range(count))


BODIES = (
    Case("10 MB of query, posted", LARGE, post("SELECT * { ?s ?p ?o }" + _TEN_MB)),
    Case("10 MB of query, in a form", LARGE, _form(("query", "ASK {}" + _TEN_MB))),
    Case("10 MB of query, in the address", ("414", "431", "400", "0"), get("ASK {}" + _TEN_MB)),
    Case("an endless chunked upload", LARGE, act=wire.endless_upload),
    Case(
        "5,000 default graphs",
        ("413 too-many-parameters",),
        _form(("query", "ASK {}"), *_graphs(5000)),
    ),
    Case("990 default graphs", ("200",), _form(("query", _COUNT), *_graphs(990))),
    Case(
        "20,000 FROM clauses",
        ("200", *LIMIT),
        post("SELECT * " + "".join(f"FROM <x:{i}> " for i in range(20_000)) + "{ ?s ?p ?o }"),
    ),
    Case(
        "a million empty parameters",
        ("413 too-many-parameters",),
        request("POST", "/sparql", b"&a" * 500_000, Content_Type=_FORM),
    ),
    Case(
        "a graph name that is none",
        ("400 graph-not-absolute",),
        request("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=x%20y"),
    ),
    Case(
        "two queries at once",
        ("400 query-repeated",),
        request("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
    ),
    Case("an empty query", ("400 query-empty",), request("GET", "/sparql?query=%20")),
    Case(
        "invalid UTF-8, posted",
        ("400 query-not-utf8",),
        request("POST", "/sparql", b"ASK { ?s ?p '\xff\xfe' }", Content_Type="application/sparql-query"),
    ),
    Case("invalid UTF-8, in the address", ("400 query-not-utf8",), request("GET", "/sparql?query=%ff%fe")),
    Case("invalid UTF-8, in the path", ("404 not-found", "400"), request("GET", "/id/%ff%fe")),
    Case("UTF-16", ("415 charset-not-utf8",), post("ASK {}", "application/sparql-query; charset=utf-16")),
    Case(
        "gzip that says so",
        ("400 query-not-utf8", "415 content-encoding-unsupported"),
        request(
            "POST",
            "/sparql",
            gzip.compress(b"ASK {}"),
            Content_Type="application/sparql-query",
            Content_Encoding="gzip",
        ),
    ),
    Case("an unknown media type", ("415 media-type-unsupported",), post("ASK {}", "text/evil")),
    Case("no media type", ("415 media-type-missing",), request("POST", "/sparql", b"ASK {}")),
    Case(
        "a multipart form",
        ("415 media-type-unsupported",),
        request("POST", "/sparql", b"--x\r\n" * 50_000, Content_Type="multipart/form-data; boundary=x"),
    ),
    Case("a body on GET", ("200",), request("GET", "/sparql?query=ASK%7B%7D", b"x" * 1000)),
)
