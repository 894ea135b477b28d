"""Checks over named graphs, which SHACL cannot see: `queries/check/*_violation.rq` must return no row."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import QuerySolutions, Store

from graph.names import Names
from graph.query import Query, named_queries
from graph.report import SEVERITIES, Result
from graph.terms import prefixes
from graph.words import Words


def check_graphs(after: Store, names: Names) -> Iterator[Result]:
    """Run every check over a store of named graphs; each row is a result.

    Args: after: the graphs as a candidate would make them, the merge left out
    """
    for query in named_queries("check"):
        rank = next(
            i for i, each in enumerate(SEVERITIES) if each.lower() == query.header["severity"].lower()
        )
        rows = after.query(query.body, prefixes=dict(prefixes()), base_iri=names.document_base)
        assert isinstance(rows, QuerySolutions), f"{query.name} is not a SELECT query"
        for row in rows:
            yield _result(query, rank, [str(value) if value is not None else "" for value in row])


def _result(query: Query, rank: int, row: list[str]) -> Result:
    """Make a result of a row: its first column is the focus node, a second the value, a third the path."""
    focus_node, value, path = (*row, "", "", "")[:3]
    return Result(
        severity_rank=rank,
        focus_node=focus_node,
        source_shape=query.name,
        result_path=path,
        value=value,
        component="check",
        messages=Words(query.header["message_fr"], query.header["message_en"]),
    )
