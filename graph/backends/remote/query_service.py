"""Strangers' queries, answered by an engine elsewhere: read strictly, one after another, within time and size.

In: a `QueryRequest` and who asks. Out: a `ResultDocument` or a `ResultTable`, complete, or an error. The seam of `graph.execution.worker_pool`.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from graph.backends.remote.deadline import Deadline
from graph.backends.remote.engine import Engine, letting_go
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
    """Asks the engine on behalf of strangers; threads may share it."""

    def __init__(self, engine: Engine, settings: Settings, names: Namespaces, grammar: SyntaxChecker) -> None:
        """Open the queue."""
        self._engine = engine
        self._settings = settings
        self._names = names
        self._grammar = grammar
        places = settings.query_workers
        self._turns = FairQueue(places=places, share=max(1, places // 2), queue=settings.query_queue)

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Answer a job.

        Args:   client: who asks, so that clients take turns
                is_gone: tells whether nobody waits for the answer any more
        Raises: ClientGone, QueryQueueFull, TimeLimitExceeded, ResultLimitExceeded, RowsCutByEngine; QuerySyntaxError,
                UpdateRefused, ServiceRefused, NoFormatFits, WorkerLost; EngineUnreachable, EngineRefusedUs,
                EngineFailed, EngineFault, EngineUnreadable.
        """
        limit_s = self._settings.query_timeout_s
        try:
            with self._turns.admit(client, wait_s=limit_s), letting_go():
                return self._answer(job, Deadline(limit_s, is_gone))
        except QueueFull as error:
            raise QueryQueueFull(limit=self._settings.query_queue) from error

    @property
    def queues(self) -> dict[str, FairQueue]:
        """Give the queue, for those who look how long it is."""
        return {"queries": self._turns}

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
            except (OSError, RuntimeError, ValueError, SyntaxError) as error:  # of the bytes that came
                raise EngineUnreadable(found=error) from error
            files = [os.dup(each) for each in spool.files()]
            return parse_result(header, spool.inline(), files, 0)

    def _checked(self, job: QueryRequest, deadline: Deadline) -> str:
        """Refuse what is no query, or reaches out; ask for no more rows than a table shows.

        Raises: ServiceRefused, QuerySyntaxError, UpdateRefused, WorkerLost, TimeLimitExceeded.
        """
        self._grammar.check_query(job.text, self._names.document_base, deadline.remaining_s)
        outline = read_query_outline(job.text)
        if outline.form not in _FORMS:
            raise UpdateRefused
        if job.max_rows and outline.form == "select" and outline.is_open:
            return f"{job.text}\nLIMIT {job.max_rows + 1}"
        return job.text
