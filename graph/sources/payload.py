"""Parse RDF that was sent in a request body, or in a part of a multipart body, into triples of one graph.

Files are parsed by `graph.sources.reader`; a payload differs in that it may name no graph of its own.
"""

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


@dataclass(frozen=True, slots=True)
class Payload:
    """RDF in one syntax, as it was sent."""

    media_type: str
    content: bytes


def parse_payload(payload: Payload, base_iri: str) -> list[Triple]:
    """Parse one payload; literals stay as written, and blank nodes are its own, whatever their labels.

    Args:
        payload: The body, or one part of it.
        base_iri: What relative IRIs are resolved against: the name of the graph.

    Raises:
        UnknownMediaType: The media type is not one of `INPUT_FORMATS` or their aliases.
        SourceSyntaxError: The content does not parse, or names a graph itself.
    """
    media_type = INPUT_ALIASES.get(payload.media_type, payload.media_type)
    if media_type not in INPUT_FORMATS:
        raise UnknownMediaType(path=base_iri, found=payload.media_type, expected=", ".join(INPUT_FORMATS))
    syntax = INPUT_FORMATS[media_type]
    try:
        quads = list(
            parse(
                payload.content,
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
