"""The catalogue of hostile requests, each with the ways in which it may end.

A way to end is "status code" of a problem document, or a status alone. Status 0 stands for a connection that the server
closed without a word, which is the right thing to do with what is not HTTP.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.hostile import wire
from tests.hostile.http import Answer, ask, get, post, request

TIME = ("504 time-limit",)
MEMORY = ("503 memory-limit",)
RESULT = ("413 result-limit",)
LIMIT = TIME + MEMORY + RESULT
SYNTAX = ("400 query-syntax",)
BROKEN = ("400 worker-lost",)
SERVICE = ("403 service-refused",)
UPDATE = ("403 update-refused",)
LARGE = ("413 request-too-large",)
NOT_HTTP = ("400", "0")
FORM = "application/x-www-form-urlencoded"

Act = Callable[[int, str], Answer]


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile request: bytes to send, or something to do on the wire; and how it may end."""

    name: str
    ends: tuple[str, ...]
    content: bytes = b""
    act: Act | None = None
    limit_s: float = 0.0  # a limit of its own instead of the query's

    def run(self, port: int, source: str) -> Answer:
        """Do it, from an address of this machine."""
        return self.act(port, source) if self.act else ask(port, self.content, source)


def ending(answer: Answer) -> str:
    """Write how a request ended, as the catalogue does."""
    return f"{answer.status} {answer.code}".strip()


