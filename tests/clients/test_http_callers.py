"""Calls as others write them: curl, R, Java, YASGUI, browsers; each the request that the tool sends."""

from __future__ import annotations

import csv
import gzip
import io
import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
import rdflib

from tests.clients.conftest import TRIPLES, Endpoint
from tests.waiting import HANGS_S

ALL = "SELECT * { ?s ?p ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
YASGUI_RESULTS = (
    "application/sparql-results+json,*/*;q=0.9",
    "application/sparql-results+json,application/sparql-results+xml;q=0.9,text/csv;q=0.8",
)
YASGUI_GRAPH = "application/n-triples,text/turtle;q=0.9,*/*;q=0.8"
JENA_RESULTS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
    "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1"
)
JENA_GRAPH = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
)
RDF4J = "application/sparql-results+json;q=0.8, application/sparql-results+xml;q=0.8, application/x-binary-rdf-results-table"


class Caller:
    """One connection that stays open."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Connect when something is asked."""
        self.connection = HTTPConnection("127.0.0.1", endpoint.port, timeout=HANGS_S)
        self.endpoint = endpoint

    def get(
        self, query: str, method: str = "GET", more: str = "", **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Ask by address; everything but letters is encoded, as R and JavaScript do."""
        return self.send(method, f"/sparql?query={quote(query, safe='')}{more}", **headers)

    def post(
        self, body: str | bytes, media_type: str = FORM, path: str = "/sparql", **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Post a body."""
        return self.send("POST", path, body, Content_Type=media_type, **headers)

    def send(
        self, method: str, path: str, body: str | bytes | Iterator[bytes] | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Send a request; `_` in a header's name stands for `-`."""
        told = {key.replace("_", "-"): value for key, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body
        self.connection.request(method, path, content, told)
        response = self.connection.getresponse()
        return response, response.read()

    @property
    def bearer(self) -> str:
        """Write credentials."""
        return f"Bearer {self.endpoint.token}"


@pytest.fixture
def caller(endpoint: Endpoint) -> Iterator[Caller]:
    """Open a connection and close it."""
    opened = Caller(endpoint)
    yield opened
    opened.connection.close()


def media_type(response: HTTPResponse) -> str:
    """Give the media type without its parameters."""
    return response.headers.get_content_type()


@pytest.mark.parametrize(
    ("accept", "solutions", "graph"),
    [
        (None, JSON, "text/turtle"),
        ("*/*", JSON, "text/turtle"),
        (BROWSER, "text/html", "text/html"),
        (JSON, JSON, None),
        ("application/sparql-results+json;charset=utf-8", JSON, None),
        ("application/json", "application/json", "application/json"),
        ("text/csv", "text/csv", None),
        ("text/csv, */*;q=0.1", "text/csv", "text/turtle"),
        ("application/n-triples", None, "application/n-triples"),
        ("text/n3", None, "text/n3"),
        *((each, JSON, "text/turtle") for each in YASGUI_RESULTS[:1]),
        (YASGUI_RESULTS[1], JSON, None),
        (YASGUI_GRAPH, JSON, "application/n-triples"),
        (JENA_RESULTS, JSON, "application/xml"),
        (JENA_GRAPH, JSON, "text/turtle"),
        (RDF4J, JSON, None),
    ],
)
def test_each_gets_what_it_prefers(
    caller: Caller, accept: str | None, solutions: str | None, graph: str | None
) -> None:
    """For either kind of result; 406 where it accepts no format of that kind."""
    headers = {} if accept is None else {"Accept": accept}
    for query, expected in ((ALL, solutions), ("ASK {}", solutions), (GRAPH, graph)):
        response, _ = caller.get(query, **headers)
        told = (response.status, media_type(response)) if response.status == 200 else (response.status, None)
        assert told == (200 if expected else 406, expected), query


@pytest.mark.parametrize(
    ("more", "solutions", "graph"),
    [
        ("&format=json", JSON, "application/ld+json"),
        ("&output=json", JSON, "application/ld+json"),
        ("&output=csv", "text/csv", None),
        ("&results=xml", XML, "application/rdf+xml"),
        ("&format=turtle", None, "text/turtle"),
        ("&output=ntriples", None, "application/n-triples"),
        ("&format=application/sparql-results+json", JSON, None),
        ("&format=application%2Fsparql-results%2Bxml&timeout=0&debug=on", XML, None),
        ("&accept=application%2Fjson", "application/json", "application/json"),
        ("&format=text%2Fhtml", "text/html", "text/html"),
        ("&format=&output=tsv", "text/tab-separated-values", None),
        ("&format=bogus", "text/html", "text/html"),  # as absent: other endpoints have words of their own
    ],
)
def test_the_address_may_name_the_format(
    caller: Caller, more: str, solutions: str | None, graph: str | None
) -> None:
    """As Wikidata, Fuseki, Virtuoso and R's SPARQL package have it, a plus sign encoded or not; it outweighs Accept."""
    for query, expected in ((ALL, solutions), (GRAPH, graph)):
        response, _ = caller.get(query, more=more, Accept=BROWSER if "html" not in more else "*/*")
        assert (response.status, media_type(response) if expected else None) == (
            200 if expected else 406,
            expected,
        )


def test_r_reads_xml_and_csv(caller: Caller) -> None:
    """SPARQL (RCurl) asks for XML by Accept and adds what it is told to; httr and read.csv take CSV."""
    response, body = caller.get(ALL, more="&output=xml", Accept=XML)
    rows = ET.fromstring(body).findall(".//{http://www.w3.org/2005/sparql-results#}result")  # noqa: S314  ours
    assert (response.status, len(rows)) == (200, TRIPLES)
    response, body = caller.get(ALL, Accept="text/csv", Accept_Encoding="deflate, gzip")
    plain = gzip.decompress(body) if response.getheader("Content-Encoding") == "gzip" else body
    assert len(list(csv.reader(io.StringIO(plain.decode())))) == TRIPLES + 1
    response, body = caller.post(
        urlencode({"query": ALL}), Accept="application/json, text/xml, application/xml, */*"
    )
    assert len(json.loads(body)["results"]["bindings"]) == TRIPLES


def test_curl_sends_forms_addresses_and_files(caller: Caller) -> None:
    """`--data-urlencode`, `-G`, `--data-binary @file -H Content-Type`, `-T file`, `-u user:token`."""
    for response, body in (
        caller.post(urlencode({"query": ALL}), Accept="*/*"),
        caller.send("GET", "/sparql?" + urlencode({"query": ALL}), Accept="*/*"),
        caller.post(ALL + "\r\n", "application/sparql-query", Accept="*/*"),
    ):
        assert (response.status, len(json.loads(body)["results"]["bindings"])) == (200, TRIPLES)
    path = "/graphs?graph=" + quote("http://e.example/curl", safe="")
    for turtle in (b"<x:a> <x:b> 1 .", "<x:a> <x:b> 'é' .".encode()):
        response, _ = caller.send(
            "PUT", path, turtle, Content_Type="text/turtle", Expect="", Authorization=caller.bearer
        )
        assert response.status in (201, 204)
    response, body = caller.send("GET", path, Accept="*/*")
    assert len(rdflib.Graph().parse(data=body, format="turtle")) == 1
    response, _ = caller.send("DELETE", path, Authorization=caller.bearer)
    assert response.status in (200, 204)


def test_long_queries_are_posted(caller: Caller) -> None:
    """A megabyte of VALUES, in a form and directly."""
    text = f"SELECT * {{ ?s ?p ?o VALUES ?o {{ 42 {' '.join(map(str, range(100_000, 250_000)))} }} }}"
    assert len(text) > 1_000_000
    for body, kind in ((urlencode({"query": text}), FORM), (text, "application/sparql-query; charset=UTF-8")):
        response, found = caller.post(body, kind)
        assert (response.status, len(json.loads(found)["results"]["bindings"])) == (200, 1)


def test_yasgui_asks_from_another_site(caller: Caller) -> None:
    """A preflight, then a form with its list of formats; the answer may be read, with its headers."""
    origin = "https://yasgui.example"
    response, _ = caller.send(
        "OPTIONS",
        "/sparql",
        Origin=origin,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="accept,authorization,content-type",
    )
    allowed = response.getheader("Access-Control-Allow-Headers", "").lower().replace(" ", "").split(",")
    assert response.status in (200, 204)
    assert {"accept", "authorization", "content-type"} <= set(allowed)
    assert "POST" in response.getheader("Access-Control-Allow-Methods", "")
    for accept in YASGUI_RESULTS:
        response, body = caller.post(urlencode({"query": ALL}), Origin=origin, Accept=accept)
        assert response.getheader("Access-Control-Allow-Origin") == "*"
        assert len(json.loads(body)["results"]["bindings"]) == TRIPLES
    response, _ = caller.post(urlencode({"query": "SELECT"}), Origin=origin, Accept=YASGUI_RESULTS[0])
    assert (response.status, response.getheader("Access-Control-Allow-Origin")) == (400, "*")


def test_java_streams_queries_in_chunks(caller: Caller) -> None:
    """A query without a length is read to its end."""
    pieces = (each.encode() for each in ("SELECT * ", "{ ?s ", "?p ?o }"))
    response, body = caller.send(
        "POST", "/sparql", pieces, Content_Type="application/sparql-query", Accept=JENA_RESULTS
    )
    assert (response.status, len(json.loads(body)["results"]["bindings"])) == (200, TRIPLES)


def test_java_offers_http_2_and_is_answered_in_http_1(caller: Caller) -> None:
    """Its client asks to upgrade with every first request, posted ones too."""
    response, body = caller.post(
        urlencode({"query": "ASK {}"}),
        Connection="Upgrade, HTTP2-Settings",
        Upgrade="h2c",
        HTTP2_Settings="AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    )
    assert (response.status, response.version, json.loads(body)["boolean"]) == (200, 11, True)


def test_who_gives_a_password_only_when_asked_is_asked(caller: Caller) -> None:
    """Java and wget send credentials after a challenge; both schemes are offered."""
    response, _ = caller.post(urlencode({"update": "INSERT DATA {}"}))
    offered = {each.split()[0] for each in response.headers.get_all("WWW-Authenticate", [])}
    assert (response.status, offered) == (401, {"Basic", "Bearer"})
    basic = b64encode(f"anybody:{caller.endpoint.token}".encode()).decode()
    response, _ = caller.post(urlencode({"update": "INSERT DATA {}"}), Authorization=f"Basic {basic}")
    assert response.status == 204


def test_curl_is_told_to_go_on_with_a_large_file(endpoint: Endpoint) -> None:
    """Beyond a megabyte it waits for 100 Continue."""
    body = b"".join(b'<x:%d> <x:p> "a value" .\n' % number for number in range(50_000))
    head = (
        "PUT /graphs?graph=http%3A%2F%2Fe.example%2Flarge HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
        f"Authorization: Bearer {endpoint.token}\r\nContent-Type: application/n-triples\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", endpoint.port), 30) as channel:
        channel.sendall(head.encode())
        assert channel.recv(1 << 10).startswith(b"HTTP/1.1 100 ")
        channel.sendall(body)
        assert channel.recv(1 << 10).startswith(b"HTTP/1.1 201 ")


def test_a_write_without_a_length_is_refused_with_the_reason(caller: Caller) -> None:
    """Broken off, it could not be told from a whole one: see decision 11."""
    update = (each for each in (b"INSERT DATA { <x:a> ", b"<x:b> 1 }"))
    turtle = iter([b"<x:a> <x:b> 1 ."])
    for method, path, body, kind in (
        ("POST", "/sparql", update, "application/sparql-update"),
        ("PUT", "/graphs?graph=x%3Achunked", turtle, "text/turtle"),
    ):
        response, said = caller.send(method, path, body, Content_Type=kind, Authorization=caller.bearer)
        assert (response.status, json.loads(said)["code"]) == (411, "length-missing")
        caller.connection.close()


def test_head_tells_what_get_would(caller: Caller) -> None:
    """The same headers and no body; and a known answer is not sent again."""
    response, body = caller.get(ALL, Accept=JSON)
    again, nothing = caller.get(ALL, "HEAD", Accept=JSON)
    assert (again.status, nothing) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert again.getheader(name) == response.getheader(name), name
    assert int(response.getheader("Content-Length", "")) == len(body)
    known, nothing = caller.get(ALL, Accept=JSON, If_None_Match=response.getheader("ETag", ""))
    assert (known.status, nothing) == (304, b"")


def test_gzip_is_the_same_answer(caller: Caller) -> None:
    """Packed where it pays, under a name of its own."""
    text = "SELECT (CONCAT(STR(?a), STR(?b)) AS ?x) { ?a ?p ?q . ?b ?r ?t . ?c ?u ?v }"
    plain, body = caller.get(text, Accept=JSON)
    packed, content = caller.get(text, Accept=JSON, Accept_Encoding="gzip, deflate, br, zstd")
    assert packed.getheader("Content-Encoding") == "gzip"
    assert len(content) < len(body) and gzip.decompress(content) == body
    assert packed.getheader("ETag") != plain.getheader("ETag")


def test_a_connection_serves_many_requests(caller: Caller) -> None:
    """Answers and refusals alike keep it open."""
    caller.get(ALL)
    opened = caller.connection.sock
    for query, status in (("ASK {}", 200), ("ASK {", 400), (GRAPH, 200), (ALL, 200)):
        response, _ = caller.get(query, Accept="*/*")
        assert response.status == status
        assert caller.connection.sock is opened


@pytest.mark.parametrize("head", ["", "Host: x\r\n"])
def test_http_1_0_is_answered_and_closed(endpoint: Endpoint, head: str) -> None:
    """As `ab` and old scripts speak."""
    with socket.create_connection(("127.0.0.1", endpoint.port), 20) as channel:
        channel.sendall(f"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\n{head}\r\n".encode())
        received = b"".join(iter(lambda: channel.recv(1 << 16), b""))
    first, _, rest = received.partition(b"\r\n")
    assert first.split()[1] == b"200"
    assert json.loads(rest.partition(b"\r\n\r\n")[2])["boolean"] is True


def test_whoever_leaves_early_harms_nobody(endpoint: Endpoint, caller: Caller) -> None:
    """An aborted query: the next one is answered as ever."""
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", endpoint.port), 20) as channel:
            text = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }")
            channel.sendall(f"GET /sparql?query={text} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    response, body = caller.get(ALL)
    assert (response.status, len(json.loads(body)["results"]["bindings"])) == (200, TRIPLES)


def test_service_is_asked_anew_each_time(caller: Caller) -> None:
    """The answer joins what an endpoint of the list tells, and is kept nowhere; another endpoint is refused."""
    pattern = "{ ?s <http://e.example/knows> ?o . ?o <http://e.example/age> ?age }"
    text = f"SELECT ?name ?age {{ ?s <http://e.example/name> ?name SERVICE <{caller.endpoint.sparql}> {pattern} }}"
    for _ in range(2):
        response, body = caller.get(text, Accept="text/csv")
        assert (response.status, body.decode().splitlines()[1:]) == (200, ["Aïcha,42"])
        assert (response.getheader("Cache-Control"), response.getheader("ETag")) == ("no-store", None)
    for query, code, status in (
        (text.replace("/sparql>", "/sparql/>"), "service-not-listed", 403),
        (text.replace("?age }", "?age . } LIMIT"), "query-syntax", 400),
        (
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{caller.endpoint.sparql}> {{ ?s ?p ?o }} }}",
            "update-refused",
            403,
        ),
    ):
        response, body = caller.get(query)
        assert (response.status, json.loads(body)["code"]) == (status, code)


def test_an_update_asks_nobody(caller: Caller) -> None:
    """Neither SERVICE, to a listed endpoint even, nor LOAD."""
    for verb, rest in (("INSERT { ?s ?p ?o } WHERE { SERVICE", "{ ?s ?p ?o } }"), ("LOAD", "")):
        update = f"{verb} <{caller.endpoint.sparql}> {rest}"
        response, body = caller.post(urlencode({"update": update}), Authorization=caller.bearer)
        assert (response.status, json.loads(body)["code"]) == (403, "load-refused")


def test_the_description_tells_of_federation(caller: Caller) -> None:
    """Where some endpoint is listed."""
    response, body = caller.send("GET", "/sparql", Accept="application/n-triples")
    assert response.status == 200
    assert b"sparql-service-description#BasicFederatedQuery" in body
