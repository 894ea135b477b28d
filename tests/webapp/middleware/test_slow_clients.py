"""Tests of webapp.middleware.slow_clients: requests come in whole, and slow clients hold few places."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from io import BytesIO

import pytest

from graph.errors import QueryQueueFull
from tests.waiting import HANGS_S, wait_until
from webapp.http.requests import REFUSED, RequestError
from webapp.middleware.slow_clients import PLACES, SlowClientGuard

LARGE = 1 << 20


class App:
    """A WSGI application that notes what it is given and answers as told."""

    def __init__(self, answer: Iterable[bytes] = (b"ok",), length: int = 2) -> None:
        """Answer always the same."""
        self.answer, self.length = answer, length
        self.refused: Exception | None = None
        self.refusals: list[Exception] = []
        self.body = b""

    def __call__(self, environ: dict[str, object], start_response: object) -> Iterable[bytes]:
        """Answer one request."""
        self.refused = environ.get(REFUSED)  # type: ignore[assignment]
        self.body = environ["wsgi.input"].read()  # type: ignore[attr-defined]
        if self.refused is not None:
            self.refusals.append(self.refused)
            start_response("503 X", [("Content-Length", "7")])  # type: ignore[operator]
            return iter([b"refused"])
        start_response("200 OK", [("Content-Length", str(self.length))])  # type: ignore[operator]
        return iter(self.answer)


class Stuck(BytesIO):
    """A body whose sender stopped."""

    def __init__(self, until: threading.Event) -> None:
        """Wait for the event."""
        super().__init__(b"")
        self._until = until
        self.is_read = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Give nothing, late."""
        del size
        self.is_read = True
        self._until.wait(HANGS_S)
        return b""


def _ask(
    gate: SlowClientGuard, body: BytesIO | None = None, client: str = "a", **environ: str
) -> Iterable[bytes]:
    asked = {"REQUEST_METHOD": "POST", "REMOTE_ADDR": client, "wsgi.input": body or BytesIO(), **environ}
    return gate(asked, lambda *_: lambda _: None)  # type: ignore[arg-type]


def test_a_body_arrives_whole() -> None:
    """Announced or in chunks, the application reads all of it."""
    app = App()
    content = b"x" * 300_000
    for told in ({"CONTENT_LENGTH": "300000"}, {"HTTP_TRANSFER_ENCODING": "chunked"}):
        _ask(SlowClientGuard(app, max_body_bytes=LARGE, max_write_bytes=2 * LARGE), BytesIO(content), **told)
        assert app.body == content
        assert app.refused is None


def test_half_a_body_is_refused() -> None:
    """The application is told; half an update is never run."""
    app = App()
    assert (
        b"".join(
            _ask(
                SlowClientGuard(app, max_body_bytes=LARGE, max_write_bytes=2 * LARGE),
                BytesIO(b"half"),
                CONTENT_LENGTH="8",
            )
        )
        == b"refused"
    )
    assert isinstance(app.refused, RequestError)
    assert (app.refused.code, app.refused.found, app.body) == ("body-incomplete", "4 / 8", b"")


