"""A moment by which an exchange is over, whatever the other side does: the connection is shut when it comes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from graph.errors import ClientGone, TimeLimitExceeded
from graph.sparql.query_requests import never_gone

_LOOK_S = 0.5  # between two looks whether somebody waits still


class Deadline:
    """So many seconds from now, for one exchange after another; sooner when nobody waits any more."""

    def __init__(self, limit_s: float, is_gone: Callable[[], bool] = never_gone) -> None:
        """Begin to count."""
        self.limit_s = limit_s
        self._is_gone = is_gone
        self._was_left = False
        self._ends = time.monotonic() + limit_s
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()

    @property
    def remaining_s(self) -> float:
        """Tell how much is left; never negative."""
        return max(0.0, self._ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Tell whether the moment has come."""
        return not self.remaining_s

    def check(self) -> None:
        """Go on only if there is time, and somebody waits.

        Raises: TimeLimitExceeded, ClientGone.
        """
        if self._was_left:
            raise ClientGone
        if self.is_over:
            raise TimeLimitExceeded(limit_s=self.limit_s)

    def hold(self, connection: socket.socket) -> None:
        """Shut this connection when the moment comes."""
        with self._lock:
            self._connection = connection
        if self.is_over:
            self._shut()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Keep an eye on the clock: a wait for one more byte, and another, is bounded as a whole by no socket."""
        over = threading.Event()
        threading.Thread(target=self._watch, args=(over,), daemon=True, name="deadline").start()
        try:
            yield
        finally:
            over.set()
            with self._lock:
                self._connection = None

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(min(_LOOK_S, self.remaining_s)):
            self._was_left = self._is_gone()
            if self.is_over or self._was_left:
                self._shut()
                return

    def _shut(self) -> None:
        with self._lock:
            if self._connection is not None:
                with suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
