"""Errors of a query's text: its syntax, its parameters, what it asks for.

The client can mend each of them by writing another query. What stops a well-formed query is in `query_limits`, calls to
other endpoints are in `federation`.
"""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class QueryError(GraphError):
    """A query cannot be answered."""

    code = "query"


class QuerySyntaxError(QueryError):
    """The text is not SPARQL."""

    code = "query-syntax"


class UnknownFunction(QueryError):
    """The query calls a function that the engine does not have."""

    code = "unknown-function"


class UnknownQuery(QueryError):
    """There is no query file of that name."""

    code = "unknown-query"


class BindingMismatch(QueryError):
    """The values given are not those that the query takes."""

    code = "binding-mismatch"


class UpdateRefused(QueryError):
    """An update was sent where only queries are answered."""

    code = "update-refused"


class NoFormatFits(QueryError):
    """The client accepts no format that this kind of result has."""

    code = "no-format-fits"


class OrderUnclear(QueryError):
    """The engine could not put in order what the query sorts."""

    code = "order-unclear"


class EngineFault(QueryError):
    """The engine gave up while it evaluated the query."""

    code = "engine-fault"