def _queries() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """List hostile queries by name, with how they may end."""
    nine = " . ".join(f"?s{i} ?p{i} ?o{i}" for i in range(9))
    yield "join without end", f"SELECT (COUNT(*) AS ?n) {{ {nine} }}", TIME
    yield (
        "cartesian product, counted apart",
        "SELECT (COUNT(DISTINCT ?a) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        TIME,
    )
    yield (
        "cartesian product, asked",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?a != ?d && ?b = ?i) }",
        TIME,
    )
    yield "cartesian product of values", _values_product(), TIME
    yield "sort of a product", "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c", LIMIT
    yield (
        "sort by computed strings",
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(CONCAT(STR(?c), STR(?f)))",
        LIMIT,
    )
    yield "distinct of a product", "SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", LIMIT
    yield "groups of a product", "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f", LIMIT
    yield (
        "aggregate of a product",
        "SELECT (SUM(STRLEN(STR(?c)) * STRLEN(STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        TIME,
    )
    yield (
        "everything in one string",
        "SELECT (GROUP_CONCAT(?o; separator=',') AS ?all) { ?s ?p ?o . ?a ?b ?c }",
        LIMIT,
    )
    yield (
        "everything in one string, all distinct",
        "SELECT (GROUP_CONCAT(DISTINCT CONCAT(STR(?o), STR(?c)); separator=',') AS ?all) { ?s ?p ?o . ?a ?b ?c }",
        LIMIT,
    )
    yield "a string that doubles", _doubling(40), LIMIT
    yield "a string that doubles under REPLACE", _doubling(40, "REPLACE(?v{0}, 'a', 'aa')"), LIMIT
    yield "a string that doubles, encoded", _doubling(30, "ENCODE_FOR_URI(CONCAT(?v{0}, 'é', ?v{0}))"), LIMIT
    yield "flood of results", "SELECT * { ?a ?b ?c . ?d ?e ?f }", LIMIT
    yield "flood of triples", "CONSTRUCT { ?a ?e ?f . ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }", LIMIT
    yield "flood of descriptions", "DESCRIBE * { ?a ?b ?c . ?d ?e ?f }", LIMIT
    yield "flood of blank nodes", "CONSTRUCT { [] ?b [ ?e ?f ] } WHERE { ?a ?b ?c . ?d ?e ?f }", LIMIT
    yield (
        "path: everything from everywhere",
        "SELECT (COUNT(*) AS ?n) { ?a (<x:y>|!<x:y>)* ?b . ?c (<x:y>|!<x:y>)* ?d }",
        LIMIT,
    )
    yield "path: both ways, repeated", "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)+ ?b }", LIMIT
    yield (
        "path: nested stars",
        "SELECT (COUNT(*) AS ?n) { ?a (((!<x:y>|^!<x:z>)*)*/(!<x:y>|^!<x:z>)*)* ?b . ?b (!<x:q>|^!<x:q>)* ?c }",
        LIMIT,
    )
    yield (
        "path: a long sequence",
        "SELECT (COUNT(*) AS ?n) { ?a " + "/".join(["(!<x:y>|^!<x:y>)"] * 40) + " ?b }",
        LIMIT,
    )
    yield (
        "regular expression of nested repeats",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), '^(([a-z])+.)+[A-Z]([a-z])+$')) }",
        TIME,
    )
    yield (
        "regular expression too large",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(REGEX(STR(?c), '((a{1,1000}){1,1000}){1,1000}')) }",
        ("200", *LIMIT),
    )
    yield (
        "regular expression for every pair",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(STR(?c), STR(?f))) }",
        LIMIT,
    )
    yield (
        "filter with an inner product",
        "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f . ?g ?h ?i FILTER(?i = ?c && ?f = ?a && ?h = ?e && ?d = ?g && ?d != ?g) } }",
        TIME,
    )
    yield (
        "optionals of everything",
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"OPTIONAL {{ ?s{i} ?p{i} ?o{i} }}" for i in range(12))
        + " }",
        TIME,
    )
    yield (
        "minus of products",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i MINUS { ?a ?e ?i } }",
        LIMIT,
    )
    yield (
        "unions by the thousand",
        "SELECT (COUNT(*) AS ?n) { " + " UNION ".join(["{ ?a ?b ?c . ?d ?e ?f }"] * 1000) + " }",
        LIMIT + BROKEN,
    )
    yield (
        "graphs of graphs",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }",
        TIME,
    )
    for name, opening, closing in (
        ("groups", "{", "}"),
        ("optionals", "{ OPTIONAL", "}"),
        ("subqueries", "{ SELECT * WHERE", "}"),
        ("not exists", "{ FILTER NOT EXISTS", "}"),
        ("graphs", "{ GRAPH ?g", "}"),
    ):
        yield f"50,000 nested {name}", f"SELECT * WHERE {opening * 50_000} {{}} {closing * 50_000}", BROKEN
    yield "50,000 nested parentheses", f"ASK {{ FILTER({'(' * 50_000}1{')' * 50_000}) }}", BROKEN
    yield "50,000 nested negations", f"ASK {{ FILTER({'!' * 50_000}true) }}", BROKEN
    yield "50,000 nested functions", f"ASK {{ FILTER({'STR(' * 50_000}1{')' * 50_000} = '1') }}", BROKEN
    yield "50,000 nested blank nodes", f"ASK {{ {'[ ?p ' * 50_000}1{']' * 50_000} }}", BROKEN + TIME + SYNTAX
    yield "50,000 nested lists", f"ASK {{ ?s ?p {'( ' * 50_000}1{' )' * 50_000} }}", BROKEN + TIME + SYNTAX
    yield "50,000 nested paths", f"ASK {{ ?s {'(' * 50_000}<x:y>{')*' * 50_000} ?o }}", BROKEN + TIME + SYNTAX
    yield (
        "50,000 nested triple terms",
        f"ASK {{ ?s ?p {'<<( ?s ?p ' * 50_000}1{' )>>' * 50_000} }}",
        BROKEN + TIME + SYNTAX,
    )
    yield "sum of 100,000 terms", f"ASK {{ FILTER({'1+' * 100_000}1 > 0) }}", ("200", *BROKEN, *TIME)
    yield "disjunction of 50,000 terms", f"ASK {{ FILTER({'1=2||' * 50_000}1=1) }}", ("200", *BROKEN, *TIME)
    yield (
        "sequence path of 50,000 steps",
        f"ASK {{ ?s {'<x:y>/' * 50_000}<x:y> ?o }}",
        ("200", *BROKEN, *TIME),
    )
    yield (
        "100,000 VALUES",
        "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + "1 " * 100_000 + "} VALUES ?y { " + "1 " * 100_000 + "} }",
        LIMIT,
    )
    yield "strings that never end, 1 MB of them", "SELECT * { ?s ?p " + "\\'" * 500_000, SYNTAX + TIME
    yield "quotes by the million", "SELECT * { ?s ?p " + "'\\" * 500_000, SYNTAX + TIME
    yield "angle brackets by the million", "SELECT * { ?s ?p " + "<a" * 500_000, SYNTAX + TIME
    yield "hashes by the million", "SELECT * { ?s ?p " + "#" * 1_000_000, SYNTAX + TIME
    yield "spaces by the million, then nothing", "INSERT" + " " * 1_000_000 + "DATA", SYNTAX + UPDATE
    yield "prologue by the thousand", "PREFIX a: <b> " * 50_000 + "SELEC", SYNTAX + TIME
    yield "a NUL in the text", "SELECT * { ?s ?p \0 }", SYNTAX
    yield "a text that stops short", 'SELECT * { ?s ?p "', SYNTAX
    yield "update as a query", "INSERT DATA { <http://a.example/> <http://a.example/> 1 }", UPDATE
    yield "update: everything dropped", "DROP SILENT ALL", UPDATE
    yield "update: load from loopback", "LOAD <http://127.0.0.1:9/> INTO GRAPH <x:y>", UPDATE
    yield (
        "update behind a comment and a prefix",
        "# SELECT\nPREFIX a: <b:c> # <x>\nDELETE WHERE { ?s ?p ?o }",
        UPDATE,
    )


