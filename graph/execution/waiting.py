"""Waiting for a worker: how long, and for whom.

In: a worker that has a request. Out: whether its answer has come.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from graph.errors import ClientGone
from graph.execution.fork_server_client import WorkerHandle
from graph.sparql.query_requests import QueryRequest

GLANCE_S = 0.1  # most queries are answered before
_BRIEF_S = 0.006  # of the processor; what needs more has less of a hurry
_LONG_TEXT = 1 << 16  # characters; to parse it takes long already
_LOOK_EVERY_S = 0.5


def is_brief(worker: WorkerHandle, request: QueryRequest, note: Callable[[float], None]) -> bool:
    """Tell whether a query is answered before it used the processor for long; one that only waits for it is brief.

    Args: note: told how long it used the processor until then, in seconds
    """
    if len(request.text) > _LONG_TEXT:
        return False
    before_s = worker.processor_s()
    until = time.monotonic() + GLANCE_S
    is_done, used_s = False, 0.0
    while not is_done and used_s < _BRIEF_S and time.monotonic() < until:
        is_done = worker.is_done(_BRIEF_S)
        used_s = max(0.0, worker.processor_s() - before_s)  # 0 of one that is gone
    note(used_s)
    return is_done


def wait(worker: WorkerHandle, within_s: float, is_gone: Callable[[], bool]) -> None:
    """Wait for an answer, as long as somebody else waits for it.

    Raises: TimeoutError, ClientGone.
    """
    if not is_done(worker, time.monotonic() + within_s, is_gone):
        raise TimeoutError


def is_done(worker: WorkerHandle, until: float, is_gone: Callable[[], bool]) -> bool:
    """Wait for an answer, and tell whether it came in time.

    Raises: ClientGone.
    """
    while not worker.is_done(min(_LOOK_EVERY_S, until - time.monotonic())):
        if time.monotonic() >= until:
            return False
        if is_gone():
            raise ClientGone
    return True
