"""Evaluate a query request and write its result to a spool.

This is the work of a worker process. A result is complete or it is an error: what was written before an error is discarded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store

from graph.errors import DataDamaged, EngineFault, GraphError, NoFormatFits, ResultLimitExceeded
from graph.rdf.engine import is_damage
from graph.rdf.serialization import WITH_PREFIXES, with_prefixes_used, write_statements
from graph.rdf.terms import Triple
from graph.rdf.xml_output import SOLUTION_FORMATS as FORMATS_FOR_ANY_CHARACTER
from graph.rdf.xml_output import XmlOutput
from graph.sparql.evaluation import QueryGraphs, evaluate
from graph.sparql.federation import FUNCTIONS, ServiceEndpoints, evaluate_services
from graph.sparql.preparation import Preparation
from graph.sparql.query_analysis import read_prefixes
from graph.sparql.query_requests import QueryRequest, error_header
from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS, QueryResult
from graph.sparql.spool import Spool

_TABLE_BYTES = 8 << 20  # what a page can show


@dataclass(frozen=True, slots=True)
class QueryContext:
    """What requests are evaluated with.

    Attributes:
        store: The snapshot.
        base_iri: What relative IRIs of queries are resolved against.
        endpoints: Those that SERVICE may call.
        preparation: Rewrites queries before they are evaluated.
    """

    store: Store
    base_iri: str
    endpoints: ServiceEndpoints
    preparation: Preparation = field(default_factory=Preparation)


def execute_request(context: QueryContext, request: QueryRequest, spool: Spool) -> dict[str, Any]:
    """Evaluate a request, write its result to the spool, and return the header that describes it, or the error."""
    try:
        return _evaluate(context, request, spool)
    except GraphError as error:
        spool.clear()
        return error_header(error)
    except (OSError, RuntimeError, ValueError) as error:  # what the engine raises while it runs
        spool.clear()
        return error_header(DataDamaged() if is_damage(error) else EngineFault(found=str(error)))


def _evaluate(context: QueryContext, request: QueryRequest, spool: Spool) -> dict[str, Any]:
    result = evaluate(
        context.store,
        evaluate_services(request.text, context.base_iri, context.endpoints),
        base_iri=context.base_iri,
        graphs=QueryGraphs(request.default_graphs, request.named_graphs),
        functions=FUNCTIONS if context.endpoints.services else None,
        preparation=context.preparation,
    )
    return write_result(result, request, spool)


def write_result(result: QueryResult, request: QueryRequest, spool: Spool) -> dict[str, Any]:
    """Write a result in the format that was requested: a document into the spool, or a table into the returned header.

    Raises:
        FormatError: The format cannot carry a term.
        NoFormatFits: The client accepts no format for this kind of result.
        ResultLimitExceeded: The result is larger than the spool or a table may be.
    """
    if request.max_rows:
        return _tabulate(result, request.max_rows, min(spool.max_bytes, _TABLE_BYTES))
    media_type = request.triple_format if result.form == "graph" else request.solution_format
    if not media_type:
        raise NoFormatFits(form=result.form)
    output = cast("IO[bytes]", spool)  # the engine asks for `write` and `flush` alone
    if isinstance(result.result, QuerySolutions | QueryBoolean):
        syntax = SOLUTION_FORMATS[media_type]
        if syntax == QueryResultsFormat.XML:
            output = cast("IO[bytes]", XmlOutput(output, "SPARQL XML", FORMATS_FOR_ANY_CHARACTER))
        result.result.serialize(output, format=syntax)
    else:
        rdf_syntax = TRIPLE_FORMATS[media_type]
        triples: Iterable[Triple] = result.result
        namespaces: dict[str, str] = {}
        if rdf_syntax in WITH_PREFIXES:
            triples, namespaces = with_prefixes_used(triples, read_prefixes(request.text))
        write_statements(triples, output, rdf_syntax, namespaces)
    header = {"form": result.form, "media_type": media_type}
    return header | {"size_bytes": spool.size_bytes} if spool.files() else header


def _tabulate(result: QueryResult, max_rows: int, max_bytes: int) -> dict[str, Any]:
    content = result.result
    if isinstance(content, QueryBoolean):
        return _table(result, [], [["true" if content else "false"]], max_rows)
    rows: list[list[str]] = []
    size_bytes = 0
    for row in islice(content, max_rows + 1):
        rows.append(["" if each is None else str(each) for each in row])
        size_bytes += sum(map(len, rows[-1]))
        if size_bytes > max_bytes:
            raise ResultLimitExceeded(limit_bytes=max_bytes)
    if isinstance(content, QuerySolutions):
        return _table(result, [each.value for each in content.variables], rows, max_rows)
    return _table(result, ["subject", "predicate", "object"], rows, max_rows)


def _table(result: QueryResult, columns: list[str], rows: list[list[str]], max_rows: int) -> dict[str, Any]:
    return {"form": result.form, "columns": columns, "rows": rows[:max_rows], "is_cut": len(rows) > max_rows}
