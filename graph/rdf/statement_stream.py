"""Write triples that come in batches as one Turtle or JSON-LD document, without holding them all.

Each batch is complete RDF of its own; a prefix is declared before the first batch that uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import RdfFormat

from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import Triple


def turtle_pieces(batches: Iterable[Iterable[Triple]]) -> Iterator[bytes]:
    """Yield a Turtle document in pieces.

    Raises:
        FormatError: Turtle cannot carry one of the triples.
    """
    declared: set[bytes] = set()
    for batch in batches:
        lines = serialize_statements(sorted(batch, key=str), RdfFormat.TURTLE).splitlines(keepends=True)
        yield b"".join(each for each in lines if not (each.startswith(b"@prefix ") and each in declared))
        declared |= {each for each in lines if each.startswith(b"@prefix ")}


def json_ld_pieces(batches: Iterable[Iterable[Triple]]) -> Iterator[bytes]:
    """Yield a JSON-LD document in pieces: an array of nodes, one a line; a node may come again, with other values.

    Raises:
        FormatError: JSON-LD cannot carry one of the triples.
    """
    before = b"[\n"
    for batch in batches:
        nodes = serialize_statements(sorted(batch, key=str), RdfFormat.JSON_LD).strip()[1:-1]
        if nodes:
            yield before + nodes
            before = b",\n"
    yield before * (before == b"[\n") + b"\n]\n"


STREAMED: Mapping[str, Callable[[Iterable[Iterable[Triple]]], Iterator[bytes]]] = {
    "text/turtle": turtle_pieces,
    "application/ld+json": json_ld_pieces,
}