SERVICES = {
    "loopback": "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "loopback by name": "SERVICE <http://localhost:9/> { ?s ?p ?o }",
    "loopback in IPv6": "SERVICE <http://[::1]:9/> { ?s ?p ?o }",
    "loopback in IPv6, mapped": "SERVICE <http://[::ffff:127.0.0.1]:9/> { ?s ?p ?o }",
    "loopback in decimal": "SERVICE <http://2130706433:9/> { ?s ?p ?o }",
    "loopback in octal": "SERVICE <http://0177.0.0.1:9/> { ?s ?p ?o }",
    "loopback in hexadecimal": "SERVICE <http://0x7f000001:9/> { ?s ?p ?o }",
    "loopback, shortened": "SERVICE <http://127.1:9/> { ?s ?p ?o }",
    "any address": "SERVICE <http://0.0.0.0:9/> { ?s ?p ?o }",
    "link-local": "SERVICE <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o }",
    "link-local in IPv6": "SERVICE <http://[fe80::1]:9/> { ?s ?p ?o }",
    "with a user": "SERVICE <http://a.example@127.0.0.1:9/> { ?s ?p ?o }",
    "a name that leads to loopback": "SERVICE <http://127.0.0.1.nip.io.invalid:9/> { ?s ?p ?o }",
    "a file": "SERVICE <file:///etc/hostname> { ?s ?p ?o }",
    "silent": "SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o }",
    "to a variable": "VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o }",
    "to a prefixed name": "SERVICE p:9 { ?s ?p ?o }",
    "in small letters": "service <http://127.0.0.1:9/> { ?s ?p ?o }",
    "in mixed letters": "sErViCe<http://127.0.0.1:9/>{ ?s ?p ?o }",
    "with escaped letters": "S\\u0045RVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "with long escapes": "\\U00000053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "with comments between": "SERVICE # <http://a.example/>\n SILENT #\n <http://127.0.0.1:9/> { ?s ?p ?o }",
    "after a false string": "?a ?b '\\'' . SERVICE <http://127.0.0.1:9/> { ?s ?p '' }",
    "after a false comment": "?a ?b <http://a.example/#> . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "after comparisons": "FILTER(1<2) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } FILTER(2>1)",
    "nested": "{ OPTIONAL { GRAPH ?g { { SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } } } } }",
    "in a filter": "FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "glued to what stands before": "?a ?b 1.SERVICE<http://127.0.0.1:9/>{ ?s ?p ?o }",
}


