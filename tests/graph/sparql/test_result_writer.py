"""Tests of graph.sparql.result_writer: each format of solutions, read back by another parser, over hostile terms."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Never

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Quad
from graph.sparql.evaluation import evaluate
from graph.sparql.federation import ServiceEndpoints
from graph.sparql.query_requests import QueryRequest
from graph.sparql.result_writer import QueryContext, execute_request, write_result
from graph.sparql.spool import Spool
from tests.graph.rdf.test_serialization import FORBIDDEN_IN_XML

SPARQL = "{http://www.w3.org/2005/sparql-results#}"
SELECT = "SELECT ?o { ?s ?p ?o }"
NODE = NamedNode("http://e.org/s")
_TEXTS = st.lists(
    st.sampled_from(["\x00", "\x1f", "\ufffe", "\r", "\r\n", "\n", "\t", '"', "\\", "<", "&", ",", "]]>"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    max_size=6,
).map("".join)


def _from_json(content: bytes) -> str:
    return str(json.loads(content)["results"]["bindings"][0]["o"]["value"])


def _from_xml(content: bytes) -> str:
    (found,) = ET.fromstring(content).iter(f"{SPARQL}literal")  # noqa: S314  our own output
    return found.text or ""


def _from_csv(content: bytes) -> str:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    return rows[1][0] if rows[1] else ""


def _from_tsv(content: bytes) -> str:
    _, row = content.decode().removesuffix("\n").split("\n")
    escapes = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
    resolved = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda match: chr(int(match[1], 16)), row[1:-1])
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), resolved, flags=re.DOTALL)


READERS: dict[str, Callable[[bytes], str]] = {
    "application/sparql-results+json": _from_json,
    "application/sparql-results+xml": _from_xml,
    "text/csv": _from_csv,
    "text/tab-separated-values": _from_tsv,
}


def _never(_call: object) -> Never:
    raise AssertionError


def _run(store: Store, request: QueryRequest) -> tuple[dict[str, object], bytes]:
    with Spool(1 << 20) as spool:
        header = execute_request(
            QueryContext(store, "http://e.org/", ServiceEndpoints((), _never)), request, spool
        )
        return header, spool.read()


def _holding(text: str) -> Store:
    store = Store()
    store.add(Quad(NODE, NODE, Literal(text)))
    return store


@pytest.mark.parametrize("media_type", READERS)
@given(text=_TEXTS)
def test_a_value_is_read_back_or_refused(media_type: str, text: str) -> None:
    """Only XML refuses any, and says which formats do not."""
    header, content = _run(_holding(text), QueryRequest(SELECT, solution_format=media_type))
    if media_type.endswith("xml") and FORBIDDEN_IN_XML & set(text):
        assert (header["error"], content) == ("CharacterUnwritable", b"")
        assert "JSON" in str(header["facts"])
        return
    assert READERS[media_type](content) == text


def test_a_property_that_rdf_xml_cannot_write_is_refused() -> None:
    """Nothing is sent of what was written before."""
    query = "CONSTRUCT { <x:s> <x:p> 1 . <x:s> <http://e.org/1> 2 } {}"
    header, content = _run(Store(), QueryRequest(query, triple_format="application/rdf+xml"))
    assert (header["error"], content) == ("NameUnwritable", b"")


@pytest.mark.parametrize(
    ("prologue", "declared"),
    [
        ("", ["dcterms:"]),
        ("PREFIX d: <http://purl.org/dc/terms/>", ["d:"]),
        ("prefix ex: <http://ex.org/> PREFIX : <http://y.org/>", [":", "dcterms:", "ex:"]),
        ("BASE <http://b.org/> PREFIX rel: <x/>", ["dcterms:"]),
        ("# PREFIX no: <http://no.org/>\n", ["dcterms:"]),
    ],
)
def test_turtle_has_the_prefixes_of_the_query_and_those_it_uses(prologue: str, declared: list[str]) -> None:
    """Not all that we know."""
    query = f'{prologue} CONSTRUCT {{ <http://e.org/s> <http://purl.org/dc/terms/title> "foaf: x" }} {{}}'
    result = evaluate(Store(), query, base_iri="http://e.org/")
    with Spool(1 << 20) as spool:
        write_result(result, QueryRequest(query, triple_format="text/turtle"), spool)
        lines = spool.read().decode().splitlines()
    assert sorted(line.split()[1] for line in lines if line.startswith("@prefix")) == declared
