"""Is whoever sent a request still there? A query whose client went away is stopped instead of run to its end.

Granian tells an application neither of which connection a request came nor when that was closed. The kernel knows when
each connection last brought something: those that did when the request arrived are the only ones it can have come by.
It is gone when all of them are; in doubt it is there. Linux alone.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from graph.sparql.query_requests import stays
from webapp.http.requests import PRESENCE
from webapp.middleware.idle_connections import connections

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


_TCP_INFO_BYTES = 56
_ESTABLISHED = 1
_LAST_RECEIVED = struct.Struct("=I")  # milliseconds ago
_LAST_RECEIVED_AT = 52
_LATER_S = 0.05  # the clock of the kernel is coarse
_EARLIER_S = 2.0  # a request may wait that long, on a busy machine, before the application sees it


class ClientConnection:
    """Whether the client of one request is still connected."""

    __slots__ = ("_address", "_candidates", "_port", "_since")

    def __init__(self, port: str, address: str) -> None:
        """Take note of a request that has just been received whole.

        Args: port: the server's
              address: the client's
        """
        self._port = port
        self._address = address
        self._since = time.monotonic()
        self._candidates: frozenset[int] | None = None

    def is_gone(self) -> bool:
        """Tell whether nobody is there to take an answer; looks at every connection, so not for every request."""
        now = self._connected()
        if self._candidates is None:
            elapsed_s = time.monotonic() - self._since
            self._candidates = frozenset(
                inode
                for inode, silent_s in now.items()
                if elapsed_s - _LATER_S <= silent_s <= elapsed_s + _EARLIER_S
            )
        return bool(self._candidates) and self._candidates.isdisjoint(now)

    def _connected(self) -> dict[int, float]:
        """Give the client's open connections, and for how long each has brought nothing."""
        found: dict[int, float] = {}
        for inode, channel in connections(int(self._port)):
            with channel, suppress(OSError):  # it may have ended meanwhile
                if channel.getpeername()[0] != self._address:
                    continue
                told = channel.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
                if told[0] == _ESTABLISHED:
                    found[inode] = _LAST_RECEIVED.unpack_from(told, _LAST_RECEIVED_AT)[0] / 1000
        return found


def departure_of(environ: WSGIEnvironment) -> Callable[[], bool]:
    """Give what tells whether the client went away."""
    presence: ClientConnection | None = environ.get(PRESENCE)
    return presence.is_gone if presence is not None else stays
