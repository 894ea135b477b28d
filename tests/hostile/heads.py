"""Requests that are hostile in the way they are written: methods, targets, headers, lengths; or in the time they take."""

from __future__ import annotations

from tests.hostile import wire
from tests.hostile.case import LARGE, NOT_HTTP, SYNTAX, TIME, Case
from tests.hostile.http import get, post, request
from tests.hostile.queries import ENDLESS, doubling

HEADS = (
    Case("DELETE", ("405 method-not-allowed",), request("DELETE", "/sparql")),
    Case("TRACE", ("405 method-not-allowed",), request("TRACE", "/sparql")),
    Case(
        "CONNECT",
        ("400", "404 not-found", "405 method-not-allowed", "0"),
        b"CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    Case("a method of our own", ("405 method-not-allowed",), request("BREW", "/sparql")),
    Case("HEAD of an endless query", ("504",), get(ENDLESS).replace(b"GET", b"HEAD", 1)),
    Case("OPTIONS", ("204",), request("OPTIONS", "/sparql")),
    Case(
        "a whole address as target", ("200",), request("GET", "http://169.254.169.254/sparql?query=ASK%7B%7D")
    ),
    Case(
        "climbing out of the static files",
        ("404 not-found",),
        request("GET", "/static/../../../../etc/passwd"),
    ),
    Case(
        "climbing out, encoded", ("404 not-found",), request("GET", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd")
    ),
    Case("a NUL in the path", ("404 not-found", "400"), request("GET", "/static/%00")),
    Case(
        "headers by the thousand",
        ("431", "400", "0"),
        request("GET", "/sparql", **{f"X-{i}": "y" for i in range(5000)}),
    ),
    Case("one header of a megabyte", ("431", "400", "0"), request("GET", "/sparql", Accept="a/b," * 250_000)),
    Case(
        "an Accept of 60,000 ranges' worth",
        ("200", "406 not-acceptable"),
        get("ASK {}", Accept="a/b;q=0.1," * 6_000 + "*/*"),
    ),
    Case(
        "an Accept of backslashes",
        ("200", "406 not-acceptable"),
        get("ASK {}", Accept='a/b;c="' + "\\" * 60_000),
    ),
    Case("Accept-Language by the thousand", ("200",), get("ASK {}", Accept_Language="a-b-c;q=0.1," * 5_000)),
    Case(
        "escapes in a GET, to stop the web process",
        SYNTAX + TIME,
        get("ASK { ?s ?p " + "\\'" * 10_000, Accept="text/html;q=0.1, application/json"),
    ),
    Case("a table of huge strings, as a page", ("413", "504", "503"), post(doubling(26), Accept="text/html")),
    Case(
        "a Content-Length that is no number",
        NOT_HTTP,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\nASK {}",
    ),
    Case(
        "a Content-Length below zero",
        NOT_HTTP,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nASK {}",
    ),
    Case(
        "two Content-Lengths",
        NOT_HTTP,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}x",
    ),
    Case(
        "a huge Content-Length and little behind it",
        LARGE,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99999999999\r\n\r\nASK {}",
    ),
    Case("both Content-Length and chunks", ("400", "0", "200"), act=wire.length_and_chunks),
    Case(
        "a chunk size that is no number",
        ("400", "0", "400 query-missing", "400 query-empty", "400 body-incomplete"),
        act=wire.wrong_chunk,
    ),
    Case("not HTTP at all", NOT_HTTP, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500),
    Case("HTTP/2 without asking", NOT_HTTP, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 9),
    Case("a request line of spaces", NOT_HTTP, b" " * 10_000 + b"\r\n\r\n"),
    Case("no Host", ("200", "400"), b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n"),
    Case(
        "a smuggled header",
        ("400", "200"),
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX: y\r\n Content-Length: 5\r\n\r\n",
    ),
    Case("HTTP/1.0", ("200",), b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n"),
    Case("forty requests in one go", ("200",), act=wire.pipelined),
    Case(
        "an upload that stops halfway",
        ("400 body-incomplete", "0"),
        act=wire.half_open,
        limit_s=wire.SILENCE_S,
    ),
    Case(
        "an upload, a byte at a time", ("400 body-incomplete", "0"), act=wire.trickled, limit_s=wire.SILENCE_S
    ),
    Case("headers, a byte at a time", ("400", "408", "0"), act=wire.slow_head, limit_s=wire.HEAD_S),
    Case("a reader that stops", ("200",), act=wire.slow_reader, limit_s=wire.SILENCE_S),
    Case("gone before the answer", ("0",), act=wire.gone),
    Case("300 connections that say nothing", ("0",), act=wire.many_silent, limit_s=wire.HEAD_S),
)
