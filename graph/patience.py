"""Waiting for a worker: how long, and for whom.

In: a worker that has a job. Out: whether its answer has come.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from graph.errors import ClientGone
from graph.job import Job
from graph.zygote_process import Worker

GLANCE_S = 0.1  # most queries are answered before
_BRIEF_S = 0.008  # of the processor; what needs more has less of a hurry
_LONG_TEXT = 1 << 16  # characters; to parse it takes long already
_LOOK_EVERY_S = 0.5


def is_brief(worker: Worker, job: Job) -> bool:
    """Tell whether a query is answered before it used the processor for long; one that only waits for it is brief."""
    if len(job.text) > _LONG_TEXT:
        return False
    used_s = worker.processor_s()
    until = time.monotonic() + GLANCE_S
    while not worker.is_done(_BRIEF_S):
        if worker.processor_s() - used_s >= _BRIEF_S or time.monotonic() >= until:
            return False
    return True


def wait(worker: Worker, within_s: float, is_gone: Callable[[], bool]) -> None:
    """Wait for an answer, as long as somebody else waits for it.

    Raises: TimeoutError, ClientGone.
    """
    if not is_done(worker, time.monotonic() + within_s, is_gone):
        raise TimeoutError


def is_done(worker: Worker, until: float, is_gone: Callable[[], bool]) -> bool:
    """Wait for an answer, and tell whether it came in time.

    Raises: ClientGone.
    """
    while not worker.is_done(min(_LOOK_EVERY_S, until - time.monotonic())):
        if time.monotonic() >= until:
            return False
        if is_gone():
            raise ClientGone
    return True
