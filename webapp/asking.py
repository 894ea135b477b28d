"""Have a query answered for a page, for whoever is asking, within the limits of strangers' queries."""

from __future__ import annotations

from flask import request

from graph.job import Job, Table
from webapp.direct import departure_of
from webapp.frame import answering


def ask_table(job: Job) -> Table:
    """Answer a query as a table.

    Args:   job: asks for a table
    Raises: those of `Answering.answer`.
    """
    answer = answering().answer(job, request.remote_addr or "", departure_of(request.environ))
    assert isinstance(answer, Table), "a page asks for a table"
    return answer
