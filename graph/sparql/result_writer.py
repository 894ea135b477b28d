"""Evaluate a query request and write its result to a spool, within the limits of the request."""

from __future__ import annotations

from itertools import islice
from typing import IO, Any, cast

from pyoxigraph import QueryBoolean, QuerySolutions, Store, serialize

from graph.errors import EngineFault, GraphError, NoFormatFits, ResultLimitExceeded
from graph.rdf.terms import prefixes
from graph.sparql.evaluation import evaluate
from graph.sparql.federation import FUNCTIONS, ServiceEndpoints, evaluate_services
from graph.sparql.query_requests import QueryRequest, error_header
from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS, QueryResult
from graph.sparql.spool import Spool

_TABLE_BYTES = 8 << 20  # what a page can show


def execute_request(
    store: Store, job: QueryRequest, spool: Spool, base_iri: str, endpoints: ServiceEndpoints
) -> dict[str, Any]:
    """Do one job: the result goes to the spool, what is told of it is returned; errors are told, not raised."""
    try:
        return _answer(store, job, spool, base_iri, endpoints)
    except GraphError as error:
        spool.clear()
        return error_header(error)
    except (OSError, RuntimeError, ValueError) as error:  # what the engine raises while it runs
        spool.clear()
        return error_header(EngineFault(found=str(error)))


def _answer(
    store: Store, job: QueryRequest, spool: Spool, base_iri: str, endpoints: ServiceEndpoints
) -> dict[str, Any]:
    answer = evaluate(
        store,
        evaluate_services(job.text, base_iri, endpoints),
        base_iri=base_iri,
        default_graphs=job.default_graphs,
        named_graphs=job.named_graphs,
        functions=FUNCTIONS if endpoints.services else None,
    )
    return write_result(answer, job, spool)


def write_result(answer: QueryResult, job: QueryRequest, spool: Spool) -> dict[str, Any]:
    """Write an answer as a job wants it: a document into the spool, or a table into what is told of it.

    Raises: NoFormatFits, ResultLimitExceeded.
    """
    if job.max_rows:
        return _tabulate(answer, job.max_rows, min(spool.max_bytes, _TABLE_BYTES))
    media_type = job.triple_format if answer.form == "graph" else job.solution_format
    if not media_type:
        raise NoFormatFits(form=answer.form)
    output = cast("IO[bytes]", spool)  # the engine asks for `write` and `flush` alone
    if isinstance(answer.result, QuerySolutions | QueryBoolean):
        answer.result.serialize(output, format=SOLUTION_FORMATS[media_type])
    else:
        serialize(answer.result, output, TRIPLE_FORMATS[media_type], prefixes=dict(prefixes()))
    return {"form": answer.form, "media_type": media_type, "size_bytes": spool.size_bytes}


def _tabulate(answer: QueryResult, max_rows: int, max_bytes: int) -> dict[str, Any]:
    result = answer.result
    if isinstance(result, QueryBoolean):
        return _table(answer, [], [["true" if result else "false"]], max_rows)
    rows: list[list[str]] = []
    size_bytes = 0
    for row in islice(result, max_rows + 1):
        rows.append(["" if each is None else str(each) for each in row])
        size_bytes += sum(map(len, rows[-1]))
        if size_bytes > max_bytes:
            raise ResultLimitExceeded(limit_bytes=max_bytes)
    if isinstance(result, QuerySolutions):
        return _table(answer, [each.value for each in result.variables], rows, max_rows)
    return _table(answer, ["subject", "predicate", "object"], rows, max_rows)


def _table(answer: QueryResult, columns: list[str], rows: list[list[str]], max_rows: int) -> dict[str, Any]:
    return {"form": answer.form, "columns": columns, "rows": rows[:max_rows], "is_cut": len(rows) > max_rows}
