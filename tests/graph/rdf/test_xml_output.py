"""Tests of graph.rdf.xml_output: the bytes of XML, in whatever pieces they come."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import pytest

from graph.errors import CharacterUnwritable
from graph.rdf.terms import BlankNode, NamedNode, Triple
from graph.rdf.xml_output import XmlOutput, writable_in_rdf_xml


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_a_carriage_return_is_kept(size: int) -> None:
    """A bare one would be read as a line feed."""
    output = BytesIO()
    layer = XmlOutput(output, "XML", "JSON")
    content = b"<a>\xc3\xa9\r\n\r</a>"
    for place in range(0, len(content), size):
        layer.write(content[place : place + size])
    assert ET.fromstring(output.getvalue()).text == "é\r\n\r"  # noqa: S314  our own output


@pytest.mark.parametrize("size", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("character", "name"),
    [("\x00", "U+0000"), ("\x1f", "U+001F"), ("\ufffe", "U+FFFE"), ("\uffff", "U+FFFF")],
)
def test_a_forbidden_character_is_found(size: int, character: str, name: str) -> None:
    """Even where its bytes come in two pieces."""
    layer = XmlOutput(BytesIO(), "XML", "JSON")
    content = f"<a>x &amp; {character}y</a>".encode()
    pieces = [content[place : place + size] for place in range(0, len(content), size)]
    with pytest.raises(CharacterUnwritable) as refused:
        list(map(layer.write, pieces))
    assert refused.value.facts["character"] == name
    assert str(refused.value.facts["term"]).startswith("x & ")


@pytest.mark.parametrize("text", ["é", "\x7f\x85", "\ud7ff", "\ufffd", "\U0010ffff", "\t\n"])
def test_what_xml_allows_passes(text: str) -> None:
    """Neighbours of what is forbidden are not."""
    output = BytesIO()
    XmlOutput(output, "XML", "JSON").write(text.encode())
    assert output.getvalue() == text.encode()


def test_blank_nodes_get_names_of_xml() -> None:
    """Alike stay alike; a label that is a name stays as it is; triples within triples too."""
    point = NamedNode("http://e.org/p")
    inner = Triple(BlankNode("0"), point, BlankNode("a"))
    (written,) = writable_in_rdf_xml([Triple(BlankNode("0"), point, inner)])
    assert written == Triple(BlankNode("b30"), point, Triple(BlankNode("b30"), point, BlankNode("a")))
