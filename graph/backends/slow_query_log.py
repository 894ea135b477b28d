"""Keep the text of strangers' queries that take long, in a file of the data directory that stays small.

In: whoever answers, and how long is long. Out: the same answers, and `logs/slow-queries.jsonl`, one JSON line a query.
A text may tell of people: the file is for its owner alone, no line of it goes to stderr.
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
    """Stands before whoever answers queries, and notes those that take long, answered or not."""

    def __init__(self, answering: QueryService, folder: Path, *, threshold_s: float) -> None:
        """Open the file, and its folder in the data directory when there is none."""
        self._answering = answering
        self._threshold_s = threshold_s
        path = folder / FILE
        path.parent.mkdir(mode=0o700, exist_ok=True)
        self._handler = _OwnersFile(path, maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8")
        reserved = [*RESERVED_ATTRS, "message"]  # a line has fields, and no message
        self._handler.setFormatter(
            JsonFormatter(
                "%(request_id)s", timestamp="time", reserved_attrs=reserved, json_ensure_ascii=False
            )
        )

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Answer a job.

        Raises: what whoever answers raises.
        """
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
        told = {
            "request_id": request_id.get(),
            "seconds": round(took_s, 3),
            "ending": ending,
            "query": job.text[:MAX_CHARACTERS],
            "query_characters": len(job.text),
            "is_cut": len(job.text) > MAX_CHARACTERS,
        }
        if job.default_graphs or job.named_graphs:
            told |= {"default_graphs": job.default_graphs, "named_graphs": job.named_graphs}
        record = logging.LogRecord("maillage.slow", logging.INFO, "", 0, told, None, None)
        self._handler.handle(record)


class _OwnersFile(RotatingFileHandler):
    """A file that nobody but its owner reads."""

    def _open(self):  # type: ignore[no-untyped-def]  # noqa: ANN202  as the base class has it
        return open(
            self.baseFilename,
            self.mode,
            encoding=self.encoding,
            opener=lambda path, flags: os.open(path, flags, 0o600),
        )
