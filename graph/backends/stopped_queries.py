"""Count and log the queries that were stopped before they had a result, by cause.

The counts are the metric `maillage_queries_stopped` of `/metrics`. The cause is known by the error that the query ended with.
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
    """A query service that counts the stopped queries of another one; `by_cause` has the counts."""

    def __init__(self, answering: QueryService) -> None:
        self._answering = answering
        self.by_cause: SharedCounter[str] = SharedCounter(CAUSES.values())

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Evaluate a query, as `QueryService` says."""
        started = time.monotonic()
        try:
            return self._answering.answer(job, client, is_gone)
        except tuple(CAUSES) as error:
            cause = CAUSES[type(error)]
            self.by_cause.add(cause)
            fields = {"cause": cause, "seconds": round(time.monotonic() - started, 3)}
            _log.warning("query stopped after %(seconds)s s: %(cause)s", fields, extra=fields)
            raise
