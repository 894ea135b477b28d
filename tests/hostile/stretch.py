"""Measure how much longer everything takes at the moment than it would if nothing else were going on.

A limit of the server is kept when a request ends soon after it. How soon it can be seen to end depends on what else this
machine does, so it is compared with something that is known to take a moment: a pause and a trivial request, again and
again, side by side with what is judged.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.hostile.server import Server

LATER = 5  # niceness of the attackers, who share the processors with the server, as strangers would not
_PAUSE_S = 0.5


@dataclass(slots=True)
class Stretch:
    """By how much moments were stretched: 1.0 when each took as long as it should, 2.0 when one took twice that."""

    most: float = 1.0


def step_behind() -> None:
    """Let this thread have the processor after those of the server."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LATER)


@contextmanager
def stretched(server: Server) -> Iterator[Stretch]:
    """Measure for as long as this lasts, as a client of the same priority as the attackers."""
    found, over = Stretch(), threading.Event()

    def measure() -> None:
        step_behind()
        while not over.is_set():
            started = time.monotonic()
            time.sleep(_PAUSE_S)
            server.is_well()
            found.most = max(found.most, (time.monotonic() - started) / _PAUSE_S)

    measuring = threading.Thread(target=measure)
    measuring.start()
    try:
        yield found
    finally:
        over.set()
        measuring.join()
