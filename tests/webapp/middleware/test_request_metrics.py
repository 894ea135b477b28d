"""Tests of webapp.middleware.request_metrics, webapp.middleware.access_log and webapp.middleware.route_names: each request is named, counted and told, nobody spied on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import Any

import pytest

from graph.runtime.log_setup import REQUESTS, request_id
from webapp.middleware.access_log import AccessLog
from webapp.middleware.request_metrics import RequestMetrics
from webapp.middleware.response_cache import ResponseCache
from webapp.middleware.route_names import outcome_of, route_of

SECRET = "geheim"  # noqa: S105  what no log may hold
HEADERS = [("Content-Length", "2"), ("ETag", '"e"'), ("X-Maillage-Snapshot", "7")]


class App:
    """An application that answers the same to everybody, or breaks."""

    def __init__(self, status: str = "200 OK", *, breaks: bool = False) -> None:
        """Remember what to answer."""
        self._status, self._breaks = status, breaks

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request."""
        del environ
        if self._breaks:
            raise ZeroDivisionError
        self.named = request_id.get()
        start_response(self._status, list(HEADERS))
        return [b"ok"]


def _ask(app: Any, path: str = "/sparql", method: str = "GET", **environ: str) -> dict[str, str]:
    """Send a request with secrets in it, and give the headers of its answer."""
    told: dict[str, str] = {}
    asked = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": f"query={SECRET}",
        "HTTP_AUTHORIZATION": "",
        "REMOTE_ADDR": "192.0.2.77",
        **environ,
    }
    if not asked["HTTP_AUTHORIZATION"]:
        del asked["HTTP_AUTHORIZATION"]
    b"".join(app(asked, lambda status, headers, _=None: told.update({"status": status, **dict(headers)})))
    return told


def _hot(app: Any) -> ResponseCache:
    return ResponseCache(app, lambda: 7, budget_bytes=1 << 20)


@pytest.mark.parametrize("sent", ["abc", "0f8fad5b-d9cb-469f-a165-70867728950e", "a.b_c-1", "x" * 64])
def test_a_plain_name_that_came_with_a_request_is_kept(sent: str) -> None:
    """Whoever follows a request through several servers finds it in ours."""
    app = App()
    assert _ask(RequestMetrics(app), HTTP_X_REQUEST_ID=sent)["X-Request-Id"] == sent == app.named


