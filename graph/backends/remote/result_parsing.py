"""What an engine answered becomes solutions, verdicts and triples; what is no such thing is refused by name."""

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
_ENDLESS = (RdfFormat.N_TRIPLES, RdfFormat.TURTLE)  # a part of a document is a document


def solutions_of(reply: Reply) -> QuerySolutions | QueryBoolean:
    """Read solutions, lazily, or a verdict.

    Raises: EngineUnreadable; SyntaxError from the solutions while they are read.
    """
    syntax = _SOLUTION_SYNTAXES.get(reply.media_type)
    if syntax is None:
        raise EngineUnreadable(found=reply.media_type)
    try:
        found = parse_query_results(reply.content(), format=syntax)
        return _verdict(found) if isinstance(found, QuerySolutions) and _is_verdict(found) else found
    except (SyntaxError, ValueError) as error:
        raise EngineUnreadable(found=f"{reply.media_type}: {error}") from error


def _is_verdict(found: QuerySolutions) -> bool:
    """Recognise what Virtuoso answers to ASK after a prologue: a row for true, none for false."""
    return [each.value for each in found.variables] == ["__ASK_RETVAL"]


def _verdict(found: QuerySolutions) -> QuerySolutions | QueryBoolean:
    word = b"true" if any(each[0] is not None and each[0].value != "0" for each in found) else b"false"
    return parse_query_results(b'{"head":{},"boolean":' + word + b"}", format=QueryResultsFormat.JSON)


def triples_of(reply: Reply) -> Iterator[Triple]:
    """Read triples, lazily.

    Raises: EngineUnreadable, now or while they are read.
    """
    syntax = _TRIPLE_SYNTAXES.get(reply.media_type)
    if syntax is None:
        raise EngineUnreadable(found=reply.media_type)
    if syntax in _ENDLESS and not reply.is_delimited:
        raise EngineUnreadable(found=f"{reply.media_type}, Content-Length: –")
    return _parsed(reply, syntax)


def _parsed(reply: Reply, syntax: RdfFormat) -> Iterator[Triple]:
    try:
        for quad in parse(reply.content(), format=syntax):
            yield quad.triple
    except (SyntaxError, ValueError) as error:
        raise EngineUnreadable(found=f"{reply.media_type}: {error}") from error


def size_of(reply: Reply, form: str) -> int:
    """Read an answer through and count its rows or triples; a verdict is one.

    Raises: EngineUnreadable for what breaks off or is broken, wherever.
    """
    if form in ("construct", "describe"):
        return sum(1 for _ in triples_of(reply))
    found = solutions_of(reply)
    if isinstance(found, QueryBoolean):
        return 1
    try:
        return sum(1 for _ in found)
    except (SyntaxError, ValueError) as error:
        raise EngineUnreadable(found=f"{reply.media_type}: {error}") from error
