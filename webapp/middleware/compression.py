"""Send fewer bytes to whoever reads gzip: a WSGI layer.

In: a request. Out: the application's answer, packed when the client asks for it and it is worth it. The packed form has
an ETag of its own, because it is another sequence of bytes.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from webapp.http.negotiation import accepts_encoding

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
_SMALLEST_BYTES = 1 << 10
_LARGEST_BYTES = 8 << 20  # beyond it, packing would hold the whole answer in memory
_LEVEL = 5
_MARK = '-gzip"'
_PACKABLE = (
    "text/",
    "application/sparql-results",
    "application/ld+json",
    "application/rdf+xml",
    "application/json",
)
_PACKABLE_TOO = (
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/problem+json",
)


class Compress:
    """Packs answers of a middling size."""

    def __init__(self, app: WSGIApplication) -> None:
        """Stand before an application."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if not accepts_encoding(environ.get("HTTP_ACCEPT_ENCODING"), "gzip"):
            return self._app(environ, start_response)
        known = environ.get("HTTP_IF_NONE_MATCH", "")
        if _MARK in known:  # the application knows its answers by their unpacked names
            environ["HTTP_IF_NONE_MATCH"] = known.replace(_MARK, '"')
        told: list[tuple[str, Headers, object]] = []

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            told[:] = [(status, headers, exc_info)]
            return lambda _: None

        body = self._app(environ, note)
        status, headers, exc_info = told[0]
        headers = _varying(headers)
        if status.startswith("304"):
            start_response(status, _renamed(headers), exc_info)  # type: ignore[arg-type]
            return body
        if environ["REQUEST_METHOD"] == "HEAD" or not _is_worth_packing(headers):
            start_response(status, headers, exc_info)  # type: ignore[arg-type]
            return body
        packed = _pack(body)
        headers = [each for each in headers if each[0].lower() != "content-length"]
        headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))]
        start_response(status, _renamed(headers), exc_info)  # type: ignore[arg-type]
        return [packed]


def _is_worth_packing(headers: Headers) -> bool:
    told = {key.lower(): value for key, value in headers}
    length = told.get("content-length", "")
    fits = length.isdigit() and _SMALLEST_BYTES <= int(length) <= _LARGEST_BYTES
    is_text = told.get("content-type", "").startswith((*_PACKABLE, *_PACKABLE_TOO))
    return fits and is_text and "content-encoding" not in told


def _pack(body: Iterable[bytes]) -> bytes:
    try:
        return gzip.compress(b"".join(body), _LEVEL, mtime=0)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()


def _renamed(headers: Headers) -> Headers:
    """Give the packed form its own ETag."""
    return [
        (key, value[:-1] + _MARK if key.lower() == "etag" and value.endswith('"') else value)
        for key, value in headers
    ]


def _varying(headers: Headers) -> Headers:
    vary = ", ".join(value for key, value in headers if key.lower() == "vary")
    kept = [each for each in headers if each[0].lower() != "vary"]
    return [*kept, ("Vary", f"{vary}, Accept-Encoding" if vary else "Accept-Encoding")]
