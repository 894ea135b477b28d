"""Count and log the strangers' queries that were stopped, by what stopped them.

In: whoever answers queries. Out: the same answers. Knows nothing of how a query is stopped, but by which error it shows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from graph.backends.protocols import QueryService
from graph.errors import (
    ClientGone,
    GraphError,
    MemoryLimitExceeded,
    OrderUnclear,
    QueryQueueFull,
    ResultLimitExceeded,
    TimeLimitExceeded,
    WorkerLost,
)
from graph.runtime.counters import SharedCounter
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone

CAUSES: dict[type[GraphError], str] = {
    TimeLimitExceeded: "deadline",
    MemoryLimitExceeded: "memory",
    ResultLimitExceeded: "result size",
    WorkerLost: "crash",
    OrderUnclear: "order",
    QueryQueueFull: "queue full",
    ClientGone: "client gone",
}
_log = logging.getLogger(__name__)


class StoppedQueries:
    """Stands before whoever answers queries."""

    def __init__(self, answering: QueryService) -> None:
        """Begin at nothing."""
        self._answering = answering
        self.by_cause: SharedCounter[str] = SharedCounter(CAUSES.values())

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Answer a job.

        Raises: what whoever answers raises.
        """
        started = time.monotonic()
        try:
            return self._answering.answer(job, client, is_gone)
        except tuple(CAUSES) as error:
            cause = CAUSES[type(error)]
            self.by_cause.add(cause)
            told = {"cause": cause, "seconds": round(time.monotonic() - started, 3)}
            _log.warning("query stopped after %(seconds)s s: %(cause)s", told, extra=told)
            raise
