"""Lookups: queries so plain that no text of theirs can be a burden, answered without a worker.

`SELECT * { <thing> ?p ?o }`, `ASK { <thing> a ?type }`, `DESCRIBE <thing>`: one pattern about one named thing, and
perhaps a LIMIT. The engine gives their rows as it finds them, so the size of the answer bounds the work; past a small
size a worker takes over. A page about a thing asks the same from the same process.
In: a job. Out: a document, or nothing when it takes a worker.
"""

from __future__ import annotations

import re
from typing import NoReturn

from graph.dataset import Dataset
from graph.errors import ResultLimitExceeded
from graph.federation import Abroad
from graph.job import Document, Job, Table, error_of, result_of
from graph.worker import Spool


def _unasked(_: object) -> NoReturn:
    raise AssertionError("a lookup names no service")


_MOST_BYTES = 1 << 16  # what a spool holds in memory
_MOST_TEXT = 2048
_NOBODY = Abroad((), _unasked)
_IRI = r"<[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*>"
_NAME = r"[a-z][\w-]*:[\w-]+"
_VARIABLE = r"\?\w+"
_PATTERN = rf"{_IRI}\s+(?:{_VARIABLE}|{_IRI}|{_NAME}|a)\s+(?:{_VARIABLE}|{_IRI}|{_NAME})\s*\.?\s*"
_LOOKUP = re.compile(
    rf"\s*(?:PREFIX\s+[a-z][\w-]*:\s*{_IRI}\s+)*"
    rf"(?:(?:SELECT\s+(?:\*|{_VARIABLE}(?:\s+{_VARIABLE})*)\s*(?:WHERE\s*)?|ASK\s*(?:WHERE\s*)?)"
    rf"\{{\s*{_PATTERN}\}}\s*(?:LIMIT\s+[0-9]{{1,9}}\s*)?|DESCRIBE\s+{_IRI}\s*)",
    re.IGNORECASE | re.ASCII,
)


def is_lookup(job: Job) -> bool:
    """Tell whether a job asks for what one pattern about one named thing gives, from the merge."""
    if job.default_graphs or job.named_graphs or job.max_rows or len(job.text) > _MOST_TEXT:
        return False
    return _LOOKUP.fullmatch(job.text) is not None


def look_up(dataset: Dataset, job: Job) -> Document | None:
    """Answer a lookup; None when its answer is large.

    Raises: whatever a worker would tell of such a text: QuerySyntaxError, NoFormatFits, EngineFault.
    """
    with Spool(_MOST_BYTES) as spool:
        header = dataset.do(job, spool, _NOBODY)
        if header.get("error") == ResultLimitExceeded.__name__:
            return None
        if "error" in header:
            raise error_of(header)
        found = result_of(header, spool.inline(), [], dataset.snapshot.number)
    assert not isinstance(found, Table), "a lookup asks for a document"
    return found
