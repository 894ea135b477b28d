"""One line a request in the log, when the operator asks for it.

A WSGI layer, around all others. In: a request. Out: its answer, and a line that tells how it was answered: not who
asked, nor the address asked for, nor a word of a query.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from graph.runtime.log_setup import REQUESTS
from webapp.middleware.request_metrics import HEADER, Headers, name_request
from webapp.middleware.route_names import ROUTE, outcome_of, route_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"))
_LINE = "%(method)s %(route)s %(status)s %(outcome)s %(ms)s ms %(bytes)s bytes"
_log = logging.getLogger(REQUESTS)


class RequestLog:
    """Writes a line for each request, once its answer is there to be sent."""

    def __init__(self, app: WSGIApplication, *, prefix: str = "") -> None:
        """Stand before an application.

        Args: prefix: the path under which it lives, "" or `/some/path`
        """
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        named = name_request(environ)
        told: tuple[int, Headers] = (500, [])

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            nonlocal told
            told = (int(status[:3]), headers)
            is_named = any(key == HEADER for key, _ in headers)
            answered = headers if is_named else [*headers, (HEADER, named)]
            return start_response(status, answered, exc_info)  # type: ignore[arg-type]

        try:
            return self._app(environ, note)
        finally:
            self._write(environ, *told, seconds=time.perf_counter() - started)

    def _write(self, environ: WSGIEnvironment, status: int, headers: Headers, *, seconds: float) -> None:
        told = {key.lower(): value for key, value in headers}
        method = environ["REQUEST_METHOD"]
        line = {
            "method": method if method in _METHODS else "OTHER",
            "route": environ.get(ROUTE) or route_of(environ.get("PATH_INFO", ""), self._prefix),
            "status": status,
            "outcome": outcome_of(status) if ROUTE in environ else "kept",
            "ms": round(1000 * seconds, 3),
            "bytes": int(told.get("content-length", 0)),
            "snapshot": int(told["x-maillage-snapshot"]) if "x-maillage-snapshot" in told else None,
        }
        _log.info(_LINE, line, extra=line)
