"""Parse RDF that was sent in a request body, or in a part of a multipart body, into triples of one graph.

It is parsed as a file is (`graph.sources.document`); a payload differs in that it may name no graph of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat

from graph.errors import UnknownMediaType
from graph.rdf.terms import NamedNode, Triple
from graph.sources.candidate import FileRecord
from graph.sources.document import parse_document
from graph.sources.source_file import FORMATS, digest_bytes, unpack

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


def parse_payloads(
    payloads: Iterable[Payload], graph: str, *, document_base: str = "", max_bytes: int
) -> set[Triple]:
    """Parse the parts of one body as files are parsed; they may be packed with gzip, and may name no graph.

    Args:
        payloads: The body, or its parts.
        graph: The name of the graph; empty for the default graph.
        document_base: What relative names are resolved against; empty: the name of the graph, as the Graph Store Protocol
            has it for a plain store.
        max_bytes: Limit of the size of all parts together, once unpacked: that of a body as it comes.

    Raises:
        UnknownMediaType: A media type is not one of `INPUT_FORMATS` or their aliases.
        SourceTooLarge, SourceUnreadable: A part cannot be unpacked within the limit.
        SourceError: Those of `parse_document`.
    """
    path, triples, taken_bytes = graph or "∅", set[Triple](), 0
    for each in payloads:
        media_type = INPUT_ALIASES.get(each.media_type, each.media_type)
        if media_type not in INPUT_FORMATS:
            raise UnknownMediaType(path=graph, found=each.media_type, expected=", ".join(INPUT_FORMATS))
        content = unpack(each.content, path, max_bytes, taken_bytes)
        taken_bytes += len(content)
        quads = parse_document(
            content,
            INPUT_FORMATS[media_type],
            path=path,
            document_base=document_base or None,
            graph=NamedNode(graph) if graph else None,
            names_graphs=False,
        )
        triples |= {quad.triple for quad in quads}
    return triples


def record_payload(payload: Payload, graph: str) -> FileRecord:
    """Record a body as the file of a graph: it is named after the graph, and has its syntax's extension."""
    media_type = INPUT_ALIASES.get(payload.media_type, payload.media_type)
    extension = next(key for key, value in FORMATS.items() if value == INPUT_FORMATS[media_type])
    name = graph.rstrip("/").rpartition("/")[2] or "contribution"
    return FileRecord(Path(f"{name}.{extension}"), digest_bytes(payload.content), payload.content)