@pytest.mark.parametrize("sent", ["", " ", "x" * 65, "a b", "a\tb", "é", "-a", 'a"b', "a;b", "${jndi}"])
def test_any_other_name_is_replaced(sent: str) -> None:
    """Nothing odd gets into a header or a log; two requests have two names."""
    first, second = (_ask(RequestMetrics(App()), HTTP_X_REQUEST_ID=sent)["X-Request-Id"] for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    assert first != second


def test_requests_are_counted_by_route_and_status() -> None:
    """The route is one of a few names, whatever the path."""
    observe = RequestMetrics(App("404 NOT FOUND"))
    for path in ("/sparql", "/id/a", "/id/b/c", "/secret/é"):
        _ask(observe, path)
    found = {key: sum(spread.counts) for key, spread in observe.requests.read().items()}
    assert found == {("sparql", 404): 1, ("id", 404): 2, ("other", 404): 1}


def test_an_application_that_breaks_is_counted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The error goes on to the server; the log holds its traceback, and the request's name."""
    observe = RequestMetrics(App(breaks=True))
    with pytest.raises(ZeroDivisionError):
        _ask(observe)
    assert list(observe.requests.read()) == [("sparql", 500)]
    assert "ZeroDivisionError" in caplog.text
    assert SECRET not in caplog.text


def test_a_kept_answer_is_counted_by_the_hot_path() -> None:
    """It reaches no layer inside; what the client had already is told apart. No name of an earlier request is given."""
    observe = RequestMetrics(App())
    hot = _hot(observe)
    first = _ask(hot)
    assert "X-Request-Id" in first
    second, third = _ask(hot), _ask(hot, HTTP_IF_NONE_MATCH='"e"')
    assert "X-Request-Id" not in second | third
    assert (second["status"], third["status"]) == ("200 OK", "304 NOT MODIFIED")
    assert (hot.hits, hot.unchanged, hot.misses) == ({"sparql": 2}, {"sparql": 1}, 1)
    assert {key: sum(each.counts) for key, each in observe.requests.read().items()} == {("sparql", 200): 1}


def test_an_answer_that_makes_room_is_counted() -> None:
    """The cache is full: the oldest answer goes."""
    hot = ResponseCache(RequestMetrics(App()), lambda: 7, budget_bytes=1500)
    _ask(hot, "/a")
    _ask(hot, "/b")
    assert (hot.count, hot.evictions) == (1, 1)


def test_the_log_tells_how_a_request_was_answered(caplog: pytest.LogCaptureFixture) -> None:
    """Evaluated, then kept: the same facts; each under its own name, which the client is given."""
    caplog.set_level(logging.INFO, REQUESTS)
    log = AccessLog(_hot(RequestMetrics(App())))
    given = [_ask(log, HTTP_X_REQUEST_ID=each)["X-Request-Id"] for each in ("one", "two")]
    assert given == ["one", "two"]
    facts = ("method", "route", "status", "outcome", "bytes", "snapshot")
    told = [tuple(getattr(record, each) for each in facts) for record in caplog.records]
    assert told == [("GET", "sparql", 200, "answered", 2, 7), ("GET", "sparql", 200, "kept", 2, 7)]
    assert all(record.ms >= 0 for record in caplog.records)  # type: ignore[attr-defined]


@pytest.mark.parametrize("app", [App(), App("404 NOT FOUND"), App("500 OH")])
def test_the_log_holds_no_secret(app: App, caplog: pytest.LogCaptureFixture) -> None:
    """Neither query, nor token, nor address, nor an odd method or path."""
    caplog.set_level(logging.DEBUG)
    log = AccessLog(_hot(RequestMetrics(app)))
    _ask(log, f"/{SECRET}", SECRET, HTTP_AUTHORIZATION=f"Bearer {SECRET}", HTTP_X_FORWARDED_FOR="192.0.2.77")
    (record,) = caplog.records
    assert record.method == "OTHER"  # type: ignore[attr-defined]
    assert SECRET not in str(record.__dict__)
    assert "192.0.2.77" not in str(record.__dict__)


def test_the_log_names_clients_where_the_operator_wants_so(caplog: pytest.LogCaptureFixture) -> None:
    """Address and path, never the query."""
    caplog.set_level(logging.INFO, REQUESTS)
    log = AccessLog(_hot(RequestMetrics(App())), names_clients=True)
    _ask(log, "/need/x", REMOTE_ADDR="192.0.2.77", QUERY_STRING=SECRET)
    (record,) = caplog.records
    assert (record.client, record.path) == ("192.0.2.77", "/need/x")  # type: ignore[attr-defined]
    assert record.getMessage().startswith("192.0.2.77 /need/x GET")
    assert SECRET not in str(record.__dict__)


@pytest.mark.parametrize(
    ("path", "prefix", "route"),
    [
        *(("/", "", "home"), ("/sparql", "", "sparql"), ("/ns.ttl", "", "ns"), ("/ns/Need", "", "ns")),
        *(("/id/need/x", "", "id"), ("/.well-known/x", "", "other"), ("", "", "home"), ("/é", "", "other")),
        *(
            ("/atlas/sparql", "/atlas", "sparql"),
            ("/atlas", "/atlas", "home"),
            ("/sparql", "/atlas", "other"),
        ),
        ("/atlassparql", "/atlas", "other"),
    ],
)
def test_a_route_is_one_of_a_few_names(path: str, prefix: str, route: str) -> None:
    """Under whatever path the application lives."""
    assert route_of(path, prefix) == route


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((200, "answered"), (204, "answered"), (303, "redirected"), (304, "unchanged"), (400, "refused")),
        *((429, "refused"), (500, "failed"), (503, "limited"), (504, "limited")),
    ],
)
def test_an_outcome_is_one_of_six_words(status: int, outcome: str) -> None:
    """A limit that was hit is no fault of ours."""
    assert outcome_of(status) == outcome
