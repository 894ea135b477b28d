"""Tests of graph.execution.service_client: how an endpoint elsewhere is asked, over real sockets of this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import parse_qs

import pytest

from graph.errors import GraphError, ServiceFailed, ServiceNotListed, ServiceRefused, TimeLimitExceeded
from graph.execution.service_client import fetch, is_inward
from graph.execution.worker_pool import WorkerPool
from graph.settings import Settings
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.sparql.service_clauses import ServiceCall
from graph.sparql.spool import Spool
from graph.storage.dataset import CurrentDataset, SnapshotDataset
from tests.processes import Process, descendants
from tests.waiting import HANGS_S, wait_until

_LIMIT_S = 4.0
_PIECE_S = 0.1  # between two pieces of a slow answer
JSON = "application/sparql-results+json"
ONE = b'{"head": {"vars": ["o"]}, "results": {"bindings": [{"o": {"type": "literal", "value": "far"}}]}}'
LARGE = b'{"head": {"vars": ["o"]}, "results": {"bindings": [%s]}}' % b",".join(
    b'{"o": {"type": "literal", "value": "%d"}}' % each for each in range(20_000)
)


class _Handler(BaseHTTPRequestHandler):
    """Answers by path; `seen` keeps what came, `pieces` what a slow answer was made of."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, dict[str, str]]]
    pieces: list[str]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Take a form."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.seen.append((self.path, parse_qs(body)["query"][0], dict(self.headers.items())))
        answer: Callable[[], None] = getattr(self, "answer_" + self.path.strip("/").partition("?")[0])
        answer()

    def _say(self, status: int, body: bytes = b"", *, length: int = 0, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_one(self) -> None:
        self._say(200, ONE, Content_Type=JSON + "; charset=utf-8")

    def answer_large(self) -> None:
        self._say(200, LARGE, Content_Type=JSON)

    def answer_away(self) -> None:
        self._say(307, Location="/one")

    def answer_broken(self) -> None:
        self._say(500, ONE, Content_Type=JSON)

    def answer_short(self) -> None:
        self._say(200, ONE, length=len(ONE) + 10, Content_Type=JSON)
        self.close_connection = True

    def answer_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(ConnectionError):
            for _ in range(100):
                time.sleep(_PIECE_S)
                self.wfile.write(b" ")
                self.pieces.append(self.path)
        self.close_connection = True


@pytest.fixture
def far() -> Iterator[str]:
    """Serve endpoints on loopback."""
    _Handler.seen, _Handler.pieces = [], []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.block_on_close = False
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def fetched(far: str) -> Callable[[str], bytes]:
    """Fetch from a path of it."""

    def go(path: str, max_bytes: int = 1 << 20) -> bytes:
        with Spool(max_bytes) as spool:
            fetch(ServiceCall(far + path, "ASK {}"), spool, HANGS_S)
            return spool.read()

    return go


def test_a_call_is_a_form_and_carries_nothing_else(
    far: str, fetched: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No credential, cookie or proxy of this machine is used, and the address is the very IRI."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    assert fetched("/one?default-graph-uri=x%3Ag") == ONE
    ((path, query, headers),) = _Handler.seen
    assert (path, query) == ("/one?default-graph-uri=x%3Ag", "ASK {}")
    assert headers.keys() == {
        *("Host", "Accept", "Accept-Encoding", "Connection", "Content-Type", "Content-Length", "User-Agent")
    }
    assert headers["Host"] == far.removeprefix("http://")


@pytest.mark.parametrize("path", ["/away", "/broken", "/short"])
def test_what_is_no_whole_answer_is_a_failure(path: str, fetched: Callable[[str], bytes]) -> None:
    """A redirect is not followed, an error is no answer, nor is one that breaks off."""
    with pytest.raises(ServiceFailed):
        fetched(path)
    assert [each[0] for each in _Handler.seen] == [path]


def test_too_much_is_a_failure(far: str) -> None:
    """What exceeds the limit is not taken in part."""
    with Spool(1000) as spool, pytest.raises(ServiceFailed):
        fetch(ServiceCall(far + "/large", "ASK {}"), spool, HANGS_S)


@pytest.mark.parametrize("iri", ["http://nowhere.invalid/", "http://127.0.0.1:9/", "https://127.0.0.1:9/"])
def test_who_is_not_there_is_a_failure(iri: str) -> None:
    """A name that leads nowhere, a port that nobody listens on."""
    with Spool(1000) as spool, pytest.raises(ServiceFailed):
        fetch(ServiceCall(iri, "ASK {}"), spool, HANGS_S)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        *((each, True) for each in ("127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::")),  # noqa: S104
        *((each, True) for each in ("169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "224.0.0.1")),
        *((each, False) for each in ("93.184.216.34", "10.0.0.8", "2606:2800:220:1::1", "fd00::8")),
    ],
)
def test_inward_addresses_are_told(address: str, expected: bool) -> None:  # noqa: FBT001  a column of the table
    """This machine and its link; a private network may hold an operator's other endpoint."""
    assert is_inward(ip_address(address)) is expected


def test_a_name_that_leads_inside_is_not_followed(far: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds a name could make it lead to loopback; an address that the operator wrote is meant."""
    port = int(far.rpartition(":")[2])
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    for host, is_followed in (("far.example", False), ("localhost", True)):
        try:
            with Spool(1 << 20) as spool:
                fetch(ServiceCall(f"http://{host}:{port}/one", "ASK {}"), spool, HANGS_S)
        except ServiceFailed:
            assert not is_followed
        else:
            assert is_followed
    assert len(_Handler.seen) == 1


@pytest.fixture
def workers(riposte: SnapshotDataset, far: str) -> Iterator[WorkerPool]:
    """Start workers that may ask some of the endpoints."""
    path = riposte.snapshot.path.parents[1]
    listed = " ".join(far + each for each in ("/one", "/large", "/slow", "/away"))
    settings = Settings(data_dir=path, services=listed, query_memory_budget_bytes=0, query_timeout_s=_LIMIT_S)
    opened = WorkerPool(CurrentDataset(path), settings)
    yield opened
    opened.close()


def _answer(workers: WorkerPool, text: str) -> str:
    document = workers.answer(QueryRequest(text, solution_format="text/csv"), "me")
    assert isinstance(document, ResultDocument)
    return b"".join(document.chunks()).decode()


def test_workers_have_calls_made_for_them(workers: WorkerPool, far: str) -> None:
    """Small answers and large ones join; the process that fetched is gone afterwards."""
    joined = f"SELECT ?o {{ SERVICE <{far}/one> {{ ?s ?p ?o }} SERVICE <{far}/one> {{ ?s ?p ?o }} }}"
    assert _answer(workers, joined) == "o\r\nfar\r\n"
    assert (
        _answer(workers, f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{far}/large> {{ ?s ?p ?o }} }}")
        == "n\r\n20000\r\n"
    )
    server = workers._disk._process.pid
    wait_until(
        lambda: len(_running_children(server)) == len(workers._idle), "the process that fetched has ended"
    )


@pytest.mark.parametrize(
    ("path", "silent", "error"),
    [
        ("/other", "", ServiceNotListed),
        ("/other", "SILENT", ServiceNotListed),
        ("/away", "", ServiceFailed),
        ("/slow", "", ServiceFailed),
    ],
)
def test_failures_come_back_as_they_are(
    workers: WorkerPool, far: str, path: str, silent: str, error: type[GraphError]
) -> None:
    """With their reason; one that takes long is given up before the query is."""
    with pytest.raises(error):
        _answer(workers, f"SELECT * {{ SERVICE {silent} <{far}{path}> {{ ?s ?p ?o }} }}")
    assert len(_Handler.pieces) < _LIMIT_S / _PIECE_S


def test_a_silent_call_that_takes_long_leaves_time_for_the_rest(workers: WorkerPool, far: str) -> None:
    """The query is answered within its limit, without what nobody said."""
    assert _answer(workers, f"SELECT ?o {{ SERVICE SILENT <{far}/slow> {{ ?s ?p ?o }} }}") == "o\r\n\r\n"


def test_the_querys_limit_holds_for_all_its_calls(workers: WorkerPool, far: str) -> None:
    """Ten slow endpoints say no more than one could, but for the piece that shows each that nobody listens."""
    slow = f"SERVICE SILENT <{far}/slow> {{ ?s ?p ?o }} " * 10
    with suppress(TimeLimitExceeded):
        _answer(workers, f"SELECT ?o {{ {slow} }}")
    calls = [each[0] for each in _Handler.seen]
    assert len(calls) > 1
    assert len(_Handler.pieces) < (_LIMIT_S + 1) / _PIECE_S + 2 * len(calls)


def test_without_a_list_workers_call_nobody(riposte: SnapshotDataset, far: str) -> None:
    """SERVICE is refused, and no request leaves."""
    path = riposte.snapshot.path.parents[1]
    workers = WorkerPool(CurrentDataset(path), Settings(data_dir=path, query_memory_budget_bytes=0))
    try:
        with pytest.raises(ServiceRefused):
            _answer(workers, f"SELECT * {{ SERVICE <{far}/one> {{ ?s ?p ?o }} }}")
    finally:
        workers.close()
    assert _Handler.seen == []


def _running_children(pid: int) -> list[Process]:
    return [each for each in descendants(pid) if each.parent == pid and each.state != "Z"]
