"""Serialize triples and quads in an RDF syntax, with the prefixes that they use.

What a syntax cannot carry is refused with the term at fault, never written wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import chain, islice, takewhile
from typing import IO, Any, cast

from pyoxigraph import RdfFormat, parse, serialize

from graph.errors import StatementUnwritable
from graph.rdf.terms import Literal, Quad, Triple, prefixes
from graph.rdf.xml_output import GRAPH_FORMATS, XmlOutput, writable_in_rdf_xml

WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)
_SAMPLE = 4096
# IRIs and strings, which hold colons of their own; the engine writes a string on one line.
_PREFIX_USED = re.compile(rb'<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"|([A-Za-z][\w.-]*):')
_XML_PREFIX = re.compile(r"(?!xml|rdf\Z|its\Z|oxprefix)[a-z][a-z0-9_-]*\Z", re.IGNORECASE)


def serialize_statements(statements: Iterable[Triple] | Iterable[Quad], syntax: RdfFormat) -> bytes:
    """Serialize all of them, with the prefixes that they use where the syntax has prefixes.

    Raises:
        FormatError: The syntax cannot carry one of them.
    """
    output = BytesIO()
    write_statements(statements, output, syntax, prefixes())
    content = output.getvalue()
    return _without_unused_prefixes(content) if syntax in (RdfFormat.TURTLE, RdfFormat.TRIG) else content


def parse_turtle(text: str, base_iri: str) -> Iterator[Triple]:
    """Parse the triples of a Turtle file that ships, whose relative IRIs are those of a deployment."""
    return (each.triple for each in parse(text, format=RdfFormat.TURTLE, base_iri=base_iri))


def write_statements(
    statements: Iterable[Triple] | Iterable[Quad],
    output: IO[bytes],
    syntax: RdfFormat,
    namespaces: Mapping[str, str],
) -> None:
    """Write statements to an output, one after the other.

    Args:
        statements: Are read once.
        output: Needs `write` and `flush` alone.
        syntax: Of RDF.
        namespaces: By prefix; all are declared.

    Raises:
        FormatError: The syntax cannot carry one of the statements.
    """
    writable: Iterable[Any] = statements
    if syntax == RdfFormat.RDF_XML:
        output = cast("IO[bytes]", XmlOutput(output, "RDF/XML", GRAPH_FORMATS))
        writable = writable_in_rdf_xml(statements)
        namespaces = {name: iri for name, iri in namespaces.items() if _XML_PREFIX.match(name)}
    elif syntax == RdfFormat.JSON_LD:
        writable = _writable_in_json_ld(statements)
    serialize(writable, output, syntax, prefixes=dict(namespaces))


def with_prefixes_used(
    statements: Iterable[Triple], declared: Mapping[str, str]
) -> tuple[Iterator[Triple], dict[str, str]]:
    """Choose prefixes for statements that are written as they come: the declared ones, and those of ours that the first use.

    Args:
        statements: Are read as far as is needed.
        declared: By whoever wrote the query.

    Returns:
        The same statements, and the namespaces by prefix.
    """
    coming = iter(statements)
    first = list(islice(coming, _SAMPLE))
    taken = set(declared.values())
    ours = {name: iri for name, iri in prefixes().items() if name not in declared and iri not in taken}
    content = serialize(first, format=RdfFormat.TURTLE, prefixes={**ours, **declared})
    used = _prefixes_used(content or b"")
    chosen = {name: iri for name, iri in ours.items() if name.encode() in used}
    return chain(first, coming), {**declared, **chosen}


def _writable_in_json_ld(statements: Iterable[Triple] | Iterable[Quad]) -> Iterator[Triple | Quad]:
    for each in statements:
        value = each.object
        if isinstance(value, Triple) or (isinstance(value, Literal) and value.direction is not None):
            raise StatementUnwritable(
                format="JSON-LD", term=str(each), formats="Turtle, N-Triples, TriG, N-Quads, RDF/XML"
            )
        yield each


def _without_unused_prefixes(content: bytes) -> bytes:
    """Remove the declarations of prefixes that nothing uses; the declarations come first, one a line."""
    lines = content.splitlines(keepends=True)
    declared = list(takewhile(lambda line: line.startswith(b"@prefix "), lines))
    body = content[sum(map(len, declared)) :]
    used = _prefixes_used(body)
    return b"".join(line for line in declared if line.split()[1].rstrip(b":") in used) + body


def _prefixes_used(content: bytes) -> set[bytes]:
    """Return the prefixes of the names of a Turtle document; those that are only declared are no names."""
    return set(_PREFIX_USED.findall(re.sub(rb"^@prefix .*$", b"", content, flags=re.MULTILINE))) - {b""}
