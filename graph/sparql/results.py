"""The result of a query, and the media types that it can be serialized in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat

from graph.rdf.terms import Triple

Form = OneOf["select", "ask", "graph"]

SOLUTION_FORMATS: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
TRIPLE_FORMATS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of one evaluation; it can be read once, by iterating over `result` or by serializing it."""

    result: QuerySolutions | QueryBoolean | Iterable[Triple]

    @property
    def form(self) -> Form:
        """The kind of result; "graph" for CONSTRUCT and DESCRIBE."""
        if isinstance(self.result, QueryBoolean):
            return "ask"
        return "select" if isinstance(self.result, QuerySolutions) else "graph"
