"""Writing over HTTP: who may, what is acknowledged, what is refused and how it is told."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.access.tokens import create_token, revoke_token
from graph.settings import Settings
from graph.storage.data_directory import open_directory
from graph.writing.plain_store import open_plain_writer
from tests.serving import closing_application
from webapp.authorization import read_credentials

BASE = "https://data.example.org/atlas"
PLAIN = "http://127.0.0.1:8000"
FULL_STORE = "/atlas/graphs"
GAZETTE = f"{BASE}/id/contribution/gazette"
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}


@pytest.fixture(scope="module")
def folder(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the small graph, to be written to."""
    place = tmp_path_factory.mktemp("writes") / "var"
    shutil.copytree(settings.data_dir, place, symlinks=True)
    return place


@pytest.fixture(scope="module")
def token(folder: Path) -> str:
    """Create a token that may contribute."""
    return create_token(folder, "atelier", "contribute")


@pytest.fixture(scope="module")
def full(settings: Settings, folder: Path) -> Iterator[FlaskClient]:
    """Ask a server of the small graph."""
    with closing_application(replace(settings, data_dir=folder, lock_wait_s=5)) as app:
        yield app.test_client()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Ask a plain server, with a token in every request."""
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("plain") / "var", lock_wait_s=5, write_max_bytes=3 << 20
    )
    with open_plain_writer(open_directory(settings.data_dir, PLAIN, "plain"), settings):
        secret = create_token(settings.data_dir, "tout", "admin")
    with closing_application(settings) as app:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        yield client


def basic(secret: str) -> dict[str, str]:
    """Give a token as the password of Basic credentials."""
    return {"Authorization": "Basic " + base64.b64encode(f"anyone:{secret}".encode()).decode()}


def triples(client: FlaskClient, address: str) -> set[str]:
    """Read a graph back."""
    response = client.get(address, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200, response.text
    return {str(quad.triple) for quad in parse(response.data, format=RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("path", ["/atlas/sparql", f"{FULL_STORE}?graph={GAZETTE}"])
def test_nobody_writes_without_a_token(full: FlaskClient, path: str) -> None:
    """401 names both ways to give one."""
    response = full.post(path, data="INSERT DATA {}", headers=UPDATE)
    assert response.status_code == 401
    assert [each.partition(" ")[0] for each in response.headers.getlist("WWW-Authenticate")] == [
        "Bearer",
        "Basic",
    ]
    assert json.loads(response.data)["code"] == "token-missing"


def test_unknown_small_and_revoked_tokens(full: FlaskClient, folder: Path) -> None:
    """401 for a token that is not one, 403 for one that may only read, 401 again once it is revoked."""
    reader = create_token(folder, "lecteur", "read")
    asked = {"path": "/atlas/sparql", "data": "INSERT DATA {}"}
    assert full.post(**asked, headers=UPDATE | basic("maillage_no")).status_code == 401
    assert full.post(**asked, headers=UPDATE | basic(reader)).status_code == 403
    revoke_token(folder, "lecteur")
    assert full.post(**asked, headers=UPDATE | basic(reader)).status_code == 401


def test_another_sites_form_cannot_use_a_remembered_password(full: FlaskClient, token: str) -> None:
    """A browser adds Basic credentials by itself; a bearer token is always given on purpose."""
    elsewhere = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    form = {"update": "INSERT DATA {}"}
    assert full.post("/atlas/sparql", data=form, headers=elsewhere | basic(token)).status_code == 403
    bearer = {"Authorization": f"Bearer {token}"}
    assert full.post("/atlas/sparql", data=form, headers=elsewhere | bearer).status_code == 204


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer abc", ("bearer", "abc")),
        ("bearer  abc ", ("bearer", "abc")),
        ("Basic " + base64.b64encode(b"u:p:q").decode(), ("basic", "p:q")),
        ("Basic %%%", ("", "")),
        ("Basic /w==", ("", "")),
        ("Digest x", ("", "")),
        ("", ("", "")),
    ],
)
def test_credentials(header: str, expected: tuple[str, str]) -> None:
    """Malformed credentials are none."""
    assert read_credentials(header) == expected


def test_a_write_is_read_at_once(full: FlaskClient, token: str) -> None:
    """The acknowledgement names the snapshot; the next request is answered from it, merge included."""
    label = "<http://www.w3.org/2004/02/skos/core#altLabel>"
    said = f'<{BASE}/id/initiative/bibliobus> {label} "Le bus"@fr'
    before = full.get("/atlas/health").json["snapshot"]  # type: ignore[index]
    done = full.post(
        "/atlas/sparql",
        data=f"INSERT DATA {{ GRAPH <{GAZETTE}> {{ {said} }} }}",
        headers=UPDATE | basic(token),
    )
    assert (done.status_code, done.data) == (204, b"")
    assert int(done.headers["X-Maillage-Snapshot"]) == before + 1
    found = full.get("/atlas/sparql", query_string={"query": f"ASK {{ {said} }}"})
    assert found.json == {"head": {}, "boolean": True}
    assert found.headers["X-Maillage-Snapshot"] == done.headers["X-Maillage-Snapshot"]
    assert said in triples(full, f"{FULL_STORE}?default")


def test_a_refusal_holds_the_report(full: FlaskClient, token: str) -> None:
    """422 with what the shapes found; nothing is written."""
    before = full.get("/atlas/health").json
    nobody = f"<{BASE}/id/initiative/seule> a <https://w3id.org/maillage/ns#Initiative> ."
    response = full.post(f"{FULL_STORE}?graph={GAZETTE}", data=nobody, headers=TURTLE | basic(token))
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    told = json.loads(response.data)
    assert told["code"] == "candidate-refused"
    assert any("initiative/seule" in each["focusNode"] for each in told["report"]["results"])
    assert full.get("/atlas/health").json == before


def test_the_report_comes_with_the_acknowledgement_when_json_is_asked_for(
    full: FlaskClient, token: str
) -> None:
    """Warnings are no refusal."""
    response = full.post(
        "/atlas/sparql", data="INSERT DATA {}", headers=UPDATE | basic(token) | {"Accept": "application/json"}
    )
    assert (response.status_code, response.json["changed"]) == (200, False)  # type: ignore[index]


_REMARKS = {
    "": "application/json",
    "*/*": "application/json",
    "text/turtle": "application/json",  # the write is done: no 406
    "text/html,application/xhtml+xml,*/*;q=0.8": "application/json",
    "text/plain": "text/plain",
}


@pytest.mark.parametrize("accept", _REMARKS)
@pytest.mark.parametrize("method", ["POST", "PUT", "UPDATE"])
def test_what_is_not_read_is_reported_to_everybody(
    full: FlaskClient, token: str, method: str, accept: str
) -> None:
    """A 204 stands for a write with nothing to report: otherwise the report comes, whoever asks, whichever way."""
    graph, headers = GAZETTE, basic(token) | {"Accept": accept, "Accept-Language": "en"}
    unread = f'<{BASE}/id/initiative/bibliobus> <http://example.org/colour> "{method} {accept}" .'
    if method == "UPDATE":
        said = f"INSERT DATA {{ GRAPH <{graph}> {{ {unread} }} }}"
        response = full.post("/atlas/sparql", data=said, headers=headers | UPDATE)
    else:
        stored = full.get(f"{FULL_STORE}?graph={graph}", headers={"Accept": "application/n-triples"}).text
        body = unread if method == "POST" else stored + unread
        response = full.open(
            f"{FULL_STORE}?graph={graph}", method=method, data=body.encode(), headers=headers | TURTLE
        )
    assert (response.status_code, response.mimetype) == (200, _REMARKS[accept])
    assert "example.org/colour" in response.text
    if response.is_json:
        assert response.json["report"]["statements"]["notRead"] >= 1  # type: ignore[index]
        assert response.json["report"]["conforms"]  # type: ignore[index]
    else:
        assert "no page shows, or nothing reads" in response.text


@pytest.mark.parametrize(
    ("target", "code"),
    [("default", "default-graph-is-merge"), (f"graph={BASE}/graph/catalog", "kept-graph")],
)
def test_what_the_software_keeps_is_read_only(full: FlaskClient, token: str, target: str, code: str) -> None:
    """405 says what is allowed; an update on the same graph is refused with 403."""
    for method in ("PUT", "POST", "DELETE"):
        response = full.open(f"{FULL_STORE}?{target}", method=method, data="", headers=TURTLE | basic(token))
        assert (response.status_code, json.loads(response.data)["code"]) == (405, code)
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert full.get(f"{FULL_STORE}?{target}").status_code == 200
    update = {"default": "CLEAR DEFAULT"}.get(target, f"CLEAR GRAPH <{BASE}/graph/catalog>")
    response = full.post("/atlas/sparql", data=update, headers=UPDATE | basic(token))
    assert (response.status_code, json.loads(response.data)["code"]) == (403, code)


UPDATES = {
    "query-and-update": ({"data": {"update": "CLEAR ALL", "query": "ASK {}"}}, 400),
    "update-repeated": ({"data": {"update": ["CLEAR ALL", "CLEAR ALL"]}}, 400),
    "update-in-address": ({"query_string": {"update": "CLEAR ALL"}, "data": {"x": ""}}, 400),
    "graph-not-absolute": ({"data": {"update": "CLEAR ALL", "using-graph-uri": "relative"}}, 400),
    "using-conflict": (
        {"data": {"update": "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "using-graph-uri": "x:h"}},
        400,
    ),
    "query-syntax": ({"data": "CLEAR", "headers": UPDATE}, 400),
    "query-not-utf8": ({"data": b"\xff", "headers": UPDATE}, 400),
    "charset-not-utf8": (
        {"data": b"x", "headers": {"Content-Type": "application/sparql-update; charset=utf-16"}},
        415,
    ),
    "encoding-unsupported": ({"data": b"x", "headers": UPDATE | {"Content-Encoding": "gzip"}}, 415),
    "load-refused": ({"data": "LOAD <http://127.0.0.1/>", "headers": UPDATE}, 403),
    "update-failed": ({"data": "DROP GRAPH <x:none>", "headers": UPDATE}, 409),
    "update-ambiguous": ({"data": "L\\u004FAD <http://127.0.0.1/>", "headers": UPDATE}, 400),
}


@pytest.mark.parametrize("code", UPDATES)
def test_refused_updates(plain: FlaskClient, code: str) -> None:
    """Each for its own reason."""
    asked, status = UPDATES[code]
    response = plain.post("/sparql", **asked)  # type: ignore[arg-type]
    assert (response.status_code, json.loads(response.data)["code"]) == (status, code)


_NESTED = b"<<( <x:a> <x:b> " * 50_000 + b"1" + b" )>>" * 50_000
_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (each, b"&%c;" % (each - 1) * 10) for each in range(98, 110))
    + b']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&m;</rdf:RDF>'
)
HOSTILE = {
    "a literal over 16 MiB": (
        "PUT",
        "text/turtle",
        b'<x:a> <x:b> "' + b"a" * (17 << 20) + b'" .',
        (400, 413),
    ),
    "nested terms": ("PUT", "text/turtle", b"<x:a> <x:b> " + _NESTED + b" .", (400,)),
    "nested terms, added": ("POST", "application/trig", b"<x:a> <x:b> " + _NESTED + b" .", (400,)),
    "entities": ("PUT", "application/rdf+xml", _BOMB, (400,)),
    "nested JSON": ("PUT", "application/ld+json", b'{"@id":' * 70_000, (400,)),
    "a bomb of gzip": ("PUT", "text/turtle", gzip.compress(b"#" * (300 << 20)), (413,)),
    "half a gzip": ("PUT", "text/turtle", gzip.compress(b"<x:a> <x:b> 1 .")[:-9], (400,)),
    "nested terms in an update": (
        "UPDATE",
        "application/sparql-update",
        b"INSERT DATA { GRAPH <x:g> { <x:a> <x:b> " + _NESTED + b" } }",
        (400, 413),
    ),
    "nested groups in an update": (
        "UPDATE",
        "application/sparql-update",
        b"INSERT { GRAPH <x:g> { <x:a> <x:b> 1 } } WHERE " + b"{" * 50_000 + b"}" * 50_000,
        (400, 413),
    ),
}


@pytest.mark.parametrize("kind", ["plain", "full"])
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_body_is_refused_with_its_reason_and_the_writer_lives(
    case: str, kind: str, request: pytest.FixtureRequest, token: str
) -> None:
    """It is told for what it is, in the answer to the request that brought it; the next write is done as ever."""
    client: FlaskClient = request.getfixturevalue(f"roomy_{kind}")
    root, graph = ("/atlas", f"{BASE}/id/contribution/hostile") if kind == "full" else ("", "x:hostile")
    method, media_type, content, statuses = HOSTILE[case]
    headers = {"Content-Type": media_type} | (basic(token) if kind == "full" else {})
    path = f"{root}/sparql" if method == "UPDATE" else f"{root}/graphs?graph={graph}"
    response = client.open(path, method=method.replace("UPDATE", "POST"), data=content, headers=headers)
    assert response.status_code in statuses, response.text[:300]
    told = json.loads(response.data)
    assert told["code"] not in ("writer-gone", "write-timeout")
    assert len(response.data) < 10_000
    after = client.post(
        f"{root}/sparql", data="INSERT DATA {}", headers=UPDATE | (basic(token) if kind == "full" else {})
    )
    assert after.status_code == 204


@pytest.fixture(scope="module")
def roomy_plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Ask a plain server that takes large bodies."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("roomy") / "var")
    with open_plain_writer(open_directory(settings.data_dir, PLAIN, "plain"), settings):
        secret = create_token(settings.data_dir, "tout", "admin")
    with closing_application(settings) as app:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        yield client


@pytest.fixture(scope="module")
def roomy_full(settings: Settings, folder: Path) -> Iterator[FlaskClient]:
    """Ask a server of the small graph that takes large bodies."""
    with closing_application(replace(settings, data_dir=folder)) as app:
        yield app.test_client()


WRAPPED = {
    "gzip": (gzip.compress, {"Content-Encoding": "gzip"}),
    "gzip that is not announced": (gzip.compress, {}),
    "a byte order mark": (lambda body: b"\xef\xbb\xbf" + body, {}),
    "a charset": (lambda body: body, {"Content-Type": "text/turtle; charset=UTF-8"}),
    "all of them": (
        lambda body: gzip.compress(b"\xef\xbb\xbf" + body),
        {"Content-Type": 'text/turtle;charset="utf-8"', "Content-Encoding": "gzip"},
    ),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_a_body_is_read_as_a_file_is(plain: FlaskClient, case: str) -> None:
    """Packed, marked, or with its charset told."""
    wrap, headers = WRAPPED[case]
    body = '<x:a> <x:b> "été" .'.encode()
    response = plain.put("/graphs?graph=x:wrapped", data=wrap(body), headers=TURTLE | headers)
    assert response.status_code in (201, 204), response.text
    assert triples(plain, "/graphs?graph=x:wrapped") == {'<x:a> <x:b> "été"'}


def test_an_update_by_get_is_refused(plain: FlaskClient) -> None:
    """Reading changes nothing."""
    response = plain.get("/sparql", query_string={"update": "INSERT DATA { <x:a> <x:b> 1 }"})
    assert json.loads(response.data)["code"] == "update-refused"
    assert response.status_code in (400, 403, 405)


GRAPHS = {
    "graph-ambiguous": ("PUT", "/graphs?default&graph=x:g", TURTLE, 400),
    "graph-not-absolute": ("PUT", "/graphs?graph=relative", TURTLE, 400),
    "method-not-allowed-here": ("PUT", "/graphs", TURTLE, 405),
    "partial-put": ("PUT", "/graphs?default", TURTLE | {"Content-Range": "bytes 0-1/2"}, 400),
    "rdf-type-missing": ("PUT", "/graphs?default", {}, 415),
    "rdf-type-unsupported": ("PUT", "/graphs?default", {"Content-Type": "text/csv"}, 415),
    "charset-not-utf8": ("PUT", "/graphs?default", {"Content-Type": "text/turtle; charset=latin-1"}, 415),
    "source-syntax": ("PUT", "/graphs?default", {"Content-Type": "application/rdf+xml"}, 400),
    "graph-absent": ("DELETE", "/graphs?graph=x:none", {}, 404),
    "not-acceptable": ("GET", "/graphs?default", {"Accept": "image/png"}, 406),
    "method-not-allowed": ("PATCH", "/graphs?default", TURTLE, 405),
}


@pytest.mark.parametrize("code", GRAPHS)
def test_refused_graph_requests(plain: FlaskClient, code: str) -> None:
    """Each for its own reason, with its own status."""
    method, path, headers, status = GRAPHS[code]
    response = plain.open(path, method=method, data=b"<x:a> <x:b> 1 .", headers=headers)
    assert (response.status_code, json.loads(response.data)["code"]) == (status, code)


def test_a_graph_lives_at_its_own_address(plain: FlaskClient) -> None:
    """Put, read, added to, removed; relative IRIs are the graph's; 201, 204, 404 in turn."""
    address = "/graphs/dossier/caf%C3%A9"
    put = plain.put(address, data="<> <x:p> <#frag> .", headers=TURTLE)
    assert (put.status_code, put.headers["Location"]) == (201, f"{PLAIN}{address}")
    assert plain.put(address, data="<> <x:p> 1 .", headers=TURTLE).status_code == 204
    assert plain.post(address, data="<> <x:p> 2 .", headers=TURTLE).status_code == 204
    assert len(triples(plain, address)) == 2
    assert triples(plain, f"/graphs?graph={PLAIN}/graphs/dossier/caf%25C3%25A9") == triples(plain, address)
    assert plain.head(address).status_code == 200
    assert plain.delete(address).status_code == 204
    assert plain.get(address).status_code == 404
    assert plain.delete(address).status_code == 404


