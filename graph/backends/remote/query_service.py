"""Users' queries, evaluated by a remote engine: the counterpart of `graph.execution.worker_pool`.

Each text is checked by a strict parser before it is sent, clients take turns, and time and size are limited. A result is
complete or there is an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from graph.backends.remote.deadline import Deadline
from graph.backends.remote.engine import Engine, clearing_tracebacks
from graph.backends.remote.syntax_checker import SyntaxChecker
from graph.errors import EngineUnreadable, QueryQueueFull, UpdateRefused
from graph.rdf.namespaces import Namespaces
from graph.runtime.fair_queue import FairQueue, QueueFull
from graph.settings import Settings
from graph.sparql.query_analysis import read_query_outline
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone, parse_result
from graph.sparql.result_writer import write_result
from graph.sparql.spool import Spool

_FORMS = ("select", "ask", "construct", "describe")


class RemoteQueryService:
    """Evaluates users' queries on the remote engine; threads may share it."""

    def __init__(
        self, engine: Engine, settings: Settings, names: Namespaces, syntax_checker: SyntaxChecker
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._names = names
        self._syntax_checker = syntax_checker
        places = settings.query_workers
        self._queue = FairQueue(places=places, share=max(1, places // 2), queue=settings.query_queue)

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Evaluate a query.

        Args:
            client: Who sends the query, so that clients take turns.
            is_gone: Returns whether the client has disconnected.

        Raises:
            QuerySyntaxError, UpdateRefused, ServiceRefused, NoFormatFits: The query is refused.
            ClientGone, QueryQueueFull, TimeLimitExceeded, ResultLimitExceeded, WorkerLost: It was stopped.
            RowsCutByEngine, EngineUnreachable, EngineRefusedUs, EngineFailed, EngineFault, EngineUnreadable: The engine
                does not give a complete result.
        """
        limit_s = self._settings.query_timeout_s
        try:
            with self._queue.admit(client, wait_s=limit_s), clearing_tracebacks():
                return self._answer(job, Deadline(limit_s, is_gone))
        except QueueFull as error:
            raise QueryQueueFull(limit=self._settings.query_queue) from error

    @property
    def queues(self) -> dict[str, FairQueue]:
        """Return the queue by its name, for monitoring."""
        return {"queries": self._queue}

    def _answer(self, job: QueryRequest, deadline: Deadline) -> ResultDocument | ResultTable:
        text = self._checked(job, deadline)
        with (
            Spool(self._settings.query_result_bytes) as spool,
            self._engine.answer(
                f"BASE <{self._names.document_base}>\n{text}",
                deadline,
                default_graphs=job.default_graphs,
                named_graphs=job.named_graphs,
            ) as answer,
        ):
            try:
                header = write_result(answer, job, spool)
            except (
                OSError,
                RuntimeError,
                ValueError,
                SyntaxError,
            ) as error:  # raised by the parsers of the reply
                raise EngineUnreadable(found=error) from error
            files = [os.dup(each) for each in spool.files()]
            return parse_result(header, spool.inline(), files, 0)

    def _checked(self, job: QueryRequest, deadline: Deadline) -> str:
        """Return the text to send: checked, and limited to the rows that a table shows.

        Raises:
            QuerySyntaxError, UpdateRefused, ServiceRefused: It is not a query, or has a SERVICE clause.
            WorkerLost, TimeLimitExceeded: It cannot be checked.
        """
        self._syntax_checker.check_query(job.text, self._names.document_base, deadline.remaining_s)
        outline = read_query_outline(job.text)
        if outline.form not in _FORMS:
            raise UpdateRefused
        if job.max_rows and outline.form == "select" and outline.is_open:
            return f"{job.text}\nLIMIT {job.max_rows + 1}"
        return job.text
