"""Keep XML output well-formed and equal to what was meant: the engine writes any character, and any IRI as a name.

XML 1.0 has no way to write most control characters, U+FFFE and U+FFFF; RDF/XML writes properties, and classes where it can,
as XML names. What cannot be written is refused with the term at fault. A carriage return is written as a reference, because
parsers turn a bare one into a line feed.

Spec: https://www.w3.org/TR/xml/#charsets, https://www.w3.org/TR/rdf-syntax-grammar/
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import IO, cast

from pyoxigraph import RdfFormat, serialize

from graph.errors import CharacterUnwritable, NameUnwritable
from graph.rdf.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple

GRAPH_FORMATS = "Turtle, N-Triples, TriG, N-Quads, JSON-LD"
SOLUTION_FORMATS = "JSON, CSV, TSV"
_CONTROLS = bytes(each for each in range(0x20) if each not in b"\t\n\r")
_FORBIDDEN = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_NODE_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_ANY = NamedNode("x:x")
_CONTEXT_BYTES, _SHOWN = 512, 40


class XmlOutput:
    """A file-like layer that the engine writes XML to: refuses what no parser would read, escapes carriage returns."""

    def __init__(self, output: IO[bytes], format_name: str, others: str) -> None:
        """Write through to an output.

        Args:
            output: Needs `write` and `flush` alone.
            format_name: As people call it.
            others: The formats that can carry any character.
        """
        self._output = output
        self._format_name = format_name
        self._others = others
        self._before = b""

    def write(self, content: bytes) -> int:
        """Write bytes.

        Raises:
            CharacterUnwritable: A character is forbidden in XML.
        """
        window = self._before + content
        if (
            len(content.translate(None, _CONTROLS)) < len(content)
            or b"\xef\xbf\xbe" in window
            or b"\xef\xbf\xbf" in window
        ):
            self._refuse(window)
        self._before = window[-_CONTEXT_BYTES:]
        self._output.write(content.replace(b"\r", b"&#13;"))
        return len(content)

    def flush(self) -> None:
        """Flush the output."""
        self._output.flush()

    def _refuse(self, window: bytes) -> None:
        found = _FORBIDDEN.search(window)
        assert found is not None
        start = window.rfind(b">", 0, found.start()) + 1
        before, after = window[start : found.start()], window[found.end() :].partition(b"<")[0]
        character = found[0].decode()
        shown = _plain(before)[-_SHOWN:] + character + _plain(after)[:_SHOWN]
        raise CharacterUnwritable(
            format=self._format_name,
            character=f"U+{ord(character):04X}",
            term="".join(_visible(each) for each in shown),
            formats=self._others,
        )


def _plain(content: bytes) -> str:
    return unescape(content.decode("utf-8", "ignore"))


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\u{ord(character):04X}"


def writable_in_rdf_xml(statements: Iterable[Triple] | Iterable[Quad]) -> Iterator[Triple]:
    """Yield statements as RDF/XML can write them: blank nodes get labels that are XML names.

    Raises:
        NameUnwritable: A property or a class has an IRI that ends in no XML name.
    """
    for each in statements:
        subject, predicate, value = each.subject, each.predicate, each.object
        if not is_property_writable(predicate.value):
            raise _unwritable(predicate.value)
        if predicate == _TYPE and isinstance(value, NamedNode) and not is_class_writable(value.value):
            raise _unwritable(value.value)
        yield Triple(_labelled(subject), predicate, _labelled(value))  # type: ignore[arg-type]


def _unwritable(iri: str) -> NameUnwritable:
    return NameUnwritable(format="RDF/XML", term=iri, formats=GRAPH_FORMATS)


def _labelled(term: Term) -> Term:
    if isinstance(term, BlankNode) and not _NODE_ID.match(term.value):
        return BlankNode(f"b{term.value.encode().hex()}")
    return cast("Term", writable_triple(term)) if isinstance(term, Triple) else term


def writable_triple(triple: Triple) -> Triple:
    """Return a triple that is the value of another, as RDF/XML can write it.

    Raises:
        NameUnwritable: As `writable_in_rdf_xml`.
    """
    return next(writable_in_rdf_xml([triple]))


@lru_cache(maxsize=4096)
def is_property_writable(iri: str) -> bool:
    """Check, by reading it back, whether RDF/XML can write a property."""
    written = _written(Triple(_ANY, NamedNode(iri), Literal("")))
    return written is not None and _iri_of(written[0][0].tag) == iri


@lru_cache(maxsize=4096)
def is_class_writable(iri: str) -> bool:
    """Check, by reading it back, whether RDF/XML can write a class, which may be written as a name."""
    return _written(Triple(_ANY, _TYPE, NamedNode(iri))) is not None


def _written(triple: Triple) -> ET.Element | None:
    try:
        content = serialize([triple], format=RdfFormat.RDF_XML)
        return ET.fromstring(content or b"")  # noqa: S314  our own output, of one triple
    except (OSError, ET.ParseError):
        return None


def _iri_of(tag: str) -> str:
    namespace, _, local = tag.removeprefix("{").partition("}")
    return namespace + local
