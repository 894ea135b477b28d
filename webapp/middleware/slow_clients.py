"""Read requests whole, and keep slow clients from holding all threads.

Whoever sends or reads slowly holds one of a few places; the next client beyond them is refused after a moment, and
`idle_connections` closes the connections that stand still. Granian passes on a body that broke off as one that ended:
where a length was announced, the body must have it, and a write must announce one.
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
from webapp.http.clients import client_of, peer_of
from webapp.http.limits import UPLOAD_PLACES, body_limit
from webapp.http.requests import CLIENT_CONNECTION, REFUSED, Headers, RequestError, close_body, join_body
from webapp.middleware.client_disconnect import ClientConnection

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PLACES = UPLOAD_PLACES  # uploads being received at once; as many answers being sent
QUEUE = 48  # that wait a moment for one of these places, honest clients for less than a millisecond
_WAIT_S = 1.0
_SHARE = 8
_MEMORY_BYTES = 1 << 18
_PIECE_BYTES = 1 << 16
# Of a body that is too large and says how large, as much as a slow line sends in half a minute; of an endless one, little.
_DRAIN_BYTES, _DRAIN_S = 256 << 20, 30.0
_DRAIN_UNTOLD_BYTES, _DRAIN_UNTOLD_S = 32 << 20, 2.0


class SlowClientGuard:
    """Passes on requests whose body is complete, in memory or in a file."""

    def __init__(self, app: WSGIApplication, *, max_body_bytes: int, max_write_bytes: int) -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            max_body_bytes: What anybody may send.
            max_write_bytes: What a client with credentials may send; the application checks them.
        """
        self._app = app
        self._max_write_bytes = max_write_bytes
        self._max_body_bytes = max_body_bytes
        self._uploads = FairQueue(places=PLACES, share=_SHARE, queue=QUEUE)
        self._downloads = FairQueue(places=PLACES, share=_SHARE, queue=QUEUE)
        self._writes_since: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("CONTENT_LENGTH", "0") == "0" and "HTTP_TRANSFER_ENCODING" not in environ:
            return self._answer(environ, start_response)
        with _buffer_for(environ.get("CONTENT_LENGTH", "")) as body:
            try:
                with self._uploads.admit(client_of(environ).quota_key, wait_s=_WAIT_S):
                    self._receive(environ, body)
            except QueueFull:
                _refuse(environ, QueryQueueFull(limit=PLACES, limit_name="request_places"))
            except RequestError as error:
                _refuse(environ, error)
            environ.pop("HTTP_TRANSFER_ENCODING", None)
            with self._writing(peer_of(environ)) if "HTTP_AUTHORIZATION" in environ else nullcontext():
                return self._answer(environ, start_response)

    @property
    def queues(self) -> dict[str, FairQueue]:
        """Return the two queues by name, for metrics."""
        return {"uploads": self._uploads, "downloads": self._downloads}

    def has_inside_since(self, peer: str, moment: float) -> bool:
        """Check whether a write that came from a peer, whole since a moment or longer, is still being answered."""
        with self._lock:
            return any(since <= moment for since in self._writes_since.get(peer, {}).values())

    @contextmanager
    def _writing(self, peer: str) -> Iterator[None]:
        me = threading.get_ident()
        with self._lock:
            self._writes_since[peer][me] = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                del self._writes_since[peer][me]
                if not self._writes_since[peer]:
                    del self._writes_since[peer]

    def _receive(self, environ: WSGIEnvironment, body: IO[bytes]) -> None:
        """Read the body; one that is larger than allowed is read and dropped.

        Raises:
            RequestError: It is shorter than announced, or a write that announces no length.
        """
        announced = environ.get("CONTENT_LENGTH", "")
        is_write = "HTTP_AUTHORIZATION" in environ
        if is_write and not announced:
            _drain(environ)
            raise RequestError("length-missing")
        max_bytes = self._max_write_bytes if is_write else self._max_body_bytes
        # The server has refused a length that is no number.
        wanted = min(int(announced), max_bytes + 1) if announced else max_bytes + 1
        length = wanted if wanted > max_bytes and announced else _copy(environ["wsgi.input"], body, wanted)
        if announced and length < wanted:
            raise RequestError("body-incomplete", f"{length} / {announced}")
        if length > max_bytes:
            _drain(environ)
        body.seek(0)
        environ["wsgi.input"] = _TooLarge(announced or str(length), max_bytes) if length > max_bytes else body
        environ["CONTENT_LENGTH"] = announced or str(length)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[CLIENT_CONNECTION] = ClientConnection(environ.get("SERVER_PORT", ""), peer_of(environ))
        started: Headers = []

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            nonlocal started
            started = headers
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        body = self._app(environ, note)
        if isinstance(body, list):
            return body
        announced = [int(value) for key, value in started if key == "Content-Length"]
        if announced and announced[0] <= _MEMORY_BYTES:
            return [join_body(body)]
        admission = self._downloads.admit(client_of(environ).quota_key, wait_s=_WAIT_S)
        try:
            admission.__enter__()
        except QueueFull:
            close_body(body)
            environ[REFUSED] = QueryQueueFull(limit=PLACES, limit_name="request_places")
            return [join_body(self._app(environ, start_response))]
        return _GuardedBody(body, admission)


def _drain(environ: WSGIEnvironment) -> None:
    """Read and drop what a client still sends: most see no answer before they have sent all, and then a closed connection.

    Bounded in bytes and in time; one that announces more than that is not read at all. A client that waits for leave to send (`Expect`) sees the answer at once.
    """
    announced = int(environ.get("CONTENT_LENGTH") or 0)
    if announced > _DRAIN_BYTES or environ.get("HTTP_EXPECT", "").lower() == "100-continue":
        return
    left, allowed_s = (_DRAIN_BYTES, _DRAIN_S) if announced else (_DRAIN_UNTOLD_BYTES, _DRAIN_UNTOLD_S)
    until = time.monotonic() + allowed_s
    while left > 0 and time.monotonic() < until and (piece := environ["wsgi.input"].read(_PIECE_BYTES)):
        left -= len(piece)


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> int:
    """Copy so many bytes, or all there are; return how many."""
    copied = 0
    while copied < length and (piece := source.read(min(_PIECE_BYTES, length - copied))):
        copied += target.write(piece)
    return copied


def _refuse(environ: WSGIEnvironment, error: Exception) -> None:
    """Leave the answer to the application; what came of the body is dropped."""
    environ[REFUSED] = error
    environ["wsgi.input"] = BytesIO()
    environ["CONTENT_LENGTH"] = "0"


class _TooLarge(BytesIO):
    """A body that is not read; the application may find another fault first."""

    def __init__(self, announced: str, max_bytes: int) -> None:
        super().__init__()
        self._announced = announced
        self._max_bytes = max_bytes

    def read(self, size: int | None = -1, /) -> bytes:
        del size
        raise RequestError("request-too-large", self._announced, limit=body_limit(self._max_bytes))


def _buffer_for(length: str) -> IO[bytes]:
    """Return a place for a body: memory for a small one, else a file once it is large."""
    if length.isdigit() and int(length) <= _MEMORY_BYTES:
        return BytesIO()
    return tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES)


class _GuardedBody:
    """A large response on its way; its place is free again when it is sent, or given up."""

    def __init__(self, body: Iterable[bytes], admission: AbstractContextManager[None]) -> None:
        self._body = body
        self._pieces = iter(body)
        self._admission: AbstractContextManager[None] | None = admission

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        admission, self._admission = self._admission, None
        close_body(self._body)
        if admission is not None:
            admission.__exit__(None, None, None)
