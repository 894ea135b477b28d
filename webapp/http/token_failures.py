"""Count refused tokens by reason and by the token's name, and slow down clients that go on sending unknown ones.

A client that has sent a few unknown tokens waits before each further one is looked at, longer each time, and one at a time:
guessing stays slow, and whoever shares its address and sends a good token is answered after a moment, not shut out. Few wait
at once, so that they hold few threads. The counts name no client.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graph.runtime.counters import SharedCounter
from webapp.http.requests import RequestError

FREE_COUNT = 5  # mistyped, or a revoked token in a script
MOST_WAIT_S = 2
_FIRST_WAIT_S = 0.1
_FORGOTTEN_S = 900.0
_MOST_CLIENTS = 4096
_MOST_WAITING = 4


@dataclass(slots=True)
class _Record:
    count: int = 0
    last: float = 0.0
    is_waiting: bool = False


class TokenFailures:
    """The refused tokens of one server; threads share it."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, wait: Callable[[float], None] = time.sleep
    ) -> None:
        """Begin with nothing refused.

        Args:
            clock: Seconds that never go back.
            wait: Sleeps for so many seconds.
        """
        self._clock = clock
        self._wait = wait
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._waiting_count = 0
        self._lock = threading.Lock()
        self.refused: SharedCounter[tuple[str, str]] = SharedCounter()  # by reason and token name

    def refuse(self, code: str, found: str = "", token_name: str = "") -> RequestError:
        """Count a refusal, and return it as an error.

        Args:
            code: Of the problem.
            found: As for the error.
            token_name: Of a token that is known.
        """
        self.refused.add((code, token_name))
        return RequestError(code, found)

    @contextmanager
    def attempt(self, client: str) -> Iterator[None]:
        """Wait until a client's token may be looked at; an unknown token, raised within, is counted against the client.

        Raises:
            RequestError: `token-attempts`: an earlier token of this client waits still, or too many others do.
        """
        self._delay(client)
        try:
            yield
        except RequestError as error:
            if error.code == "token-unknown":
                self._note(client)
            raise
        with self._lock:
            self._records.pop(client, None)

    @property
    def slowed_count(self) -> int:
        """Return how many clients are slowed down now."""
        with self._lock:
            now = self._clock()
            return sum(_wait_of(each, now) > 0 for each in self._records.values())

    def _delay(self, client: str) -> None:
        with self._lock:
            record = self._records.get(client, _Record())
            wait_s = _wait_of(record, self._clock())
            if not wait_s:
                return
            if record.is_waiting or self._waiting_count >= _MOST_WAITING:
                raise self.refuse("token-attempts", str(MOST_WAIT_S))
            record.is_waiting = True
            self._waiting_count += 1
        try:
            self._wait(wait_s)
        finally:
            with self._lock:
                record.is_waiting = False
                self._waiting_count -= 1

    def _note(self, client: str) -> None:
        with self._lock:
            now = self._clock()
            record = self._records.pop(client, None)
            if record is None or now - record.last > _FORGOTTEN_S:
                record = _Record()
            record.count += 1
            record.last = now
            self._records[client] = record
            if len(self._records) > _MOST_CLIENTS:
                self._records.popitem(last=False)


def _wait_of(record: _Record, now: float) -> float:
    """Return how many seconds the next token of a client waits."""
    if record.count < FREE_COUNT or now - record.last > _FORGOTTEN_S:
        return 0.0
    return min(float(MOST_WAIT_S), _FIRST_WAIT_S * 2.0 ** min(record.count - FREE_COUNT, 10))
