"""Turns: so many at once, the rest in a bounded queue, one client after another.

Knows nothing of queries. A client that asks for much waits behind itself, not before others.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NamedTuple, Self


class QueueFull(Exception):
    """The queue is full, or the wait was too long."""


class AdmissionExpired(Exception):
    """A turn is over, and there is no place for a longer one now."""


class FairQueue:
    """A gate that lets `places` in at once, of which one client has `share` at most; `queue` may wait in all."""

    def __init__(self, *, places: int, share: int, queue: int) -> None:
        """Open the gate."""
        self._free = places
        self._share = share
        self._queue = queue
        self._inside: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()
        self._displaced: set[threading.Event] = set()
        self._lock = threading.Lock()
        self.refusals = 0  # of those who would have waited

    @property
    def inside(self) -> int:
        """Count those who have a place."""
        with self._lock:
            return sum(self._inside.values())

    @property
    def waiting(self) -> int:
        """Count those who wait."""
        with self._lock:
            return self._waiting_count()

    @contextmanager
    def admit(self, client: str, *, wait_s: float) -> Iterator[None]:
        """Wait for a place, and keep it.

        Raises: QueueFull, as `enter` does.
        """
        self.acquire(client, wait_s=wait_s)
        try:
            yield
        finally:
            self.release(client)

    def acquire(self, client: str, *, wait_s: float) -> None:
        """Wait for a place; whoever has it must `leave`.

        Raises: QueueFull at once when the queue is full or wait_s is 0, after wait_s seconds, or when another client, of whom fewer
                wait, needs the place in a full queue.
        """
        with self._lock:
            if self._free and not self._waiting and self._inside[client] < self._share:
                self._free -= 1
                self._inside[client] += 1
                return
            called = threading.Event()
            self._waiting.setdefault(client, deque()).append(called)
            self._call()
            if not called.is_set() and not (wait_s and self._may_wait(client)):
                self._withdraw(client, called)
                self.refusals += bool(wait_s)
                raise QueueFull
        if not called.wait(wait_s):
            self._give_up(client, called)
        elif called in self._displaced:
            self._displaced.discard(called)
            raise QueueFull

    def release(self, client: str) -> None:
        """Give the place to whoever is next."""
        with self._lock:
            self._free += 1
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]
            if self._waiting:
                self._call()

    def _may_wait(self, client: str) -> bool:
        """Tell whether the last of a client may stay; in a full queue the longest line gives up its last one."""
        if len(self._waiting[client]) > max(1, self._queue // 2):
            return False
        if self._waiting_count() <= self._queue:
            return True
        crowd = max(self._waiting, key=lambda each: len(self._waiting[each]))
        if len(self._waiting[crowd]) <= len(self._waiting[client]):
            return False
        last = self._waiting[crowd].pop()
        self._displaced.add(last)
        self.refusals += 1
        last.set()
        return True

    def _give_up(self, client: str, called: threading.Event) -> None:
        with self._lock:
            if called in self._displaced:
                self._displaced.discard(called)
            elif called.is_set():  # called at the last moment: take the place after all
                return
            else:
                self._withdraw(client, called)
                self.refusals += 1
        raise QueueFull

    def _call(self) -> None:
        """Let in as many as there are places for, each client in turn."""
        while self._free:
            client = next((each for each in self._waiting if self._inside[each] < self._share), None)
            if client is None:
                return
            events = self._waiting.pop(client)
            events.popleft().set()
            if events:
                self._waiting[client] = events  # to the back: another client is called next
            self._free -= 1
            self._inside[client] += 1

    def _withdraw(self, client: str, called: threading.Event) -> None:
        self._waiting[client].remove(called)
        if not self._waiting[client]:
            del self._waiting[client]

    def _waiting_count(self) -> int:
        return sum(map(len, self._waiting.values()))


class QueueLevel(NamedTuple):
    """A queue, and how long a turn in it may last; `inf`: as long as it takes."""

    queue: FairQueue
    duration_s: float


class Admission:
    """A place of one client for a short turn, which may become one for a longer turn, and so on."""

    def __init__(self, stages: Sequence[QueueLevel], client: str, wait_s: float) -> None:
        """Take a turn of the first stage, perhaps one of a later stage afterwards."""
        self._stages = stages
        self._client = client
        self._wait_s = wait_s
        self.passed = 0  # stages

    def __enter__(self) -> Self:
        """Wait for the first turn.

        Raises: QueueFull.
        """
        self._stages[self.passed].queue.acquire(self._client, wait_s=self._wait_s)
        return self

    def __exit__(self, *_: object) -> None:
        """Give back whichever place there is."""
        self._stages[self.passed].queue.release(self._client)

    @property
    def duration_s(self) -> float:
        """Tell how long the turn may last, from its beginning."""
        return self._stages[self.passed].duration_s

    def extend(self) -> None:
        """Move on to the next stage that has a place free.

        Raises: AdmissionExpired when none has.
        """
        for later in range(self.passed + 1, len(self._stages)):
            with suppress(QueueFull):
                self._stages[later].queue.acquire(self._client, wait_s=0)
                self._stages[self.passed].queue.release(self._client)
                self.passed = later
                return
        raise AdmissionExpired
