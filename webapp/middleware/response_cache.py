"""Cache complete responses in memory, so that repeated requests are answered before Flask sees them.

Every cached response belongs to one snapshot; the next snapshot empties the cache. Only responses with an ETag that
depend on nothing but the snapshot and the request's own headers are kept; nothing that a token was sent for.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from webapp.http.conditional_requests import is_conditional, is_known
from webapp.http.requests import Headers, body_of, join_body
from webapp.middleware.route_names import OTHER, ROUTE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_MAX_POSTED_BYTES = 64 << 10
_MAX_RESPONSE_BYTES = 1 << 20
_OVERHEAD_BYTES = 1024  # headers, key, bookkeeping
_PER_REQUEST_HEADERS = frozenset(("X-Request-Id",))
_BODY_HEADERS = (
    "content-length",
    "content-type",
    "content-language",
    "content-encoding",
    "content-disposition",
)


class CachedResponse(NamedTuple):
    """One response, whole."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    last_modified: datetime | None
    route: str

    @property
    def size_bytes(self) -> int:
        """Estimate the memory that it takes."""
        return len(self.body) + _OVERHEAD_BYTES


class ResponseCache:
    """Keeps complete responses up to a number of bytes; the least recently used go first."""

    def __init__(
        self, app: WSGIApplication, snapshot_number: Callable[[], int], *, budget_bytes: int
    ) -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            snapshot_number: Returns the current snapshot's number. It is called for every request, so it must be cheap.
            budget_bytes: How much to keep.
        """
        self._app = app
        self._snapshot_number = snapshot_number
        self._budget_bytes = budget_bytes
        self._number = -1
        self._size_bytes = 0
        self._responses: OrderedDict[tuple[str, ...], CachedResponse] = OrderedDict()
        self._lock = threading.Lock()
        self.hits: Counter[str] = Counter()  # by route
        self.unchanged: Counter[str] = Counter()  # those of them that the client had already
        self.misses = 0
        self.evictions = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        number = self._snapshot_number()
        key = _key(environ, number)
        if key is None:
            return self._app(environ, start_response)
        cached = self._find(key, number)
        if cached is not None:
            return self._respond(cached, environ, start_response)
        return self._fetch(key, number, environ, start_response)

    @property
    def size_bytes(self) -> int:
        """Return how much is kept."""
        return self._size_bytes

    @property
    def count(self) -> int:
        """Return how many responses are kept."""
        return len(self._responses)

    def _find(self, key: tuple[str, ...], number: int) -> CachedResponse | None:
        with self._lock:
            if number != self._number:
                self._responses.clear()
                self._size_bytes = 0
                self._number = number
            cached = self._responses.get(key)
            if cached is None:
                self.misses += 1
                return None
            self._responses.move_to_end(key)
            self.hits[cached.route] += 1
            return cached

    def _fetch(
        self, key: tuple[str, ...], number: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        started: list[tuple[str, Headers]] = []

        def note_start(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            started[:] = [(status, headers)]
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        body = self._app(environ, note_start)
        if not started:
            return body
        status, headers = started[0]
        by_name = {_lower(name): value for name, value in headers}
        if not _is_cacheable(status, by_name, number):
            return body
        whole = join_body(body)
        modified = by_name.get("last-modified")
        last_modified = _moment(modified) if modified else None
        lasting = [each for each in headers if each[0] not in _PER_REQUEST_HEADERS]
        route = environ.get(ROUTE, OTHER)
        self._store(
            key, number, CachedResponse(status, lasting, whole, by_name["etag"], last_modified, route)
        )
        return [whole]

    def _store(self, key: tuple[str, ...], number: int, cached: CachedResponse) -> None:
        with self._lock:
            if number != self._number:  # another snapshot came meanwhile
                return
            replaced = self._responses.pop(key, None)
            self._responses[key] = cached
            self._size_bytes += cached.size_bytes - (replaced.size_bytes if replaced else 0)
            while self._size_bytes > self._budget_bytes:
                _, gone = self._responses.popitem(last=False)
                self._size_bytes -= gone.size_bytes
                self.evictions += 1

    def _respond(
        self, cached: CachedResponse, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if is_conditional(environ) and is_known(environ, cached.etag, cached.last_modified):
            with self._lock:
                self.unchanged[cached.route] += 1
            start_response(
                "304 NOT MODIFIED", [each for each in cached.headers if each[0].lower() not in _BODY_HEADERS]
            )
            return []
        start_response(cached.status, list(cached.headers))
        return [cached.body]


_lower = lru_cache(maxsize=256)(str.lower)  # the names of our own headers, which are few


@lru_cache(maxsize=16)
def _moment(text: str) -> datetime:
    """Parse a date of HTTP; cached, because all responses of a snapshot have the same."""
    return parsedate_to_datetime(text)


def _key(environ: WSGIEnvironment, number: int) -> tuple[str, ...] | None:
    """Return all that the response to a request depends on, or None for one whose response is not kept."""
    if number == 0 or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
        return None
    method = environ["REQUEST_METHOD"]
    posted_query = ""
    if method == "POST":
        posted = _posted(environ)
        if posted is None:
            return None
        posted_query = posted
    elif method not in ("GET", "HEAD"):
        return None
    return (
        method,
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        posted_query,
    )


def _posted(environ: WSGIEnvironment) -> str | None:
    """Return a small posted query with its media type; None when it is something else."""
    content_type = environ.get("CONTENT_TYPE", "")
    if not content_type.startswith(("application/x-www-form-urlencoded", "application/sparql-query")):
        return None
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 < length <= _MAX_POSTED_BYTES or not environ.get("PATH_INFO", "").endswith("/sparql"):
        return None
    content = body_of(environ, _MAX_POSTED_BYTES)
    return None if b"update=" in content else f"{content_type}\0{content.decode('latin-1')}"


def _is_cacheable(status: str, headers: dict[str, str], number: int) -> bool:
    """Check whether a response is complete, small, and depends on this snapshot alone."""
    if not status.startswith("200") or not headers.get("etag") or "set-cookie" in headers:
        return False
    length = headers.get("content-length", "")
    is_small = length.isdigit() and int(length) <= _MAX_RESPONSE_BYTES
    is_of_snapshot = headers.get("x-maillage-snapshot") == str(number)
    return is_small and is_of_snapshot and "no-store" not in headers.get("cache-control", "")
