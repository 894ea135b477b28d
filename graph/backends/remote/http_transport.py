"""Send one HTTP request and read the whole response before a deadline; no redirect is followed.

The standard library bounds each read of a socket, not the whole exchange, so every connection is handed to a `Deadline`.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection, IncompleteRead
from io import BytesIO
from typing import IO, Any, cast
from urllib.error import HTTPError
from urllib.request import (
    HTTPDigestAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from graph.backends.remote.deadline import Deadline
from graph.settings import Settings

_CONNECT_S = 5.0
_PIECE_BYTES = 1 << 16
_MEMORY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """A response of any status; its body is to be read from the beginning."""

    status: int
    headers: HTTPMessage
    body: IO[bytes]
    size_bytes: int
    is_delimited: bool
    is_too_large: bool


def exchange(request: Request, settings: Settings, deadline: Deadline) -> Received:
    """Send a request and read the response.

    Raises:
        OSError: There is no response, or the deadline passed.
        http.client.HTTPException: The response breaks off.
    """
    try:
        response = _opener(settings, deadline).open(request, timeout=max(deadline.remaining_s, 0.001))
    except HTTPError as error:  # a response all the same
        with error:
            if not isinstance(error.fp, HTTPResponse):  # digest, given up after a few tries
                return Received(
                    error.code,
                    cast("HTTPMessage", error.headers),
                    BytesIO(),
                    0,
                    is_delimited=True,
                    is_too_large=False,
                )
            return _received(error.fp, settings.query_result_bytes)
    with response:
        return _received(cast("HTTPResponse", response), settings.query_result_bytes)


def _received(response: HTTPResponse, max_bytes: int) -> Received:
    announced = response.length
    body = tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115  it lives as long as the reply
    try:
        size_bytes = _copy(response, cast("IO[bytes]", body), max_bytes)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    is_too_large = size_bytes > max_bytes
    is_delimited = announced is not None or response.chunked
    return Received(
        response.status, response.headers, cast("IO[bytes]", body), size_bytes, is_delimited, is_too_large
    )


def _copy(response: HTTPResponse, body: IO[bytes], max_bytes: int) -> int:
    """Copy the body, up to one piece more than is allowed.

    Raises:
        IncompleteRead: The body is shorter than announced, which http.client does not check.
    """
    announced, size_bytes = response.length, 0
    while size_bytes <= max_bytes and (piece := response.read1(_PIECE_BYTES)):
        size_bytes += body.write(piece)
    if announced is not None and size_bytes < min(announced, max_bytes + 1):
        raise IncompleteRead(b"", announced - size_bytes)
    return size_bytes


def _opener(settings: Settings, deadline: Deadline) -> OpenerDirector:
    handlers: list[Any] = [_Handler(deadline), _NoRedirect()]
    if settings.sparql_auth == "digest" and settings.sparql_user:
        known = HTTPPasswordMgrWithDefaultRealm()
        for address in (settings.query_url, settings.sparql_update_url, settings.sparql_graph_store_url):
            if address:
                known.add_password(None, address, settings.sparql_user, settings.sparql_password)
        handlers.append(HTTPDigestAuthHandler(known))
    return build_opener(*handlers)


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect, because the credentials would go along."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Return None: the redirect itself is the response."""


class _Handler(HTTPHandler, HTTPSHandler):
    """Opens HTTP and HTTPS connections that a deadline shuts."""

    def __init__(self, deadline: Deadline) -> None:
        super().__init__()
        self._deadline = deadline

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(cast("Any", partial(_Connection, self._deadline)), req)

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(cast("Any", partial(_SecureConnection, self._deadline)), req)


class _Connection(HTTPConnection):
    """A connection that has to be established within a few seconds; from then on only the deadline ends it."""

    def __init__(self, deadline: Deadline, host: str, **more: Any) -> None:
        super().__init__(host, **more)
        self._deadline = deadline

    def connect(self) -> None:
        self.timeout = min(_CONNECT_S, max(self._deadline.remaining_s, 0.001))
        super().connect()
        self.sock.settimeout(None)
        self._deadline.hold(self.sock)


class _SecureConnection(_Connection, HTTPSConnection):
    """The same over TLS."""
