"""The outermost layer: what a request brings is read whole, and no client holds all threads by being slow.

A WSGI layer. In: a request as the server gives it. Out: a request whose body is complete and in memory or in a file,
and an answer. Whoever sends or reads slowly holds one of few places; the next one beyond them is refused after a
moment, and `webapp.middleware.idle_connections` closes the connections that stand still. Granian gives a body that broke off as one that
ended: where a length was announced it is held to it; a write must announce one.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from io import BytesIO
from typing import IO, TYPE_CHECKING

from graph.errors import QueryQueueFull
from graph.runtime.fair_queue import FairQueue, QueueFull
from webapp.http.clients import client_of
from webapp.http.requests import PRESENCE, REFUSED, RequestError
from webapp.middleware.client_disconnect import ClientConnection

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACES = 24  # uploads being received at once; as many answers being sent
QUEUE = 48  # that wait a moment for one of these places, honest clients for less than a millisecond
_WAIT_S = 1.0
_SHARE = 8
_MEMORY_BYTES = 1 << 18
_PIECE_BYTES = 1 << 16


class SlowClientGuard:
    """Lets requests in whole."""

    def __init__(self, app: WSGIApplication, *, max_body_bytes: int, max_write_bytes: int) -> None:
        """Stand before an application.

        Args: max_write_bytes: what may be sent by whoever shows a right, which the application examines
        """
        self._app = app
        self._max_write_bytes = max_write_bytes
        self._max_body_bytes = max_body_bytes
        self._uploads = FairQueue(places=PLACES, share=_SHARE, queue=QUEUE)
        self._downloads = FairQueue(places=PLACES, share=_SHARE, queue=QUEUE)
        self._inside: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("CONTENT_LENGTH", "0") == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._answer(environ, start_response)
        client = client_of(environ)
        with _place_for(environ.get("CONTENT_LENGTH", "")) as body:
            try:
                with self._uploads.admit(client.quota_key, wait_s=_WAIT_S):
                    self._receive(environ, body)
            except QueueFull:
                _refuse(environ, QueryQueueFull(limit=PLACES))
            except RequestError as error:
                _refuse(environ, error)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            with self._noted(client.peer) if "HTTP_AUTHORIZATION" in environ else nullcontext():
                return self._answer(environ, start_response)

    @property
    def queues(self) -> dict[str, FairQueue]:
        """Give the two queues, for those who look how long they are."""
        return {"uploads": self._uploads, "downloads": self._downloads}

    def has_inside_since(self, peer: str, moment: float) -> bool:
        """Check whether a write that came from a peer, whole since a moment or longer, is still being answered."""
        with self._lock:
            return any(since <= moment for since in self._inside.get(peer, {}).values())

    @contextmanager
    def _noted(self, peer: str) -> Iterator[None]:
        me = threading.get_ident()
        with self._lock:
            self._inside[peer][me] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._inside[peer][me]
                if not self._inside[peer]:
                    del self._inside[peer]

    def _receive(self, environ: WSGIEnvironment, body: IO[bytes]) -> None:
        """Read what was sent; of what is more than is taken, nothing is given.

        Raises: RequestError when it is less than was announced, or a write of which nobody can tell.
        """
        told = environ.get("CONTENT_LENGTH", "")
        is_write = "HTTP_AUTHORIZATION" in environ
        if is_write and not told:
            # Whoever is still sending when the connection closes may never see the reason: what is short is read.
            _copy(environ["wsgi.input"], BytesIO(), _MEMORY_BYTES)
            raise RequestError("length-missing")
        most = self._max_write_bytes if is_write else self._max_body_bytes
        wanted = min(int(told), most + 1) if told else most + 1  # the server refused what is no number
        length = wanted if wanted > most and told else _copy(environ["wsgi.input"], body, wanted)
        if told and length < wanted:
            raise RequestError("body-incomplete", f"{length} / {told}")
        body.seek(0)
        environ["wsgi.input"] = _TooLarge() if length > most else body
        environ["CONTENT_LENGTH"] = told or str(length)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[PRESENCE] = ClientConnection(environ.get("SERVER_PORT", ""), client_of(environ).peer)
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
        turn = self._downloads.admit(client_of(environ).quota_key, wait_s=_WAIT_S)
        try:
            turn.__enter__()
        except QueueFull:
            _close(body)
            environ[REFUSED] = QueryQueueFull(limit=PLACES)
            return _whole(self._app(environ, start_response))
        return _Sent(body, turn)


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> int:
    """Copy so many bytes, or all there are."""
    copied = 0
    while copied < length and (piece := source.read(min(_PIECE_BYTES, length - copied))):
        copied += target.write(piece)
    return copied


def _refuse(environ: WSGIEnvironment, error: Exception) -> None:
    """Leave it to the application to say so; whatever came of the body is gone."""
    environ[REFUSED] = error
    environ["wsgi.input"] = BytesIO()
    environ["CONTENT_LENGTH"] = "0"


class _TooLarge(BytesIO):
    """A body that is not read; the application may find another fault first."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise RequestError("request-too-large", str(size))


def _place_for(length: str) -> IO[bytes]:
    """Give a place for a body: memory for a small one, else a file once it is large."""
    if length.isdigit() and int(length) <= _MEMORY_BYTES:
        return BytesIO()
    return tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES)


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
