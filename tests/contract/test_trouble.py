"""An engine that is down, slow, somebody else, or broken off: each has an error of its own, and none passes for an answer."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.backends.factory import Backend, open_backend
from graph.errors import (
    ClientGone,
    EngineFailed,
    EngineFault,
    EngineRefusedUs,
    EngineUnreachable,
    EngineUnreadable,
    GraphError,
    OutcomeUnknown,
    QueryQueueFull,
    ResultLimitExceeded,
    RowsCutByEngine,
    TimeLimitExceeded,
)
from graph.settings import Settings
from graph.sources.payload import Payload
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.writing.requests import GraphWrite, Update
from tests.contract.conftest import Place
from tests.contract.engines import free_port
from tests.contract.service import JSON, TRUE, Request, serving
from tests.waiting import HANGS_S, wait_until

ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":[%s]}}'
ROW = b'{"a":{"type":"uri","value":"http://e/a"}}'
TRIPLE = b"<http://e/a> <http://e/p> <http://e/b> .\n"
_DRIP_S = 0.1
INSERT = "INSERT DATA { GRAPH <http://e/g> { <http://e/a> <http://e/p> 1 } }"


Opening = Callable[..., Backend]


@pytest.fixture
def opened() -> Iterator[Opening]:
    """Open backends, and close them."""
    found: list[Backend] = []

    def open_one(settings: Settings) -> Backend:
        found.append(open_backend(settings))
        return found[-1]

    yield open_one
    for each in found:
        each.close()


def _at(address: str, **more: object) -> Settings:
    settings = Settings(
        base_iri="http://contract.test",
        store=f"sparql:{address}/query",
        sparql_update_url=f"{address}/update",
        sparql_graph_store_url=f"{address}/graphs",
        query_timeout_s=HANGS_S,
        write_timeout_s=HANGS_S,
    )
    return replace(settings, **more)  # type: ignore[arg-type]


def _ask(backend: Backend, text: str = "ASK {}", client: str = "stranger") -> bytes:
    job = QueryRequest(text, solution_format=JSON, triple_format="application/n-triples")
    found = backend.query_service.answer(job, client)
    assert isinstance(found, ResultDocument)
    return b"".join(found.chunks())


def _stall(request: Request) -> None:
    """Answer nothing for as long as the other side waits."""
    request.connection.settimeout(HANGS_S)
    with suppress(OSError):
        request.connection.recv(1)


def _drip(request: Request) -> None:
    """Send a byte now and then for as long as the other side takes them: each wait is short, all of them are not."""
    request.send_response(200)
    request.send_header("Content-Type", JSON)
    request.send_header("Content-Length", "1000000")
    request.end_headers()
    with suppress(OSError):
        for _ in range(int(HANGS_S / _DRIP_S)):
            request.wfile.write(b" ")
            time.sleep(_DRIP_S)


def _endless(request: Request) -> None:
    """Announce no length, and close in the middle."""
    request.send_response(200)
    request.send_header("Content-Type", "application/n-triples")
    request.end_headers()
    request.wfile.write(TRIPLE)


def _broken_chunks(request: Request) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/n-triples")
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"%x\r\n%s\r\n" % (len(TRIPLE), TRIPLE))


CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
SELECT = "SELECT ?a { ?a ?p ?o }"
TROUBLE: dict[str, tuple[Callable[[Request], None], str, type[GraphError]]] = {
    "a page": (lambda each: each.send(b"<html>", "text/html"), "ASK {}", EngineUnreadable),
    "a page for triples": (lambda each: each.send(b"<html>", "text/html"), CONSTRUCT, EngineUnreadable),
    "no JSON": (lambda each: each.send(b"oops"), "ASK {}", EngineUnreadable),
    "JSON that ends early": (lambda each: each.send(ROWS[:-2] % ROW), SELECT, EngineUnreadable),
    "an answer to something else": (lambda each: each.send(b"{}"), SELECT, EngineUnreadable),
    "no triples": (lambda each: each.send(b"<a", "application/n-triples"), CONSTRUCT, EngineUnreadable),
    "less than announced": (lambda each: each.send(TRUE, length=999), "ASK {}", EngineUnreachable),
    "triples without an end": (_endless, CONSTRUCT, EngineUnreadable),
    "chunks that break off": (_broken_chunks, CONSTRUCT, EngineUnreachable),
    "a stall": (_stall, "ASK {}", TimeLimitExceeded),
    "one byte after another": (_drip, "ASK {}", TimeLimitExceeded),
    "401": (lambda each: each.send(b"", "text/plain", 401), "ASK {}", EngineRefusedUs),
    "403": (lambda each: each.send(b"", "text/plain", 403), "ASK {}", EngineRefusedUs),
    "404": (lambda each: each.send(b"", "text/plain", 404), "ASK {}", EngineUnreadable),
    "400": (lambda each: each.send(b"not here", "text/plain", 400), "ASK {}", EngineFault),
    "400 by a page": (lambda each: each.send(b"<p>", "text/html", 400), "ASK {}", EngineUnreadable),
    "500": (lambda each: each.send(b"oh", "text/plain", 500), "ASK {}", EngineFailed),
    "503": (lambda each: each.send(b"", "text/plain", 503), "ASK {}", EngineUnreachable),
    "elsewhere": (lambda each: each.send(b"", status=302, Location="http://e/"), "ASK {}", EngineUnreadable),
    "too much": (lambda each: each.send(b" " * 200_000 + TRUE), "ASK {}", ResultLimitExceeded),
    "rows said to be cut": (
        lambda each: (
            each.send(ROWS % ROW, X_SPARQL_MaxRows="1")
            if "COUNT" not in each.path
            else each.send(ROWS % b'{"a":{"type":"literal","value":"2"}}')
        ),
        SELECT,
        RowsCutByEngine,
    ),
}


@pytest.mark.parametrize("kind", TROUBLE)
def test_trouble_has_its_own_error(opened: Opening, kind: str) -> None:
    """Each way to go wrong is told apart, in both languages; what would never end is ended by the limit alone."""
    answer, text, error = TROUBLE[kind]
    limit_s = 1.0 if error is TimeLimitExceeded else HANGS_S
    with serving(answer) as (address, _), pytest.raises(error) as caught:
        _ask(opened(_at(address, query_result_bytes=100_000, query_timeout_s=limit_s)), text)
    assert caught.value.message("fr") != caught.value.message("en")


def test_nobody_there_is_told_at_once(opened: Opening) -> None:
    """A refused connection is no matter of waiting for the limit."""
    with pytest.raises(EngineUnreachable):
        _ask(opened(_at(f"http://127.0.0.1:{free_port()}")))


def test_a_read_is_tried_again_and_a_write_is_not(opened: Opening) -> None:
    """Two failures and a success: the reader sees the success alone; a write is sent once."""
    left = [503, 503]

    def answer(request: Request) -> None:
        if left:
            request.send(b"", "text/plain", left.pop())
        else:
            request.send(TRUE)

    with serving(answer) as (address, seen):
        assert b"true" in _ask(opened(_at(address)))
        assert len(seen) == 3
        left.append(503)
        with pytest.raises(EngineUnreachable):
            opened(_at(address)).write_service.write(Update(INSERT))
        assert len(seen) == 4


def test_a_write_without_an_answer_may_have_happened(opened: Opening) -> None:
    """Neither success nor failure is claimed."""

    def answer(request: Request) -> None:
        if request.command == "GET":
            request.send(TRUE)
        else:
            request.send(b"", length=10)

    with serving(answer) as (address, seen):
        for asked in (Update(INSERT), GraphWrite("put", "http://e/g", (Payload("text/turtle", TRIPLE),))):
            with pytest.raises(OutcomeUnknown):
                opened(_at(address)).write_service.write(asked)
        assert [each.command for each in seen] == ["POST", "GET", "PUT"]


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ({"sparql_user": "u", "sparql_password": "p"}, "Basic " + base64.b64encode(b"u:p").decode()),
        ({"sparql_token": "t"}, "Bearer t"),
        ({}, None),
    ],
)
def test_credentials_go_along_with_every_request(
    opened: Opening, told: dict[str, str], sent: str | None
) -> None:
    """Queries, updates and graphs: the same header, or none."""
    with serving(lambda each: each.send(TRUE)) as (address, seen):
        backend = opened(_at(address, **told))
        backend.write_service.write(Update(INSERT))
        backend.write_service.write(GraphWrite("put", "http://e/g", (Payload("text/turtle", TRIPLE),)))
        _ask(backend)
        assert [each.headers["Authorization"] for each in seen] == [sent] * 4


def test_short_queries_go_by_get_and_long_ones_as_a_form(opened: Opening) -> None:
    """Never as application/sparql-query, on which Virtuoso hangs; the protocol's dataset goes along."""
    with serving(lambda each: each.send(TRUE)) as (address, seen):
        backend = opened(_at(address))
        _ask(backend)
        _ask(backend, "ASK {} #" + "x" * 3000)
        backend.query_service.answer(
            QueryRequest("ASK {}", ("http://e/g",), ("http://e/h",), solution_format=JSON), "stranger"
        )
    short, long_, told = seen
    assert (short.command, long_.command) == ("GET", "POST")
    assert long_.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(urlsplit(told.path).query)["named-graph-uri"] == ["http://e/h"]


