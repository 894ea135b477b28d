"""Statements become bytes in an RDF syntax."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import RdfFormat, serialize

from graph.terms import Quad, Triple, prefixes


def serialize_statements(statements: Iterable[Triple] | Iterable[Quad], syntax: RdfFormat) -> bytes:
    """Write triples or quads whole, with the project's prefixes where the syntax has any."""
    content = serialize(statements, format=syntax, prefixes=dict(prefixes()))
    assert content is not None, "no output was named, so the bytes come back"
    return content
