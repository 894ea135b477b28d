"""Parse the replies of a remote engine: solutions, booleans and triples; anything else is an error that names it.

Engines use media types of their own, and Virtuoso answers some ASK queries with a table; both are understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from graph.backends.remote.protocol_client import Reply
from graph.errors import EngineUnreadable
from graph.rdf.terms import Triple

SOLUTIONS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
TRIPLES = "application/n-triples, text/turtle;q=0.5, application/rdf+xml;q=0.3"
_SOLUTION_SYNTAXES: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
_TRIPLE_SYNTAXES: Mapping[str, RdfFormat] = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_SILENTLY_CUT = (RdfFormat.N_TRIPLES, RdfFormat.TURTLE)  # the beginning of a document is a document too


def parse_solutions(reply: Reply) -> QuerySolutions | QueryBoolean:
    """Parse solutions, lazily, or the boolean of an ASK.

    Raises:
        EngineUnreadable: The reply is neither.
        SyntaxError: While the solutions are read.
    """
    syntax = _SOLUTION_SYNTAXES.get(reply.media_type)
    if syntax is None:
        raise EngineUnreadable(found=reply.media_type)
    try:
        found = parse_query_results(reply.content(), format=syntax)
        return _boolean(found) if isinstance(found, QuerySolutions) and _is_virtuoso_boolean(found) else found
    except (SyntaxError, ValueError) as error:
        raise EngineUnreadable(found=f"{reply.media_type}: {error}") from error


def _is_virtuoso_boolean(found: QuerySolutions) -> bool:
    """Return whether this is how Virtuoso answers ASK after a prologue: one row for true, none for false."""
    return [each.value for each in found.variables] == ["__ASK_RETVAL"]


def _boolean(found: QuerySolutions) -> QuerySolutions | QueryBoolean:
    word = b"true" if any(each[0] is not None and each[0].value != "0" for each in found) else b"false"
    return parse_query_results(b'{"head":{},"boolean":' + word + b"}", format=QueryResultsFormat.JSON)


def parse_triples(reply: Reply) -> Iterator[Triple]:
    """Parse triples, lazily.

    Raises:
        EngineUnreadable: Now, or while they are read.
    """
    syntax = _TRIPLE_SYNTAXES.get(reply.media_type)
    if syntax is None:
        raise EngineUnreadable(found=reply.media_type)
    if syntax in _SILENTLY_CUT and not reply.is_delimited:
        raise EngineUnreadable(found=f"{reply.media_type}, Content-Length: –")
    return _parsed(reply, syntax)


def _parsed(reply: Reply, syntax: RdfFormat) -> Iterator[Triple]:
    try:
        for quad in parse(reply.content(), format=syntax):
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise EngineUnreadable(found=f"{reply.media_type}: {error}") from error


def result_size(reply: Reply, form: str) -> int:
    """Return the number of rows or triples of a reply, 1 for a boolean; reads it to the end.

    Raises:
        EngineUnreadable: It breaks off, or is malformed anywhere.
    """
    if form in ("construct", "describe"):
        return sum(1 for _ in parse_triples(reply))
    found = parse_solutions(reply)
    if isinstance(found, QueryBoolean):
        return 1
    try:
        return sum(1 for _ in found)
    except (SyntaxError, ValueError) as error:
        raise EngineUnreadable(found=f"{reply.media_type}: {error}") from error
