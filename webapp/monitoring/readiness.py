"""Check whether the server can answer a query now, by one trial at a time, however many ask."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from graph.backends.protocols import QueryService
from graph.errors import GraphError, NotReady
from graph.i18n import BilingualText
from graph.sparql.query_requests import QueryRequest, ResultDocument

WITHIN_S = 2.0
_CLIENT = "readiness"  # a line of its own among those who wait
_WORKER = BilingualText("un processus répond à une requête", "a worker answers a query")


class Readiness:
    """Runs a trivial query."""

    def __init__(self, queries: QueryService, *, within_s: float = WITHIN_S) -> None:
        """Record the query service to try."""
        self._queries = queries
        self._within_s = within_s
        self._thread = ThreadPoolExecutor(1, "readiness")
        self._trial: Future[None] | None = None
        self._lock = threading.Lock()

    def check(self) -> None:
        """Wait for the trial that is under way, or for a new one.

        Raises:
            NotReady: It failed, or took too long.
        """
        with self._lock:
            if self._trial is None or self._trial.done():
                self._trial = self._thread.submit(self._try)
            trial = self._trial
        try:
            trial.result(self._within_s)
        except TimeoutError as error:
            found = BilingualText(
                f"pas de réponse en {self._within_s} s", f"no answer within {self._within_s} s"
            )
            raise NotReady(check=_WORKER, found=found) from error
        except GraphError as error:
            found = BilingualText(error.message("fr"), error.message("en"))
            raise NotReady(check=_WORKER, found=found) from error

    def _try(self) -> None:
        job = QueryRequest("ASK {}", solution_format="application/sparql-results+json")
        answer = self._queries.answer(job, _CLIENT)
        if isinstance(answer, ResultDocument):
            answer.close()
