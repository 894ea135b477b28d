"""The hot path: answers that were given before, from memory, before Flask sees the request.

A WSGI layer. In: a request. Out: the kept answer, a 304, or whatever the application says, kept for the next one.
Every kept answer belongs to one snapshot; with the next snapshot they are all forgotten.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from webapp.http.conditional_requests import is_conditional, is_known
from webapp.http.requests import body_of
from webapp.middleware.route_names import OTHER, ROUTE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
_KEPT_BODY_BYTES = 64 << 10
_LARGEST_BYTES = 1 << 20
_OVERHEAD_BYTES = 1024  # headers, key, bookkeeping
_OF_ONE_REQUEST = ("x-request-id",)
_OF_AN_ANSWER = (
    "content-length",
    "content-type",
    "content-language",
    "content-encoding",
    "content-disposition",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer, whole."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    last_modified: datetime | None
    route: str

    @property
    def size_bytes(self) -> int:
        """Estimate what keeping it costs."""
        return len(self.body) + _OVERHEAD_BYTES


class ResponseCache:
    """Keeps complete answers, the least used going first, up to a number of bytes."""

    def __init__(
        self, app: WSGIApplication, snapshot_number: Callable[[], int], *, budget_bytes: int
    ) -> None:
        """Stand before an application.

        Args: snapshot_number: tells the number in force; called for every request, so it must be cheap
        """
        self._app = app
        self._snapshot_number = snapshot_number
        self._budget_bytes = budget_bytes
        self._number = -1
        self._size_bytes = 0
        self._kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
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
        kept = self._find(key, number)
        if kept is not None:
            return self._give(kept, environ, start_response)
        return self._ask(key, number, environ, start_response)

    @property
    def size_bytes(self) -> int:
        """Tell how much is kept."""
        return self._size_bytes

    @property
    def count(self) -> int:
        """Count what is kept."""
        return len(self._kept)

    def _find(self, key: tuple[str, ...], number: int) -> Kept | None:
        with self._lock:
            if number != self._number:
                self._kept.clear()
                self._size_bytes = 0
                self._number = number
            kept = self._kept.get(key)
            if kept is None:
                self.misses += 1
                return None
            self._kept.move_to_end(key)
            self.hits[kept.route] += 1
            return kept

    def _ask(
        self, key: tuple[str, ...], number: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        told: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            told[:] = [(status, headers)]
            return start_response(status, headers, exc_info)  # type: ignore[arg-type]

        body = self._app(environ, note)
        if not told:
            return body
        status, headers = told[0]
        by_name = {name.lower(): value for name, value in headers}
        if not _is_worth_keeping(status, by_name, number):
            return body
        try:
            whole = b"".join(body)
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()
        modified = by_name.get("last-modified")
        last_modified = _moment(modified) if modified else None
        lasting = [each for each in headers if each[0].lower() not in _OF_ONE_REQUEST]
        route = environ.get(ROUTE, OTHER)
        self._keep(key, number, Kept(status, lasting, whole, by_name["etag"], last_modified, route))
        return [whole]

    def _keep(self, key: tuple[str, ...], number: int, kept: Kept) -> None:
        with self._lock:
            if number != self._number:  # another snapshot came meanwhile
                return
            replaced = self._kept.pop(key, None)
            self._kept[key] = kept
            self._size_bytes += kept.size_bytes - (replaced.size_bytes if replaced else 0)
            while self._size_bytes > self._budget_bytes:
                _, gone = self._kept.popitem(last=False)
                self._size_bytes -= gone.size_bytes
                self.evictions += 1

    def _give(self, kept: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_conditional(environ) and is_known(environ, kept.etag, kept.last_modified):
            with self._lock:
                self.unchanged[kept.route] += 1
            start_response(
                "304 NOT MODIFIED", [each for each in kept.headers if each[0].lower() not in _OF_AN_ANSWER]
            )
            return []
        start_response(kept.status, list(kept.headers))
        return [kept.body]


@lru_cache(maxsize=16)
def _moment(told: str) -> datetime:
    """Read a date of HTTP; kept, because all answers of a snapshot tell the same."""
    return parsedate_to_datetime(told)


def _key(environ: WSGIEnvironment, number: int) -> tuple[str, ...] | None:
    """Name a request by all that its answer depends on, or give None for one whose answer is not kept."""
    if number == 0 or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
        return None
    method = environ["REQUEST_METHOD"]
    asked = ""
    if method == "POST":
        posted = _posted(environ)
        if posted is None:
            return None
        asked = posted
    elif method not in ("GET", "HEAD"):
        return None
    return (
        method,
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        asked,
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
    if not 0 < length <= _KEPT_BODY_BYTES or not environ.get("PATH_INFO", "").endswith("/sparql"):
        return None
    content = body_of(environ, _KEPT_BODY_BYTES)
    return None if b"update=" in content else f"{content_type}\0{content.decode('latin-1')}"


def _is_worth_keeping(status: str, told: dict[str, str], number: int) -> bool:
    """Tell whether an answer is complete, small, and a matter of this snapshot alone."""
    if not status.startswith("200") or not told.get("etag") or "set-cookie" in told:
        return False
    length = told.get("content-length", "")
    is_small = length.isdigit() and int(length) <= _LARGEST_BYTES
    is_of_snapshot = told.get("x-maillage-snapshot") == str(number)
    return is_small and is_of_snapshot and "no-store" not in told.get("cache-control", "")
