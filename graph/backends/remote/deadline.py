"""Bound the time of exchanges with a remote engine, whatever the engine does.

A timeout of a socket starts again with every byte, so an engine that sends slowly would never be stopped. A thread watches
the clock, and whether the client is still connected, and shuts the connection.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from graph.errors import ClientGone, TimeLimitExceeded
from graph.sparql.query_requests import never_gone

_CHECK_EVERY_S = 0.5  # whether the client is still connected


class Deadline:
    """The end of the time for all exchanges of one request; it ends at once when the client disconnects.

    limit_s: seconds from the creation; is_gone: returns whether the client has disconnected.
    """

    def __init__(self, limit_s: float, is_gone: Callable[[], bool] = never_gone) -> None:
        self.limit_s = limit_s
        self._is_gone = is_gone
        self._is_abandoned = False
        self._ends = time.monotonic() + limit_s
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def remaining_s(self) -> float:
        """Return the seconds that are left; never negative."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Return whether the time has passed."""
        return not self.remaining_s

    def check(self) -> None:
        """Check that there is time left and that the client is connected.

        Raises:
            TimeLimitExceeded: The time has passed.
            ClientGone: The client has disconnected.
        """
        if self._is_abandoned:
            raise ClientGone
        if self.is_over:
            raise TimeLimitExceeded(limit_s=self.limit_s)

    def hold(self, connection: socket.socket) -> None:
        """Shut a connection when the time has passed."""
        with self._lock:
            self._connection = connection
        if self.is_over:
            self._shut()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch the clock during an exchange, in a thread of its own."""
        over = threading.Event()
        threading.Thread(target=self._watch, args=(over,), daemon=True, name="deadline").start()
        try:
            yield
        finally:
            over.set()
            with self._lock:
                self._connection = None

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(min(_CHECK_EVERY_S, self.remaining_s)):
            self._is_abandoned = self._is_gone()
            if self.is_over or self._is_abandoned:
                self._shut()
                return

    def _shut(self) -> None:
        with self._lock:
            if self._connection is not None:
                with suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
