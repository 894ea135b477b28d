"""Cache complete responses in memory, so that repeated requests are answered before Flask sees them.

Every cached response belongs to one snapshot. The next one drops it, unless the layer inside named what it is the answer to
(`WATCHED`) and no change touches what that looks at: then it is given again, with its ETag, as long as that is so. Only responses
with an ETag that depend on nothing but the snapshot and the request's own headers are kept; nothing that a token was sent for.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from webapp.http.conditional_requests import is_conditional, is_known
from webapp.http.requests import Headers, join_body
from webapp.middleware.cached_responses import (
    SNAPSHOT_HEADER,
    CachedResponse,
    Changes,
    holds_at,
    lower,
    may_hold,
)
from webapp.middleware.request_keys import key_of
from webapp.middleware.route_names import OTHER, ROUTE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WATCHED = "maillage.watched_request"  # key of the WSGI environment: the query whose answer the response is
_MAX_RESPONSE_BYTES = 1 << 20
_PER_REQUEST_HEADERS = frozenset(("X-Request-Id",))
_BODY_HEADERS = (
    "content-length",
    "content-type",
    "content-language",
    "content-encoding",
    "content-disposition",
)


class ResponseCache:
    """Keeps complete responses up to a number of bytes; the least recently used go first."""

    def __init__(
        self,
        app: WSGIApplication,
        snapshot_number: Callable[[], int],
        *,
        budget_bytes: int,
        changes: Changes | None = None,
    ) -> None:
        """Wrap an application.

        Args:
            app: The layer inside.
            snapshot_number: Returns the current snapshot's number. It is called for every request, so it must be cheap.
            budget_bytes: How much to keep.
            changes: Says which responses hold after a write; without it, none does.
        """
        self._app = app
        self._snapshot_number = snapshot_number
        self._budget_bytes = budget_bytes
        self._changes = changes
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
        key = key_of(environ, number)
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
        if number != self._number:
            self._follow(number)
        with self._lock:
            cached = self._responses.get(key)
            if cached is not None and cached.number == number:
                return self._hit(key, cached)
        holds = cached is not None and holds_at(
            cached, number
        )  # without the lock: a query may have to be read
        with self._lock:
            if cached is None or not holds:
                self.misses += 1
                return None
            return self._hit(key, cached.at(number))

    def _hit(self, key: tuple[str, ...], cached: CachedResponse) -> CachedResponse:
        if key in self._responses:
            self._responses[key] = cached
            self._responses.move_to_end(key)
        self.hits[cached.route] += 1
        return cached

    def _follow(self, number: int) -> None:
        """Take note of another snapshot, and drop what cannot hold there."""
        if number < self._number and self._snapshot_number() >= self._number:
            return  # the request read the number before another one did
        with self._lock:
            if number == self._number:
                return
            is_later, self._number = number > self._number, number
        oldest = number + 1
        if self._changes is not None:
            oldest = self._changes.follow(number, is_later=is_later)
        self._drop(
            [
                each
                for each in list(self._responses.items())
                if not is_later or not may_hold(each[1], number, oldest)
            ]
        )

    def _drop(self, gone: Sequence[tuple[tuple[str, ...], CachedResponse]]) -> None:
        for key, cached in gone:
            with self._lock:  # for each: others need not wait for all
                if self._responses.get(key) is cached:
                    del self._responses[key]
                    self._size_bytes -= cached.size_bytes

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
        by_name = {lower(name): value for name, value in headers}
        if not _is_cacheable(status, by_name, number):
            return body
        whole = join_body(body)
        modified = by_name.get("last-modified")
        last_modified = _moment(modified) if modified else None
        lasting = [each for each in headers if each[0] not in _PER_REQUEST_HEADERS]
        route = environ.get(ROUTE, OTHER)
        watched = environ.get(WATCHED)
        watching = None
        if watched is not None and self._changes is not None:
            watching = self._changes.watch(watched, number)
        etag = by_name["etag"]
        self._store(key, CachedResponse(status, lasting, whole, etag, last_modified, route, number, watching))
        return [whole]

    def _store(self, key: tuple[str, ...], cached: CachedResponse) -> None:
        with self._lock:
            replaced = self._responses.get(key)
            is_late = (
                cached.number != self._number and cached.watched is None
            )  # another snapshot came meanwhile
            if is_late or (replaced is not None and replaced.number > cached.number):
                return
            self._responses[key] = cached
            self._responses.move_to_end(key)
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


@lru_cache(maxsize=16)
def _moment(text: str) -> datetime:
    """Parse a date of HTTP; cached, because all responses of a snapshot have the same."""
    return parsedate_to_datetime(text)


def _is_cacheable(status: str, headers: dict[str, str], number: int) -> bool:
    """Check whether a response is complete, small, and depends on this snapshot alone."""
    if not status.startswith("200") or not headers.get("etag") or "set-cookie" in headers:
        return False
    length = headers.get("content-length", "")
    is_small = length.isdigit() and int(length) <= _MAX_RESPONSE_BYTES
    is_of_snapshot = headers.get(SNAPSHOT_HEADER) == str(number)
    return is_small and is_of_snapshot and "no-store" not in headers.get("cache-control", "")
