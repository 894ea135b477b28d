"""The outermost layer: what a request brings is read whole, and no client holds all threads by being slow.

A WSGI layer. In: a request as the server gives it. Out: a request whose body is complete and in memory or in a file,
and an answer. Whoever sends or reads slowly holds one of few places; the next one beyond them is refused at once, and
`webapp.watch` closes the connections that stand still.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, TYPE_CHECKING

from graph.errors import QueryQueueFull
from graph.turns import NoTurn, Turns
from webapp.protocol import REFUSED, ProtocolError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACES = 24  # uploads being received at once; as many answers being sent
_SHARE = 8
_MEMORY_BYTES = 1 << 18
_PIECE_BYTES = 1 << 16
_LARGEST_KNOWN = 1 << 40


class Gate:
    """Lets requests in whole."""

    def __init__(self, app: WSGIApplication, *, max_body_bytes: int) -> None:
        """Stand before an application."""
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._uploads = Turns(places=PLACES, share=_SHARE, queue=0)
        self._downloads = Turns(places=PLACES, share=_SHARE, queue=0)
        self._inside: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("CONTENT_LENGTH", "0") == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._answer(environ, start_response)
        client = environ.get("REMOTE_ADDR", "")
        with tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES) as body:
            length = 0
            try:
                with self._uploads.turn(client, wait_s=0):
                    length = self._receive(environ, body)
            except NoTurn:
                environ[REFUSED] = QueryQueueFull(limit=PLACES)
            except ProtocolError as error:
                environ[REFUSED] = error
                body.truncate(0)
            body.seek(0)
            environ["wsgi.input"] = body
            environ["CONTENT_LENGTH"] = str(length)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            with self._noted(client):
                return self._answer(environ, start_response)

    def has_inside_since(self, client: str, moment: float) -> bool:
        """Tell whether a request of a client, whole since a moment or longer, is still being answered."""
        with self._lock:
            return any(since <= moment for since in self._inside.get(client, {}).values())

    @contextmanager
    def _noted(self, client: str) -> Iterator[None]:
        me = threading.get_ident()
        with self._lock:
            self._inside[client][me] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._inside[client][me]
                if not self._inside[client]:
                    del self._inside[client]

    def _receive(self, environ: WSGIEnvironment, body: IO[bytes]) -> int:
        """Read what was sent, up to one byte more than is taken.

        Raises: ProtocolError when it is less than was announced: half a request is none.
        """
        announced = int(
            environ.get("CONTENT_LENGTH") or _LARGEST_KNOWN
        )  # the server refused what is no number
        if self._max_body_bytes < announced < _LARGEST_KNOWN:
            return announced
        received, wanted = 0, min(announced, self._max_body_bytes + 1)
        while received < wanted and (
            piece := environ["wsgi.input"].read(min(_PIECE_BYTES, wanted - received))
        ):
            body.write(piece)
            received += len(piece)
        if received < announced < _LARGEST_KNOWN:
            raise ProtocolError("body-incomplete", f"{received} / {announced}")
        return received

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        told: list[int] = []

        def note(
            status: str, headers: list[tuple[str, str]], exc_info: object = None
        ) -> Callable[[bytes], object]:
            told[:] = [int(value) for key, value in headers if key == "Content-Length"]
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        body = self._app(environ, note)
        if isinstance(body, list):
            return body
        if told and told[0] <= _MEMORY_BYTES:
            return _whole(body)
        turn = self._downloads.turn(environ.get("REMOTE_ADDR", ""), wait_s=0)
        try:
            turn.__enter__()
        except NoTurn:
            _close(body)
            environ[REFUSED] = QueryQueueFull(limit=PLACES)
            return _whole(self._app(environ, start_response))
        return _Sent(body, turn)


class _Sent:
    """A large answer on its way; its place is free again when it is over, or given up."""

    def __init__(self, body: Iterable[bytes], turn: AbstractContextManager[None]) -> None:
        self._body = body
        self._pieces = iter(body)
        self._turn: AbstractContextManager[None] | None = turn

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        turn, self._turn = self._turn, None
        _close(self._body)
        if turn is not None:
            turn.__exit__(None, None, None)


def _whole(body: Iterable[bytes]) -> list[bytes]:
    try:
        return [b"".join(body)]
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()
