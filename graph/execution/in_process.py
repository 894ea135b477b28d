"""Answer jobs in this very process, without limits of time or memory: for tests and for the command line.

The same work as a worker's, without the process around it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from graph.errors import QuerySyntaxError
from graph.execution.service_client import direct_endpoints
from graph.settings import Settings
from graph.sparql.order_by import order_by_kind
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone, parse_result
from graph.sparql.spool import Spool
from graph.storage.dataset import CurrentDataset


class InProcessExecutor:
    """Answers in this process."""

    def __init__(self, current: CurrentDataset, settings: Settings) -> None:
        """Answer from the snapshot in force."""
        self._current = current
        self._settings = settings

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Answer a job; who asks is of no consequence.

        Raises: QuerySyntaxError, UpdateRefused, ServiceRefused, ServiceUnclear, ServiceNotListed, ServiceFailed,
                NoFormatFits, EngineFault, ResultLimitExceeded.
        """
        del client, is_gone
        again = replace(job, text=order_by_kind(job.text))  # a sort that fails would end this very process
        with suppress(QuerySyntaxError):
            return self._done(again)
        return self._done(job)

    def _done(self, job: QueryRequest) -> ResultDocument | ResultTable:
        dataset = self._current.get()
        settings = self._settings
        endpoints = direct_endpoints(settings.services, settings.query_result_bytes, settings.query_timeout_s)
        with Spool(settings.query_result_bytes) as spool:
            header = dataset.execute(job, spool, endpoints)
            files = [os.dup(each) for each in spool.files()]
            return parse_result(header, spool.inline(), files, dataset.snapshot.number)