@pytest.mark.parametrize("told", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": str(5 * LARGE)}])
@pytest.mark.parametrize("waits", [True, False])
def test_what_is_too_large_is_dropped(told: dict[str, str], waits: bool) -> None:  # noqa: FBT001
    """The application sees an error, never a beginning; the sender, who looks up only at the end, is heard out."""
    body = BytesIO(b"x" * 5 * LARGE)
    told = told | ({"HTTP_EXPECT": "100-continue"} if waits else {})
    with pytest.raises(RequestError, match="request-too-large") as refused:
        _ask(SlowClientGuard(App(), max_body_bytes=LARGE, max_write_bytes=2 * LARGE), body, **told)
    assert refused.value.limit == ("write_max_bytes", str(LARGE))
    # Who waits for leave to send sees the answer at once.
    assert body.tell() == (5 * LARGE if not waits else 0 if "CONTENT_LENGTH" in told else LARGE + 1)


@pytest.mark.parametrize("told", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": str(1 << 40)}])
def test_nobody_is_heard_out_for_ever(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Draining ends after so many bytes."""
    for bound in ("_DRAIN_BYTES", "_DRAIN_UNTOLD_BYTES"):
        monkeypatch.setattr(f"webapp.middleware.slow_clients.{bound}", LARGE)
    body = BytesIO(b"x" * 5 * LARGE)
    with pytest.raises(RequestError, match="request-too-large"):
        _ask(SlowClientGuard(App(), max_body_bytes=LARGE, max_write_bytes=2 * LARGE), body, **told)
    assert body.tell() == (0 if "CONTENT_LENGTH" in told else 2 * LARGE + 1)


def test_who_may_write_may_send_more() -> None:
    """Up to another limit, and with a length: a write that broke off is none."""
    app, right = App(), {"HTTP_AUTHORIZATION": "Bearer x"}
    gate = SlowClientGuard(app, max_body_bytes=LARGE, max_write_bytes=2 * LARGE)
    content = b"x" * 2 * LARGE
    _ask(gate, BytesIO(content), CONTENT_LENGTH=str(len(content)), **right)
    assert (app.refused, app.body) == (None, content)
    untold, endless = BytesIO(b"x"), BytesIO(b"x" * (1 << 24))
    for each in (untold, endless):
        _ask(gate, each, HTTP_TRANSFER_ENCODING="chunked", **right)
        assert isinstance(app.refused, RequestError)
        assert (app.refused.code, app.body) == ("length-missing", b"")
    # Its sender, who may still be sending, is heard out before being answered.
    assert (untold.tell(), endless.tell()) == (1, 1 << 24)


def test_uploads_that_stop_hold_few_places() -> None:
    """One client is refused beyond its share; another one is not."""
    app, over = App(), threading.Event()
    gate = SlowClientGuard(app, max_body_bytes=LARGE, max_write_bytes=2 * LARGE)
    bodies = [Stuck(over) for _ in range(PLACES)]
    threads = [
        threading.Thread(target=_ask, args=(gate, each, "slow"), kwargs={"CONTENT_LENGTH": "9"})
        for each in bodies
    ]
    for each in threads:
        each.start()
    wait_until(
        lambda: sum(each.is_read for each in bodies) + len(app.refusals) == PLACES,
        "all have a place, or none",
    )
    _ask(gate, BytesIO(b"ok"), "slow", CONTENT_LENGTH="2")
    assert isinstance(app.refused, QueryQueueFull)
    _ask(gate, BytesIO(b"ok"), "quick", CONTENT_LENGTH="2")
    assert (app.refused, app.body) == (None, b"ok")
    over.set()
    for each in threads:
        each.join()


def test_answers_that_are_not_read_hold_few_places() -> None:
    """Beyond its share a client is refused, until one of its answers is over."""
    app = App([b"x"] * 3, LARGE)
    gate = SlowClientGuard(app, max_body_bytes=LARGE, max_write_bytes=2 * LARGE)
    sent = [_ask(gate) for _ in range(8)]
    assert b"".join(_ask(gate)) == b"refused"
    assert b"".join(sent[0]) == b"xxx"
    sent[0].close()  # type: ignore[attr-defined]
    sent[0].close()  # type: ignore[attr-defined]
    assert app.refused is not None
    assert not isinstance(_ask(gate), list)
    assert app.refused is None


def test_small_answers_hold_no_place() -> None:
    """They are handed over at once, and whatever gave them is closed."""

    def pieces() -> Iterator[bytes]:
        yield b"o"
        yield b"k"

    assert _ask(SlowClientGuard(App(pieces()), max_body_bytes=LARGE, max_write_bytes=2 * LARGE)) == [b"ok"]


def test_a_write_that_takes_long_by_right_is_known() -> None:
    """Whoever closes silent connections can ask."""
    seen = []
    gate = SlowClientGuard(
        lambda *_: seen.append(gate.has_inside_since("a", time.monotonic())) or [],
        max_body_bytes=9,
        max_write_bytes=9,
    )
    _ask(gate, BytesIO(b"x"), CONTENT_LENGTH="1", HTTP_AUTHORIZATION="Bearer x")
    assert seen == [True]
    assert not gate.has_inside_since("a", time.monotonic())
