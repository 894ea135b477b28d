"""Hold one response whole, with the snapshot that it is known to be of.

What tells that a response holds at a later snapshot too is given from outside (`Changes`): this layer knows nothing of queries.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from webapp.http.requests import Headers

SNAPSHOT_HEADER = "x-maillage-snapshot"
_OVERHEAD_BYTES = 1024  # headers, key, bookkeeping

lower = lru_cache(maxsize=256)(str.lower)  # the names of our own headers, which are few


class Watched(Protocol):
    """Decides how long a response holds."""

    number: int
    size_bytes: int

    def holds_at(self, number: int) -> bool:
        """Return whether the response is known to be the same at a later snapshot."""
        ...


class Changes(Protocol):
    """Knows what changes from snapshot to snapshot."""

    def follow(self, number: int, *, is_later: bool) -> int:
        """Learn what changed up to a snapshot, and return the oldest one whose responses may still hold.

        One that is not later than the last one has another history.
        """
        ...

    def watch(self, request: Any, number: int) -> Watched:
        """Return what tells as long as a snapshot's response to what `WATCHED` names holds."""
        ...


class CachedResponse(NamedTuple):
    """One response, whole, and the snapshot that it is known to be of."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    last_modified: datetime | None
    route: str
    number: int
    watched: Watched | None = None

    @property
    def size_bytes(self) -> int:
        """Estimate the memory that it takes."""
        return len(self.body) + _OVERHEAD_BYTES + (self.watched.size_bytes if self.watched else 0)

    def at(self, number: int) -> CachedResponse:
        """Return the response as a later snapshot's: it has the same bytes, so the same ETag and date."""
        told = [
            (name, str(number) if lower(name) == SNAPSHOT_HEADER else value) for name, value in self.headers
        ]
        return self._replace(headers=told, number=number)


def holds_at(cached: CachedResponse, number: int) -> bool:
    """Return whether a response of an earlier snapshot is known to be that of a later one."""
    return cached.number < number and cached.watched is not None and cached.watched.holds_at(number)


def may_hold(cached: CachedResponse, number: int, oldest: int) -> bool:
    """Return whether a response may be that of a snapshot; `oldest` is the first whose responses may."""
    return cached.number == number or (cached.watched is not None and cached.number >= oldest)
