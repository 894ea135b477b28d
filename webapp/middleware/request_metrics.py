"""Count and time the requests that are not answered from the response cache, and give each an identifier.

This layer stands inside the response cache, which counts its own hits, so that a cached response pays nothing for it.
Counted are routes and statuses: never the client, nor what it asked for.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from random import getrandbits
from typing import TYPE_CHECKING

from graph.runtime.counters import Timings
from graph.runtime.log_setup import request_id
from webapp.http.requests import Headers
from webapp.middleware.route_names import NAME, ROUTE, route_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_log = logging.getLogger("maillage")


class RequestMetrics:
    """Counts requests by route and status."""

    def __init__(self, app: WSGIApplication, *, prefix: str = "") -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            prefix: The path under which it lives, "" or `/some/path`.
        """
        self._app = app
        self._prefix = prefix
        self.requests: Timings[tuple[str, int]] = Timings()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; an error that no layer inside expected is logged with the request's identifier."""
        started = time.perf_counter()
        named = name_request(environ)
        environ[ROUTE] = route = route_of(environ.get("PATH_INFO", ""), self._prefix)
        status_code = 500

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            nonlocal status_code
            status_code = int(status[:3])
            return start_response(status, [*headers, (HEADER, named)], exc_info)  # type: ignore[arg-type]

        try:
            return self._app(environ, note)
        except BaseException:
            status_code = 500
            _log.exception("the application failed")
            raise
        finally:
            self.requests.record((route, status_code), time.perf_counter() - started)


def name_request(environ: WSGIEnvironment) -> str:
    """Return the identifier of a request: the one it came with if that is short and plain, else a new one."""
    known: str = environ.get(NAME, "")
    if not known:
        sent = environ.get("HTTP_X_REQUEST_ID")
        known = sent if sent and _SANE.fullmatch(sent) else f"{getrandbits(64):016x}"
        environ[NAME] = known
    request_id.set(known)
    return known
