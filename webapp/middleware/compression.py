"""Compress responses for clients that accept gzip.

The compressed form is another representation, with an ETag of its own. Small responses are not worth it, and large ones
would have to be held in memory.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from webapp.http.negotiation import accepts_encoding
from webapp.http.requests import Headers, join_body

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SMALLEST_BYTES = 1 << 10
_LARGEST_BYTES = 8 << 20  # beyond it, packing would hold the whole answer in memory
_LEVEL = 5
_ETAG_SUFFIX = '-gzip"'
_COMPRESSIBLE = (
    "text/",
    "application/sparql-results",
    "application/ld+json",
    "application/rdf+xml",
    "application/json",
)
_COMPRESSIBLE_TOO = (
    "application/n-triples",
    "application/n-quads",
    "application/trig",
    "application/problem+json",
)


class Compression:
    """Compresses responses of a middling size."""

    def __init__(self, app: WSGIApplication) -> None:
        """Wrap an application."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        if not accepted or not accepts_encoding(accepted, "gzip"):
            return self._app(environ, start_response)
        if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        if _ETAG_SUFFIX in if_none_match:  # the application knows its answers by their unpacked names
            environ["HTTP_IF_NONE_MATCH"] = if_none_match.replace(_ETAG_SUFFIX, '"')
        started: list[tuple[str, Headers, object]] = []

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            started[:] = [(status, headers, exc_info)]
            return lambda _: None

        body = self._app(environ, note)
        status, headers, exc_info = started[0]
        headers = _varying(headers)
        if status.startswith("304"):
            start_response(status, _with_own_etag(headers), exc_info)  # type: ignore[arg-type]
            return body
        if environ["REQUEST_METHOD"] == "HEAD" or not _is_compressible(headers):
            start_response(status, headers, exc_info)  # type: ignore[arg-type]
            return body
        compressed = gzip.compress(join_body(body), _LEVEL, mtime=0)
        headers = [each for each in headers if each[0].lower() != "content-length"]
        headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(compressed)))]
        start_response(status, _with_own_etag(headers), exc_info)  # type: ignore[arg-type]
        return [compressed]


def _is_compressible(headers: Headers) -> bool:
    by_name = {key.lower(): value for key, value in headers}
    length = by_name.get("content-length", "")
    fits = length.isdigit() and _SMALLEST_BYTES <= int(length) <= _LARGEST_BYTES
    is_text = by_name.get("content-type", "").startswith((*_COMPRESSIBLE, *_COMPRESSIBLE_TOO))
    is_left_alone = "no-transform" in by_name.get("cache-control", "") or "content-range" in by_name
    return fits and is_text and "content-encoding" not in by_name and not is_left_alone


def _with_own_etag(headers: Headers) -> Headers:
    """Replace the ETag by that of the compressed form."""
    return [
        (key, value[:-1] + _ETAG_SUFFIX if key.lower() == "etag" and value.endswith('"') else value)
        for key, value in headers
    ]


def _varying(headers: Headers) -> Headers:
    vary = ", ".join(value for key, value in headers if key.lower() == "vary")
    kept = [each for each in headers if each[0].lower() != "vary"]
    return [*kept, ("Vary", f"{vary}, Accept-Encoding" if vary else "Accept-Encoding")]
