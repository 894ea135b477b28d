"""Admit a bounded number of requests at once, and queue the rest fairly between clients.

Waiting clients are admitted one after the other, whatever the number of requests of each: a client that sends many waits
behind its own requests, not before those of others. Queries, uploads, downloads and expensive searches are admitted here.
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
    """An admission has lasted as long as it may, and no longer one is free now."""


class FairQueue:
    """Admits a bounded number of requests at once; threads share it.

    Args:
        places: Requests admitted at once.
        share: Places that one client may hold at once.
        queue: Requests that may wait, of all clients together.

    Attributes:
        refusals: Number of requests that wanted to wait and were refused.
    """

    def __init__(self, *, places: int, share: int, queue: int) -> None:
        self._free = places
        self._share = share
        self._queue = queue
        self._inside: Counter[str] = Counter()
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()
        self._displaced: set[threading.Event] = set()
        self._lock = threading.Lock()
        self.refusals = 0

    @property
    def inside(self) -> int:
        """The number of admitted requests."""
        with self._lock:
            return sum(self._inside.values())

    @property
    def waiting(self) -> int:
        """The number of waiting requests."""
        with self._lock:
            return self._waiting_count()

    @contextmanager
    def admit(self, client: str, *, wait_s: float) -> Iterator[None]:
        """Hold a place inside a `with` block; see `acquire`."""
        self.acquire(client, wait_s=wait_s)
        try:
            yield
        finally:
            self.release(client)

    def acquire(self, client: str, *, wait_s: float) -> None:
        """Wait for a place, which the caller has to `release`.

        Raises:
            QueueFull: At once when the queue is full or wait_s is 0; after wait_s seconds; or when a client with fewer waiting
                requests needs the place in a full queue.
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
        """Pass a place on to the next client in the queue."""
        with self._lock:
            self._free += 1
            self._inside[client] -= 1
            if not self._inside[client]:
                del self._inside[client]
            if self._waiting:
                self._call()

    def _may_wait(self, client: str) -> bool:
        """Return whether the last request of a client may wait; a full queue drops one of the client with the most waiting."""
        if len(self._waiting[client]) > max(1, self._queue // 2):
            return False
        if self._waiting_count() <= self._queue:
            return True
        busiest = max(self._waiting, key=lambda each: len(self._waiting[each]))
        if len(self._waiting[busiest]) <= len(self._waiting[client]):
            return False
        last = self._waiting[busiest].pop()
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
        """Admit waiting requests while there are places, one client after the other."""
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
    """A queue, and how long an admission by it may last; `inf` is without limit."""

    queue: FairQueue
    duration_s: float


class Admission:
    """A client's place in the first of several queues, which can be exchanged for one that lasts longer.

    A context manager: entering waits for the place, leaving gives back whichever place is held then.

    Attributes:
        passed: Index of the queue that the place belongs to.
    """

    def __init__(self, levels: Sequence[QueueLevel], client: str, wait_s: float) -> None:
        self._levels = levels
        self._client = client
        self._wait_s = wait_s
        self.passed = 0

    def __enter__(self) -> Self:
        """Wait for a place in the first queue.

        Raises:
            QueueFull: See `FairQueue.acquire`.
        """
        self._levels[self.passed].queue.acquire(self._client, wait_s=self._wait_s)
        return self

    def __exit__(self, *_: object) -> None:
        """Release the place."""
        self._levels[self.passed].queue.release(self._client)

    @property
    def duration_s(self) -> float:
        """How long the admission may last, from its beginning."""
        return self._levels[self.passed].duration_s

    def extend(self) -> None:
        """Exchange the place for one in a later queue, without waiting; the first with a free place is taken.

        Raises:
            AdmissionExpired: No later queue has a free place; the current place is kept.
        """
        for later in range(self.passed + 1, len(self._levels)):
            with suppress(QueueFull):
                self._levels[later].queue.acquire(self._client, wait_s=0)
                self._levels[self.passed].queue.release(self._client)
                self.passed = later
                return
        raise AdmissionExpired
