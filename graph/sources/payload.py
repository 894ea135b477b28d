"""RDF that was sent becomes triples of one graph; literals stay as written."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

from graph.errors import SourceSyntaxError, UnknownMediaType
from graph.rdf.terms import DefaultGraph, Triple

INPUT_FORMATS: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}
INPUT_ALIASES = {
    "application/x-turtle": "text/turtle",
    "text/plain": "application/n-triples",
    "application/xml": "application/rdf+xml",
    "text/xml": "application/rdf+xml",
    "application/json": "application/ld+json",
    "text/x-nquads": "application/n-quads",
}


def parse_payload(part: Payload, base_iri: str) -> list[Triple]:
    """Parse one part; blank nodes are its own, whatever their labels.

    Args:   base_iri: what relative IRIs are resolved against: the name of the graph
    Raises: UnknownMediaType; SourceSyntaxError, also for statements in a graph that the part itself names.
    """
    media_type = INPUT_ALIASES.get(part.media_type, part.media_type)
    if media_type not in INPUT_FORMATS:
        raise UnknownMediaType(path=base_iri, found=part.media_type, expected=", ".join(INPUT_FORMATS))
    syntax = INPUT_FORMATS[media_type]
    try:
        quads = list(
            parse(
                part.content,
                format=syntax,
                base_iri=base_iri or None,
                without_named_graphs=True,
                rename_blank_nodes=True,
            )
        )
    except SyntaxError as error:
        raise SourceSyntaxError(
            path=base_iri or "∅",
            line=error.lineno or 0,
            column=error.offset or 0,
            format=syntax.name,
            found=error.msg,
        ) from error
    except ValueError as error:
        raise SourceSyntaxError(
            path=base_iri or "∅", line=0, column=0, format=syntax.name, found=error
        ) from error
    assert all(isinstance(each.graph_name, DefaultGraph) for each in quads)
    return [each.triple for each in quads]


@dataclass(frozen=True, slots=True)
class Payload:
    """RDF in one syntax, as it was sent."""

    media_type: str
    content: bytes