def test_a_new_graph_is_named_by_the_store(plain: FlaskClient) -> None:
    """POST to the store itself: 201 and where it is."""
    response = plain.post("/graphs", data="<x:a> <x:b> 1 .", headers=TURTLE)
    assert response.status_code == 201
    assert len(triples(plain, response.headers["Location"].removeprefix(PLAIN))) == 1


def test_create_only(plain: FlaskClient) -> None:
    """`If-None-Match: *` never overwrites."""
    asked = {
        "path": "/graphs?graph=x:once",
        "data": "<x:a> <x:b> 1 .",
        "headers": TURTLE | {"If-None-Match": "*"},
    }
    assert plain.put(**asked).status_code == 201
    assert plain.put(**asked).status_code == 412


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("text/turtle", "<x:a> <x:b> 'é' ."),
        ("application/n-triples", '<x:a> <x:b> "é" .'),
        ("application/n-quads", '<x:a> <x:b> "é" .'),
        ("application/trig", "<x:a> <x:b> 'é' ."),
        ("application/ld+json", '{"@id": "x:a", "x:b": "é"}'),
        (
            "application/rdf+xml",
            """<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="x:a">
            <b xmlns="x:">é</b></r:Description></r:RDF>""",
        ),
    ],
)
def test_every_syntax_goes_in_and_comes_out(plain: FlaskClient, media_type: str, content: str) -> None:
    """What is announced in the service description is read and written."""
    sent = {"Content-Type": f"{media_type}; charset=utf-8"}
    assert plain.put("/graphs?graph=x:in", data=content.encode(), headers=sent).status_code in (201, 204)
    assert triples(plain, "/graphs?graph=x:in") == {'<x:a> <x:b> "é"'}
    assert plain.get("/graphs?graph=x:in", headers={"Accept": media_type}).mimetype == media_type
    asked = plain.get(
        "/sparql", query_string={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, headers={"Accept": media_type}
    )
    assert asked.mimetype == media_type


def test_a_packed_body_has_the_limit_of_a_plain_one(plain: FlaskClient) -> None:
    """Once unpacked, all parts of a form together; the refusal names the limit."""
    from io import BytesIO  # noqa: PLC0415

    limit = ("source-too-large", {"name": "write_max_bytes", "value": 3 << 20})
    body = b"<x:a> <x:b> 1 ." + b"#" * (2 << 20)
    packed = TURTLE | {"Content-Encoding": "gzip"}
    assert plain.put("/graphs?graph=x:packed", data=gzip.compress(body), headers=packed).status_code == 201
    parts = {each: (BytesIO(gzip.compress(body)), f"{each}.ttl", "text/turtle") for each in ("one", "two")}
    for refused in (
        plain.put("/graphs?graph=x:packed", data=gzip.compress(body * 2), headers=packed),
        plain.put("/graphs?graph=x:packed", data=parts, content_type="multipart/form-data"),
    ):
        assert (refused.status_code, json.loads(refused.data)["code"]) == (413, limit[0])
        assert json.loads(refused.data)["limit"] == limit[1]
        assert "MAILLAGE_WRITE_MAX_BYTES" in json.loads(refused.data)["hint"]
    plain.delete("/graphs?graph=x:packed")


def test_a_form_may_carry_several_files(plain: FlaskClient) -> None:
    """Their statements make one graph."""
    from io import BytesIO  # noqa: PLC0415

    form = {
        "one": (BytesIO(b"<x:a> <x:b> 1 ."), "one.ttl", "text/turtle"),
        "two": (BytesIO(b'<x:a> <x:b> "2" .'), "two.nt", "application/n-triples"),
    }
    plain.put("/graphs?graph=x:form", data=form, content_type="multipart/form-data")
    assert len(triples(plain, "/graphs?graph=x:form")) == 2


def test_large_writes_have_their_own_limit(plain: FlaskClient) -> None:
    """More than a query may hold goes in; more than a write may hold does not; a stranger's never does."""
    large = b"".join(b"<x:a> <x:b> %d ." % number for number in range(140_000))
    assert (2 << 20) < len(large) < (3 << 20)
    assert plain.put("/graphs?graph=x:large", data=large, headers=TURTLE).status_code == 201
    refused = plain.put("/graphs?graph=x:large", data=large * 2, headers=TURTLE)
    assert (refused.status_code, refused.headers["X-Maillage-Limit"]) == (413, f"write_max_bytes={3 << 20}")
    stranger = plain.application.test_client()
    assert stranger.put("/graphs?graph=x:large", data=large * 2, headers=TURTLE).status_code == 401
    plain.delete("/graphs?graph=x:large")


def test_a_form_may_be_as_large_as_a_write(plain: FlaskClient) -> None:
    """When it holds an update, and its sender may write; a query stays as small as ever."""
    large = f'INSERT DATA {{ GRAPH <x:form-large> {{ <x:a> <x:b> "{"x" * (5 << 19)}" }} }}'
    stranger = plain.application.test_client()
    bad = {"Authorization": "Bearer unknown"}
    statuses = [
        plain.post("/sparql", data={"update": large}).status_code,
        plain.post("/sparql", data={"query": large}).status_code,
        plain.post("/sparql", data={"update": large * 2}).status_code,
        stranger.post("/sparql", data={"update": large}).status_code,
        stranger.post("/sparql", data={"update": large}, headers=bad).status_code,
    ]
    assert statuses == [204, 413, 413, 413, 401]
    plain.delete("/graphs?graph=x:form-large")


def test_the_protocols_dataset(plain: FlaskClient) -> None:
    """`using-graph-uri` narrows what the pattern sees."""
    plain.post("/sparql", data="INSERT DATA { <x:a> <x:u> 0 GRAPH <x:u1> { <x:a> <x:u> 1 } }", headers=UPDATE)
    copied = "INSERT { GRAPH <x:u2> { ?s <x:u> ?o } } WHERE { ?s <x:u> ?o }"
    assert plain.post("/sparql", data={"update": copied, "using-graph-uri": "x:u1"}).status_code == 204
    assert len(triples(plain, "/graphs?graph=x:u2")) == 1


def test_options_and_the_store_itself(plain: FlaskClient, full: FlaskClient) -> None:
    """What is allowed depends on the graph; the store leads to its description."""
    assert "PUT" in plain.options("/graphs?default").headers["Allow"]
    assert full.options(f"{FULL_STORE}?default").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "PUT" in full.options(f"{FULL_STORE}?graph={GAZETTE}").headers["Allow"]
    assert "Authorization" in plain.options("/graphs").headers["Access-Control-Allow-Headers"]
    assert plain.get("/graphs").headers["Location"] == "/sparql"


def test_a_plain_server_has_its_own_front(plain: FlaskClient) -> None:
    """No page that needs what ships; the query page works."""
    assert plain.get("/").headers["Location"] == "/sparql"
    page = plain.get("/sparql", headers={"Accept": "text/html"}).text
    assert "<textarea" in page
    assert "/list/" not in page
    assert plain.get("/list/initiative", headers={"Accept": "text/html"}).status_code == 404
    assert "EmptyGraphs" in plain.get("/sparql").text
    assert "UnionDefaultGraph" not in plain.get("/sparql").text
