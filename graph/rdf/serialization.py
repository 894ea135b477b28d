"""Serialize triples and quads in an RDF syntax, with the prefixes of the project."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from pyoxigraph import RdfFormat, serialize

from graph.rdf.terms import Quad, Triple, prefixes


def serialize_statements(statements: Iterable[Triple] | Iterable[Quad], syntax: RdfFormat) -> bytes:
    """Serialize all of them, with the prefixes that they use where the syntax has prefixes."""
    content = serialize(statements, format=syntax, prefixes=dict(prefixes()))
    assert content is not None, "no output was named, so the bytes come back"
    return _without_unused_prefixes(content) if syntax in (RdfFormat.TURTLE, RdfFormat.TRIG) else content


def _without_unused_prefixes(content: bytes) -> bytes:
    """Remove the declarations of prefixes that nothing uses; the declarations come first, one a line."""
    lines = content.splitlines(keepends=True)
    declared = list(takewhile(lambda line: line.startswith(b"@prefix "), lines))
    body = content[sum(map(len, declared)) :]
    used = set(re.findall(rb"([A-Za-z][\w-]*):", body))
    return b"".join(line for line in declared if line.split()[1].rstrip(b":") in used) + body
