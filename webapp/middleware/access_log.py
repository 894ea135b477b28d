"""Log one line for each request, when the operator asks for it (`MAILLAGE_LOG`).

A line says which route was requested and how it ended. Client and path stand in it only where the operator wants so
(`MAILLAGE_LOG_CLIENTS`), because both may tell who reads what; a word of a query never does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from graph.runtime.log_setup import REQUESTS
from webapp.http.clients import client_of
from webapp.http.requests import Headers
from webapp.middleware.request_metrics import HEADER, name_request
from webapp.middleware.route_names import ROUTE, outcome_of, route_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"))
_LINE = "%(method)s %(route)s %(status)s %(outcome)s %(ms)s ms %(bytes)s bytes"
_LINE_OF_CLIENT = f"%(client)s %(path)s {_LINE}"
_log = logging.getLogger(REQUESTS)


class AccessLog:
    """Writes a line for each request, once its response is there to be sent."""

    def __init__(self, app: WSGIApplication, *, prefix: str = "", names_clients: bool = False) -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            prefix: The path under which it lives, "" or `/some/path`.
            names_clients: Whether lines have the client's address and the path.
        """
        self._app = app
        self._names_clients = names_clients
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        named = name_request(environ)
        answered: tuple[int, Headers] = (500, [])

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            nonlocal answered
            answered = (int(status[:3]), headers)
            is_named = any(key == HEADER for key, _ in headers)
            named_headers = headers if is_named else [*headers, (HEADER, named)]
            return start_response(status, named_headers, exc_info)  # type: ignore[arg-type]

        try:
            return self._app(environ, note)
        finally:
            self._write(environ, *answered, seconds=time.perf_counter() - started)

    def _write(self, environ: WSGIEnvironment, status: int, headers: Headers, *, seconds: float) -> None:
        by_name = {key.lower(): value for key, value in headers}
        method = environ["REQUEST_METHOD"]
        line = {
            "method": method if method in _METHODS else "OTHER",
            "route": environ.get(ROUTE) or route_of(environ.get("PATH_INFO", ""), self._prefix),
            "status": status,
            "outcome": outcome_of(status) if ROUTE in environ else "kept",
            "ms": round(1000 * seconds, 3),
            "bytes": int(by_name.get("content-length", 0)),
            "snapshot": int(by_name["x-maillage-snapshot"]) if "x-maillage-snapshot" in by_name else None,
        }
        if self._names_clients:
            line |= {"client": client_of(environ).address, "path": environ.get("PATH_INFO", "")}
        _log.info(_LINE_OF_CLIENT if self._names_clients else _LINE, line, extra=line)