def test_a_query_whose_client_went_away_is_let_go(opened: Opening) -> None:
    """Long before its limit: the place is free for another."""
    with serving(_stall) as (address, _):
        backend = opened(_at(address))
        with pytest.raises(ClientGone):
            backend.query_service.answer(
                QueryRequest("ASK {}", solution_format=JSON), "stranger", lambda: True
            )


def test_one_client_does_not_hold_all_places(opened: Opening) -> None:
    """While one asks slow queries, as many as may, another is answered; beyond the queue there is a refusal."""
    release = threading.Event()

    def answer(request: Request) -> None:
        if "slow" in request.path:
            release.wait(HANGS_S)
        request.send(TRUE)

    with serving(answer) as (address, seen):
        backend = opened(_at(address, query_workers=2, query_queue=1))
        slow = [
            threading.Thread(
                target=backend.query_service.answer,
                args=(QueryRequest("ASK {} #slow", solution_format=JSON), "greedy"),
            )
            for _ in range(2)
        ]
        try:
            for each in slow:
                each.start()
            wait_until(lambda: sum("slow" in each.path for each in seen) == 1, "one slow query is asked")
            backend.query_service.answer(QueryRequest("ASK {}", solution_format=JSON), "polite")
            with pytest.raises(QueryQueueFull):
                backend.query_service.answer(QueryRequest("ASK {} #slow", solution_format=JSON), "greedy")
        finally:
            release.set()
            for each in slow:
                each.join()


