"""Wait for a worker process to finish a query.

Most queries end within a few milliseconds. So a worker is first waited for closely, until it has used 6 ms of processor time or
100 ms have passed. Only then is the query treated as long: it loses its priority, needs an admission for longer queries, and
is waited for in steps of half a second. Between two steps the deadline is checked, and whether the client is still connected.

Nothing here stops a worker: `graph.execution.worker_pool` does, when waiting ends in TimeoutError or ClientGone.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from graph.errors import ClientGone
from graph.execution.worker_handle import SHORT_QUERY_S, WorkerHandle
from graph.sparql.query_requests import QueryRequest

CLOSE_WAIT_S = 0.1
_LONG_TEXT = 1 << 16  # characters; parsing alone takes long
_STEP_S = 0.5


def finishes_quickly(worker: WorkerHandle, request: QueryRequest, record: Callable[[float], None]) -> bool:
    """Wait closely, and return whether the query ended as a short one; waiting for the processor does not make it long.

    Args:
        worker: Has begun the request.
        request: The query.
        record: Is called with the processor time that the worker used meanwhile, in seconds.
    """
    if len(request.text) > _LONG_TEXT:
        return False
    until = time.monotonic() + CLOSE_WAIT_S
    is_done, used_s = False, 0.0
    while not is_done and used_s < SHORT_QUERY_S and time.monotonic() < until:
        is_done = worker.is_done_soon()
        used_s += worker.used_s()
    record(used_s)
    return is_done


def wait_for_result(worker: WorkerHandle, within_s: float, is_gone: Callable[[], bool]) -> None:
    """Wait for the result of a worker.

    Raises:
        TimeoutError: It did not come in time.
        ClientGone: The client has disconnected.
    """
    if not finishes_by(worker, time.monotonic() + within_s, is_gone):
        raise TimeoutError


def finishes_by(worker: WorkerHandle, deadline: float, is_gone: Callable[[], bool]) -> bool:
    """Wait for the result of a worker, and return whether it came before a deadline of the monotonic clock.

    Raises:
        ClientGone: The client has disconnected.
    """
    while not worker.is_done(min(_STEP_S, deadline - time.monotonic())):
        if time.monotonic() >= deadline:
            return False
        if is_gone():
            raise ClientGone
    return True
