"""Tests of webapp.middleware.response_cache and webapp.middleware.compression: fast, and never wrong."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from io import BytesIO

import pytest

from webapp.http.negotiation import accepts_encoding
from webapp.middleware.compression import Compression
from webapp.middleware.response_cache import WATCHED, ResponseCache


class App:
    """A WSGI application that counts its calls and answers as told."""

    def __init__(self, body: bytes = b"x" * 2000, status: str = "200 OK", **headers: str) -> None:
        """Answer always the same."""
        self.calls = 0
        self.number = 1
        self.status = status
        self.body = body
        self.headers = {"Content-Type": "text/csv; charset=utf-8", "ETag": '"abc"', **headers}

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        """Answer one request."""
        self.calls += 1
        told = {
            **self.headers,
            "X-Maillage-Snapshot": str(self.number),
            "Content-Length": str(len(self.body)),
        }
        if environ.get("HTTP_IF_NONE_MATCH") == self.headers["ETag"]:
            start_response("304 NOT MODIFIED", [("ETag", self.headers["ETag"])])  # type: ignore[operator]
            return []
        start_response(self.status, list(told.items()))  # type: ignore[operator]
        return [self.body[:10], self.body[10:]]


class Answer:
    """What a client receives."""

    def __init__(
        self, app: object, path: str = "/sparql", method: str = "GET", body: bytes = b"", **environ: str
    ) -> None:
        """Send a request."""
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            **environ,
        }
        self.body = b"".join(app(asked, self._start))  # type: ignore[operator]

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        del exc_info
        self.status = status
        self.headers = {key.lower(): value for key, value in headers}


def _hot(app: App, budget_bytes: int = 1 << 20) -> ResponseCache:
    return ResponseCache(app, lambda: app.number, budget_bytes=budget_bytes)


FORM = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}


def test_the_second_answer_comes_from_memory_and_is_the_same() -> None:
    """The application is asked once."""
    app = App()
    hot = _hot(app)
    first, second = Answer(hot), Answer(hot)
    assert app.calls == 1
    assert (first.status, first.headers, first.body) == (second.status, second.headers, second.body)


@pytest.mark.parametrize(
    "other",
    [
        {"QUERY_STRING": "lang=en"},
        {"HTTP_ACCEPT": "text/turtle"},
        {"HTTP_ACCEPT_LANGUAGE": "en"},
        {"HTTP_ACCEPT_PROFILE": "<https://schema.org/>"},
        {"HTTP_ACCEPT_DATETIME": "Tue, 01 Dec 2026 10:00:00 GMT"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"method": "HEAD"},
        {"path": "/"},
        {"method": "POST", "body": b"query=ASK", **FORM},
        {"HTTP_AUTHORIZATION": "Bearer x"},
    ],
)
def test_what_may_be_answered_differently_is_asked_anew(other: dict[str, object]) -> None:
    """Method, address, preferences, posted query and rights tell requests apart."""
    app = App()
    hot = _hot(app)
    Answer(hot)
    Answer(hot, **other)  # type: ignore[arg-type]
    assert app.calls == 2


def test_a_posted_query_is_kept_and_still_reaches_the_application() -> None:
    """Its body is put back."""
    app = App()
    hot = _hot(app)
    for _ in range(2):
        Answer(hot, method="POST", body=b"query=ASK", **FORM)
    Answer(hot, method="POST", body=b"query=SELECT", **FORM)
    assert app.calls == 2


def test_another_snapshot_forgets_everything() -> None:
    """No answer outlives the snapshot it is of."""
    app = App()
    hot = _hot(app)
    Answer(hot)
    app.number = 2
    assert Answer(hot).headers["x-maillage-snapshot"] == "2"
    assert app.calls == 2


@pytest.mark.parametrize(
    "app",
    [
        App(status="404 NOT FOUND"),
        App(**{"Cache-Control": "no-store"}),
        App(ETag=""),
        App(body=b"x" * (2 << 20)),
        App(**{"Set-Cookie": "a=b"}),
    ],
)
def test_errors_and_volatile_and_large_answers_are_not_kept(app: App) -> None:
    """Each is asked for every time."""
    hot = _hot(app)
    Answer(hot)
    Answer(hot)
    assert app.calls == 2
    assert hot.size_bytes == 0


@pytest.mark.parametrize("known", ['"abc"', 'W/"abc"', '"x", "abc"', "*"])
def test_a_client_that_knows_the_answer_gets_304(known: str) -> None:
    """Without a body, and without asking the application."""
    app = App()
    hot = _hot(app)
    Answer(hot)
    answer = Answer(hot, HTTP_IF_NONE_MATCH=known)
    assert (answer.status[:3], answer.body, app.calls) == ("304", b"", 1)
    assert "content-length" not in answer.headers


def test_the_least_used_answers_go_first() -> None:
    """The budget holds two answers of this size."""
    app = App()
    hot = _hot(app, budget_bytes=2 * 3024 + 100)
    for path in ("/a", "/b", "/a", "/c", "/a", "/b"):
        Answer(hot, path=path)
    assert app.calls == 4
    assert hot.size_bytes <= 2 * 3024 + 100


def test_updates_pass_by() -> None:
    """What writes is never answered from memory."""
    app = App()
    hot = _hot(app)
    for _ in range(2):
        Answer(hot, method="POST", body=b"update=CLEAR", **FORM)
    assert app.calls == 2


def test_a_client_that_reads_gzip_gets_fewer_bytes_under_another_name() -> None:
    """The packed form has its own ETag, and says what it varies with."""
    answer = Answer(Compression(App(Vary="Accept")), HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(answer.body) == b"x" * 2000
    assert answer.headers["content-length"] == str(len(answer.body))
    assert (answer.headers["etag"], answer.headers["vary"]) == ('"abc-gzip"', "Accept, Accept-Encoding")


def test_the_packed_form_is_recognised_by_its_name() -> None:
    """`If-None-Match` with the packed ETag gives 304 with that ETag."""
    answer = Answer(Compression(App()), HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH='"abc-gzip"')
    assert (answer.status[:3], answer.headers["etag"]) == ("304", '"abc-gzip"')


def test_the_plain_forms_name_is_recognised_where_the_packed_one_is_asked_for() -> None:
    """A client that kept the plain form, and now reads gzip too, is spared the bytes."""
    answer = Answer(Compression(App()), HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH='"abc"')
    assert answer.status[:3] == "304"


@pytest.mark.parametrize("app", [App(body=b"x" * 100), App(**{"Content-Type": "font/woff2"})])
def test_small_and_packed_things_are_sent_as_they_are(app: App) -> None:
    """Packing them would cost more than it saves."""
    assert "content-encoding" not in Answer(Compression(app), HTTP_ACCEPT_ENCODING="gzip").headers


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        (None, False),
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("identity", False),
        ("gzip;q=x", False),
        ("gzip;q=0, *", False),
    ],
)
def test_content_codings_are_negotiated(header: str | None, verdict: bool) -> None:  # noqa: FBT001
    """As RFC 9110 section 12.5.3 says."""
    assert accepts_encoding(header, "gzip") == verdict


class Fake:
    """Stands in for what follows the changes: an answer holds until a snapshot that is named."""

    def __init__(self, until: int) -> None:
        """Say until when."""
        self.until = until
        self.size_bytes = self.number = 0

    def follow(self, number: int, *, is_later: bool) -> int:
        """Know all snapshots, or begin anew."""
        return 0 if is_later else number

    def watch(self, request: object, number: int) -> Fake:
        """Watch an answer."""
        del request, number
        return self

    def holds_at(self, number: int) -> bool:
        """Return whether the answer holds."""
        return number <= self.until


def _watching(app: App, until: int) -> ResponseCache:
    def answer(environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        environ[WATCHED] = "a query"
        return app(environ, start_response)

    return ResponseCache(answer, lambda: app.number, budget_bytes=1 << 20, changes=Fake(until))


def test_what_a_write_leaves_as_it_was_is_given_again() -> None:
    """Its body and ETag are the same, and it is told to be of the new snapshot; conditional requests know it."""
    app = App()
    hot = _watching(app, until=3)
    first = Answer(hot)
    app.number = 3
    again, known = Answer(hot), Answer(hot, HTTP_IF_NONE_MATCH='"abc"')
    assert (again.body, again.headers["etag"], known.status[:3]) == (first.body, '"abc"', "304")
    assert (again.headers["x-maillage-snapshot"], known.headers["x-maillage-snapshot"]) == ("3", "3")
    assert app.calls == 1


def test_what_a_write_touches_is_asked_anew() -> None:
    """Once, then the new answer is given again."""
    app = App()
    hot = _watching(app, until=1)
    Answer(hot)
    app.number = 2
    assert Answer(hot).headers["x-maillage-snapshot"] == "2"
    Answer(hot)
    assert (app.calls, hot.count) == (2, 1)


def test_another_history_forgets_everything() -> None:
    """Where numbers begin anew, the same number names other content."""
    app = App()
    hot = _watching(app, until=9)
    app.number = 5
    Answer(hot)
    app.number = 4
    Answer(hot)
    assert (app.calls, hot.count) == (2, 1)
    app.number = 5
    Answer(hot)
    assert hot.size_bytes <= 2 * (2000 + 1024)