def test_an_engine_killed_and_started_again_is_found_again(elsewhere: Place, graph: str) -> None:
    """While it is gone there is an error, not an empty answer; what was written and kept is there afterwards."""
    assert elsewhere.engine is not None
    elsewhere.put(graph, "".join(f"<http://e/{each}> <http://e/p> {each} .\n" for each in range(400)))
    held = elsewhere.lines(graph)
    join = " ".join(f"?s{each} ?p{each} ?o{each} ." for each in range(4)) + " FILTER(?o0 * ?o1 < ?o2 * ?o3)"
    failures: list[GraphError] = []

    def ask() -> None:
        try:
            elsewhere.ask(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{graph}> {{ {join} }} }}")
        except GraphError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    before_s = elsewhere.engine.processor_s
    asking.start()
    wait_until(lambda: elsewhere.engine.processor_s > before_s + 0.2, "it is at work on the query")
    elsewhere.engine.kill()
    asking.join()
    assert isinstance(failures[0], EngineUnreachable | EngineFailed)
    with pytest.raises(EngineUnreachable):
        elsewhere.ask("ASK {}")
    with pytest.raises(EngineUnreachable):
        elsewhere.backend.write_service.write(Update(INSERT))
    elsewhere.engine.start()
    assert "true" in elsewhere.ask("ASK {}", solutions=JSON)
    assert elsewhere.lines(graph) == held


def test_digest_credentials_open_what_is_closed(opened: Opening, elsewhere: Place, tmp_path: Path) -> None:
    """Virtuoso's protected address takes the right password, and no other."""
    if elsewhere.engine is None or elsewhere.name != "virtuoso":
        pytest.skip("of Virtuoso, whose /sparql-auth asks for digest")
    settings = replace(
        elsewhere.engine.settings(tmp_path),
        store=f"sparql:{elsewhere.engine.query_url}-auth",
        sparql_auth="digest",
    )
    right = {"sparql_user": "dba", "sparql_password": "dba"}
    assert b"true" in _ask(opened(replace(settings, **right)))  # type: ignore[arg-type]
    for wrong in (right | {"sparql_password": "no"}, {}):
        with pytest.raises(EngineRefusedUs):
            _ask(opened(replace(settings, **wrong)))  # type: ignore[arg-type]