def _wires() -> Iterator[Case]:
    """List what is hostile in the way it is sent."""
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    yield Case("10 MB of query, posted", LARGE, post("SELECT * { ?s ?p ?o }" + " " * (10 << 20)))
    form = urlencode({"query": "ASK {}" + " " * (10 << 20)}).encode()
    yield Case("10 MB of query, in a form", LARGE, request("POST", "/sparql", form, Content_Type=FORM))
    yield Case("10 MB of query, in the address", ("414", "431", "400", "0"), get("ASK {}" + " " * (10 << 20)))
    yield Case("an endless chunked upload", LARGE, act=wire.endless_upload)
    graphs = urlencode(
        [("query", "ASK {}"), *(("default-graph-uri", f"http://a.example/{i}") for i in range(5000))]
    )
    yield Case(
        "5,000 default graphs",
        ("413 too-many-parameters",),
        request("POST", "/sparql", graphs.encode(), Content_Type=FORM),
    )
    few = urlencode([("query", count), *(("default-graph-uri", f"http://a.example/{i}") for i in range(990))])
    yield Case("990 default graphs", ("200",), request("POST", "/sparql", few.encode(), Content_Type=FORM))
    yield Case(
        "20,000 FROM clauses",
        ("200", *LIMIT),
        post("SELECT * " + "".join(f"FROM <x:{i}> " for i in range(20_000)) + "{ ?s ?p ?o }"),
    )
    yield Case(
        "a million empty parameters",
        ("413 too-many-parameters",),
        request("POST", "/sparql", b"&a" * 500_000, Content_Type=FORM),
    )
    yield Case(
        "a graph name that is none",
        ("400 graph-not-absolute",),
        request("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=x%20y"),
    )
    yield Case(
        "two queries at once",
        ("400 query-repeated",),
        request("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D"),
    )
    yield Case("an empty query", ("400 query-empty",), request("GET", "/sparql?query=%20"))
    yield Case(
        "invalid UTF-8, posted",
        ("400 query-not-utf8",),
        request("POST", "/sparql", b"ASK { ?s ?p '\xff\xfe' }", Content_Type="application/sparql-query"),
    )
    yield Case(
        "invalid UTF-8, in the address", ("400 query-not-utf8",), request("GET", "/sparql?query=%ff%fe")
    )
    yield Case("invalid UTF-8, in the path", ("404 not-found", "400"), request("GET", "/id/%ff%fe"))
    yield Case(
        "UTF-16", ("415 charset-not-utf8",), post("ASK {}", "application/sparql-query; charset=utf-16")
    )
    yield Case(
        "gzip that says so",
        ("400 query-not-utf8", "415 content-encoding-unsupported"),
        request(
            "POST",
            "/sparql",
            gzip.compress(b"ASK {}"),
            Content_Type="application/sparql-query",
            Content_Encoding="gzip",
        ),
    )
    yield Case("an unknown media type", ("415 media-type-unsupported",), post("ASK {}", "text/evil"))
    yield Case("no media type", ("415 media-type-missing",), request("POST", "/sparql", b"ASK {}"))
    yield Case(
        "a multipart form",
        ("415 media-type-unsupported",),
        request("POST", "/sparql", b"--x\r\n" * 50_000, Content_Type="multipart/form-data; boundary=x"),
    )
    yield Case("a body on GET", ("200",), request("GET", "/sparql?query=ASK%7B%7D", b"x" * 1000))
    yield Case("DELETE", ("405 method-not-allowed",), request("DELETE", "/sparql"))
    yield Case("TRACE", ("405 method-not-allowed",), request("TRACE", "/sparql"))
    yield Case(
        "CONNECT",
        ("400", "404 not-found", "405 method-not-allowed", "0"),
        b"CONNECT 169.254.169.254:80 HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    yield Case("a method of our own", ("405 method-not-allowed",), request("BREW", "/sparql"))
    yield Case("HEAD of an endless query", ("504",), get(_endless()).replace(b"GET", b"HEAD", 1))
    yield Case("OPTIONS", ("204",), request("OPTIONS", "/sparql"))
    yield Case(
        "a whole address as target", ("200",), request("GET", "http://169.254.169.254/sparql?query=ASK%7B%7D")
    )
    yield Case(
        "climbing out of the static files",
        ("404 not-found",),
        request("GET", "/static/../../../../etc/passwd"),
    )
    yield Case(
        "climbing out, encoded", ("404 not-found",), request("GET", "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd")
    )
    yield Case("a NUL in the path", ("404 not-found", "400"), request("GET", "/static/%00"))
    yield Case(
        "headers by the thousand",
        ("431", "400", "0"),
        request("GET", "/sparql", **{f"X-{i}": "y" for i in range(5000)}),
    )
    yield Case(
        "one header of a megabyte", ("431", "400", "0"), request("GET", "/sparql", Accept="a/b," * 250_000)
    )
    yield Case(
        "an Accept of 60,000 ranges' worth",
        ("200", "406 not-acceptable"),
        get("ASK {}", Accept="a/b;q=0.1," * 6_000 + "*/*"),
    )
    yield Case(
        "an Accept of backslashes",
        ("200", "406 not-acceptable"),
        get("ASK {}", Accept='a/b;c="' + "\\" * 60_000),
    )
    yield Case(
        "Accept-Language by the thousand", ("200",), get("ASK {}", Accept_Language="a-b-c;q=0.1," * 5_000)
    )
    yield Case(
        "escapes in a GET, to stop the web process",
        SYNTAX + TIME,
        get("ASK { ?s ?p " + "\\'" * 10_000, Accept="text/html;q=0.1, application/json"),
    )
    yield Case(
        "a table of huge strings, as a page", ("413", "504", "503"), post(_doubling(26), Accept="text/html")
    )
    yield Case(
        "a Content-Length that is no number",
        NOT_HTTP,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\nASK {}",
    )
    yield Case(
        "a Content-Length below zero",
        NOT_HTTP,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\nASK {}",
    )
    yield Case(
        "two Content-Lengths",
        NOT_HTTP,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}x",
    )
    yield Case(
        "a huge Content-Length and little behind it",
        LARGE,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99999999999\r\n\r\nASK {}",
    )
    yield Case("both Content-Length and chunks", ("400", "0", "200"), act=wire.length_and_chunks)
    yield Case(
        "a chunk size that is no number",
        ("400", "0", "400 query-missing", "400 query-empty", "400 body-incomplete"),
        act=wire.wrong_chunk,
    )
    yield Case("not HTTP at all", NOT_HTTP, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500)
    yield Case("HTTP/2 without asking", NOT_HTTP, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 9)
    yield Case("a request line of spaces", NOT_HTTP, b" " * 10_000 + b"\r\n\r\n")
    yield Case("no Host", ("200", "400"), b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n\r\n")
    yield Case(
        "a smuggled header",
        ("400", "200"),
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX: y\r\n Content-Length: 5\r\n\r\n",
    )
    yield Case("HTTP/1.0", ("200",), b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n\r\n")
    yield Case("forty requests in one go", ("200",), act=wire.pipelined)
    yield Case(
        "an upload that stops halfway",
        ("400 body-incomplete", "0"),
        act=wire.half_open,
        limit_s=wire.SILENCE_S,
    )
    yield Case(
        "an upload, a byte at a time", ("400 body-incomplete", "0"), act=wire.trickled, limit_s=wire.SILENCE_S
    )
    yield Case("headers, a byte at a time", ("400", "408", "0"), act=wire.slow_head, limit_s=wire.HEAD_S)
    yield Case("a reader that stops", ("200",), act=wire.slow_reader, limit_s=wire.SILENCE_S)
    yield Case("gone before the answer", ("0",), act=wire.gone)
    yield Case("300 connections that say nothing", ("0",), act=wire.many_silent, limit_s=wire.HEAD_S)


def _endless() -> str:
    return "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def _values_product() -> str:
    ten = " ".join(str(each) for each in range(10))
    return "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {ten} }}" for i in range(12)) + " }"


def _doubling(times: int, made: str = "CONCAT(?v{0}, ?v{0})") -> str:
    steps = " ".join(f"BIND({made.format(i)} AS ?v{i + 1})" for i in range(times))
    return f"SELECT ?v{times} {{ BIND('aaaaaaaaaaaaaaaa' AS ?v0) {steps} }}"


def catalogue() -> list[Case]:
    """List every case."""
    cases = [Case(name, ends, post(text)) for name, text, ends in _queries()]
    cases += [
        Case(f"SERVICE {name}", SERVICE, post(f"PREFIX p: <http://127.0.0.1:> SELECT * {{ {text} }}"))
        for name, text in SERVICES.items()
    ]
    return [*cases, *_wires()]
