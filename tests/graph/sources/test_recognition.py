"""Tests of graph.sources.recognition: what is no RDF in UTF-8 is told for what it is, with the road there is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph import errors
from graph.rdf.terms import NamedNode
from graph.sources.document import parse_document
from graph.sources.source_file import choose_format

TEXT = '<x:a> <x:b> "été" .'
_TURTLE, _XML, _JSON = RdfFormat.TURTLE, RdfFormat.RDF_XML, RdfFormat.JSON_LD
_RDF_XML = '<?xml version="1.0" encoding="{}"?><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for each in names:
            packed.writestr(each, "x" * 10)
    return buffer.getvalue()


CASES = {
    "latin-1": (TEXT.encode("latin-1"), _TURTLE, errors.SourceEncoding),
    "windows-1252": ('<x:a> <x:b> "œuvre" .'.encode("cp1252"), _TURTLE, errors.SourceEncoding),
    "UTF-16": (TEXT.encode("utf-16"), _TURTLE, errors.SourceEncoding),
    "UTF-16 without a mark": (TEXT.encode("utf-16-le"), _TURTLE, errors.SourceEncoding),
    "UTF-16 in the other order": (TEXT.encode("utf-16-be"), _TURTLE, errors.SourceEncoding),
    "plain letters in UTF-16": ("<x:a> <x:b> 1 .".encode("utf-16-le"), _TURTLE, errors.SourceEncoding),
    "UTF-32": (TEXT.encode("utf-32"), _TURTLE, errors.SourceEncoding),
    "JSON in latin-1": ('{"@id": "x:é"}'.encode("latin-1"), _JSON, errors.SourceEncoding),
    "XML that declares latin-1": (_RDF_XML.format("ISO-8859-1").encode(), _XML, errors.SourceEncoding),
    "commas": (b"name,code\nVille,34057\nPays,1033\n", _TURTLE, errors.SourceIsTable),
    "semicolons": ("nom;code\nÉté;34057\n".encode(), _TURTLE, errors.SourceIsTable),
    "tabs": (b"name\tcode\nVille\t34057\n", _TURTLE, errors.SourceIsTable),
    "a spreadsheet": (_zip("[Content_Types].xml", "xl/workbook.xml"), _TURTLE, errors.SourceIsSpreadsheet),
    "an archive": (_zip("a.ttl"), _TURTLE, errors.SourceIsBinary),
    "a PDF": (b"%PDF-1.7\n\xe2\xe3", _TURTLE, errors.SourceIsBinary),
    "a page": (b"\n<!DOCTYPE html>\n<html><p>x</p></html>", _TURTLE, errors.SourceIsPage),
    "a page called XML": (b"<html><body/></html>", _XML, errors.SourceIsPage),
    "plain JSON": (b'{"name": "x"}', _JSON, errors.SourceIsPlainJson),
    "a list of plain JSON": (b'[{"name": "x"}]', _JSON, errors.SourceIsPlainJson),
    "faulty Turtle": (b"<x:a> <x:b> .\n<x:c>, <x:d>\n", _TURTLE, errors.SourceSyntaxError),
    "one faulty line": (b"nothing", _TURTLE, errors.SourceSyntaxError),
}


def _parse(content: bytes, syntax: RdfFormat) -> int:
    return len(
        parse_document(
            content, syntax, path="a.file", document_base="http://b.example/", graph=NamedNode("x:g")
        )
    )


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_rdf_is_told_for_what_it_is(case: str) -> None:
    """By its content, whatever its name says."""
    content, syntax, error_class = CASES[case]
    with pytest.raises(errors.SourceError) as refused:
        _parse(content, syntax)
    assert type(refused.value) is error_class
    assert refused.value.message("en").startswith("a.file")
    assert refused.value.hint("en")
    assert refused.value.hint("fr") != refused.value.hint("en")


def test_the_place_and_the_probable_letter_are_told() -> None:
    """Of the first byte that is not UTF-8."""
    with pytest.raises(errors.SourceEncoding) as refused:
        _parse('<x:a> <x:b> 1 .\n<x:a> <x:b> "ç" .'.encode("latin-1"), _TURTLE)
    assert refused.value.message("en") == (
        "a.file:2:14: this is not UTF-8 (byte 0xE7, probably “ç” in Windows-1252 or ISO-8859-1)."
    )
    assert refused.value.hint("en").startswith("Save as UTF-8")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    ("content", "syntax"),
    [
        (TEXT.encode(), _TURTLE),
        (b'<x:a> <x:b> "a,b;c\td" .', _TURTLE),
        (b'{"@id": "x:a", "x:b": 1}', _JSON),
        (
            _RDF_XML.format("utf-8").replace("/>", "><r:Seq/></r:RDF>").encode(),
            _XML,
        ),
    ],
)
def test_rdf_in_utf8_is_read_with_or_without_a_mark(mark: bytes, content: bytes, syntax: RdfFormat) -> None:
    """Some editors begin every file with one."""
    assert _parse(mark + content, syntax) == 1


@pytest.mark.parametrize(
    ("file_name", "error_class"),
    [
        ("a.csv", errors.SourceIsTable),
        ("A.TSV.gz", errors.SourceIsTable),
        ("a.xlsx", errors.SourceIsSpreadsheet),
        ("a.ods", errors.SourceIsSpreadsheet),
        ("a.html", errors.SourceIsPage),
        ("a.docx", errors.SourceIsBinary),
    ],
)
def test_a_name_tells_too(file_name: str, error_class: type[errors.SourceError]) -> None:
    """Before the file is read."""
    with pytest.raises(error_class):
        choose_format(Path(file_name))
