"""Log the text of queries that take long, as JSON lines in `logs/slow-queries.jsonl` of the data directory.

An operator looks there for what to optimize. The text of a query may contain personal data: only the owner of the file may
read it, nothing of it goes to the log on stderr, and the file is rotated at 1 MiB.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from graph.backends.protocols import QueryService
from graph.errors import GraphError
from graph.runtime.log_setup import request_id
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone

FILE = Path("logs") / "slow-queries.jsonl"
MAX_CHARACTERS = 4096
_MAX_BYTES, _OLDER_FILES = 1 << 20, 4


class SlowQueries:
    """A query service that logs the slow queries of another one, whether they succeed or fail."""

    def __init__(self, answering: QueryService, folder: Path, *, threshold_s: float) -> None:
        """Open the log file.

        Args:
            folder: The data directory.
        """
        self._answering = answering
        self._threshold_s = threshold_s
        path = folder / FILE
        path.parent.mkdir(mode=0o700, exist_ok=True)
        self._handler = _PrivateFileHandler(
            path, maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8"
        )
        reserved = [*RESERVED_ATTRS, "message"]  # a line has fields and no message
        self._handler.setFormatter(
            JsonFormatter(
                "%(request_id)s", timestamp="time", reserved_attrs=reserved, json_ensure_ascii=False
            )
        )

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Evaluate a query, as `QueryService` says."""
        started = time.monotonic()
        ending = "unforeseen"
        try:
            result = self._answering.answer(job, client, is_gone)
            ending = "answered"
        except GraphError as error:
            ending = error.code
            raise
        finally:
            took_s = time.monotonic() - started
            if took_s >= self._threshold_s:
                self._note(job, took_s, ending)
        return result

    def close(self) -> None:
        """Close the file."""
        self._handler.close()

    def _note(self, job: QueryRequest, took_s: float, ending: str) -> None:
        fields = {
            "request_id": request_id.get(),
            "seconds": round(took_s, 3),
            "ending": ending,
            "query": job.text[:MAX_CHARACTERS],
            "query_characters": len(job.text),
            "is_cut": len(job.text) > MAX_CHARACTERS,
        }
        if job.default_graphs or job.named_graphs:
            fields |= {"default_graphs": job.default_graphs, "named_graphs": job.named_graphs}
        record = logging.LogRecord("maillage.slow", logging.INFO, "", 0, fields, None, None)
        self._handler.handle(record)


class _PrivateFileHandler(RotatingFileHandler):
    """A rotating file that only its owner may read."""

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  as the base class has it
        return open(
            self.baseFilename,
            self.mode,
            encoding=self.encoding,
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )
