"""Find out whether the client of a request is still connected, so that a query that nobody waits for is stopped.

Granian tells an application neither by which connection a request came nor when that was closed. The kernel knows when
each connection last received and last sent something. The request can only have come by a connection that received
something when it arrived and has sent nothing since; the client is gone when none of these is left. In doubt it is
there. Behind a proxy the connections are the proxy's: it closes the one of a client that leaves, and answers others by
those that it keeps open. Linux alone.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from graph.sparql.query_requests import never_gone
from webapp.http.requests import CLIENT_CONNECTION
from webapp.middleware.idle_connections import connections

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


_TCP_INFO_BYTES = 136
_ESTABLISHED = 1
_LAST_SENT_AT = 44
_LAST_SENT_AND_RECEIVED = struct.Struct("=I4xI")  # milliseconds ago
_RECEIVED_BYTES_AT = 128
_COUNT = struct.Struct("=Q")
_LATER_S = 0.05  # a few ticks
# It goes by the ticks that the kernel's own stamps are made of: where a processor is taken away for a while, both stand still.
_CLOCK_MONOTONIC_COARSE = 6
_ANSWERED_S = 0.5  # the answer to an earlier request of the same connection is sent by then
_BEFORE_BODY_S = 0.3  # "100 Continue" may leave that long after the body came


class ClientConnection:
    """Whether the client of one request is still connected."""

    __slots__ = ("_address", "_candidates", "_port", "_since")

    def __init__(self, port: str, address: str) -> None:
        """Record a request that has just been received whole.

        Args:
            port: The server's.
            address: At the other end of the connection: the client's or a proxy's.
        """
        self._port = port
        self._address = address
        self._since = time.clock_gettime(_CLOCK_MONOTONIC_COARSE)
        self._candidates: frozenset[int] | None = None

    def is_gone(self) -> bool:
        """Check whether nobody is there to take an answer; looks at every connection, so not for every request."""
        # Before the look: on a busy machine, that may take a while.
        elapsed_s = time.clock_gettime(_CLOCK_MONOTONIC_COARSE) - self._since
        unanswered = self._unanswered(elapsed_s)
        if self._candidates is None:
            self._candidates = frozenset(
                inode
                for inode, silent_s in unanswered.items()
                if elapsed_s - _LATER_S <= silent_s  # however long it waited before the application saw it
            )
        return bool(self._candidates) and self._candidates.isdisjoint(unanswered)

    def _unanswered(self, elapsed_s: float) -> dict[int, float]:
        """Return the client's open connections that may wait for this answer, with the seconds since they received."""
        found: dict[int, float] = {}
        for inode, channel in connections(int(self._port)):
            with channel, suppress(OSError):  # it may have ended meanwhile
                if channel.getpeername()[0] != self._address:
                    continue
                info = channel.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
                sent_s, received_s = (
                    each / 1000 for each in _LAST_SENT_AND_RECEIVED.unpack_from(info, _LAST_SENT_AT)
                )
                is_answered = sent_s < max(received_s - _BEFORE_BODY_S, elapsed_s - _ANSWERED_S)
                (received_bytes,) = _COUNT.unpack_from(info, _RECEIVED_BYTES_AT)
                if info[0] == _ESTABLISHED and received_bytes and not is_answered:
                    found[inode] = received_s
        return found


def disconnect_check(environ: WSGIEnvironment) -> Callable[[], bool]:
    """Return a function that checks whether the client of a request has disconnected."""
    connection: ClientConnection | None = environ.get(CLIENT_CONNECTION)
    return connection.is_gone if connection is not None else never_gone
