"""Tests of graph.sources.document: a relative name means the same by each way in."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store

from graph.errors import UpdateNamesDocument
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Triple
from graph.sources.document import is_document_name, parse_document
from graph.sources.payload import Payload, parse_payloads
from graph.sources.reader import build_candidate
from graph.sources.source_file import SourceFile
from graph.writing.requests import Update
from graph.writing.update_evaluation import evaluate_update
from graph.writing.update_names import check_document_names

BASE = "http://127.0.0.1:8000/atlas"
NAMES = Namespaces(BASE)
GRAPH = f"{BASE}/id/contribution/un"
_SEGMENT = st.sampled_from(["id", "need", "entraide", "contribution", "..", ".", "a.b", "x-1"])
REFERENCES = st.one_of(
    st.lists(_SEGMENT, min_size=1, max_size=4).map("/".join),
    st.lists(_SEGMENT, max_size=3).map(lambda each: "/" + "/".join(each)),
    st.sampled_from(["", "#me", "#", "?q=1", "?q#x", "id/need/x#part", "./id", "//other.example/a", "x:y"]),
)


def _expected(reference: str, graph: str = GRAPH) -> str:
    """Resolve a reference as decided: the document is the graph, all else is the deployment's."""
    if is_document_name(reference):
        return graph + reference
    return str(NamedNode(urljoin(f"{BASE}/", reference)).value)


def _turtle(reference: str) -> bytes:
    return f"<{reference}> <x:p> <{reference}> .".encode()


@given(REFERENCES)
def test_a_file_and_a_body_mean_the_same(reference: str) -> None:
    """`load` and `validate` read a file, PUT reads a body."""
    expected = NamedNode(_expected(reference))
    source = SourceFile(Path("un.ttl"), RdfFormat.TURTLE, _turtle(reference), "0" * 64)
    (graph,) = build_candidate(source, NAMES, naming_timeout_s=20).graphs
    payload = Payload("text/turtle", _turtle(reference))
    sent = parse_payloads((payload,), GRAPH, document_base=NAMES.document_base, max_bytes=1 << 20)
    assert graph.name == NamedNode(GRAPH)
    assert graph.triples == sent == {Triple(expected, NamedNode("x:p"), expected)}


@given(REFERENCES)
def test_an_update_means_the_same_or_is_refused(reference: str) -> None:
    """It is no document: what would name one is refused, and BASE makes it clear."""
    text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {_turtle(reference).decode()} }} }}"
    if is_document_name(reference):
        with pytest.raises(UpdateNamesDocument):
            check_document_names(text, NAMES)
        text = f"BASE <{GRAPH}> {text}"
    check_document_names(text, NAMES)
    store = Store()
    evaluate_update(store, Update(text), NAMES)
    (quad,) = store
    assert quad.subject == quad.object == NamedNode(_expected(reference))


@given(REFERENCES)
def test_each_syntax_means_the_same(reference: str) -> None:
    """Turtle, TriG, RDF/XML and JSON-LD."""
    xml = (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="x:">'
        f'<r:Description r:about="{reference}"><x:p r:resource="{reference}"/></r:Description></r:RDF>'
    )
    documents = {
        RdfFormat.TURTLE: _turtle(reference),
        RdfFormat.TRIG: b"{ " + _turtle(reference) + b" }",
        RdfFormat.RDF_XML: xml.encode(),
        RdfFormat.JSON_LD: f'{{"@id": "{reference}", "x:p": {{"@id": "{reference}"}}}}'.encode(),
    }
    for syntax, content in documents.items():
        (quad,) = parse_document(
            content,
            syntax,
            path="x",
            document_base=NAMES.document_base,
            graph=NamedNode(GRAPH),
        )
        assert (quad.subject, quad.object) == (NamedNode(_expected(reference)),) * 2, syntax


def test_in_a_named_graph_the_document_is_that_graph() -> None:
    """One person a graph, whatever the file; also in a triple that a triple speaks of."""
    text = b"<> <x:p> 1 . GRAPH <id/contribution/a> { <#me> <x:says> <<( <#me> <x:p> <> )>> } GRAPH <#b> { <> <x:p> <#me> }"
    quads = parse_document(
        text, RdfFormat.TRIG, path="x", document_base=NAMES.document_base, graph=NamedNode(GRAPH)
    )
    other = f"{BASE}/id/contribution/a"
    assert {str(quad) for quad in quads} == {
        f'<{GRAPH}> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <{GRAPH}>',
        f"<{other}#me> <x:says> <<( <{other}#me> <x:p> <{other}> )>> <{other}>",
        f"<{GRAPH}> <x:p> <{GRAPH}#me> <{GRAPH}#b>",
    }


def test_a_base_that_is_written_holds() -> None:
    """Whoever says another base has said what relative names mean."""
    text = b"@base <http://x.example/d> . <#me> <p> <> ."
    (quad,) = parse_document(
        text, RdfFormat.TURTLE, path="x", document_base=NAMES.document_base, graph=NamedNode(GRAPH)
    )
    assert quad.subject == NamedNode("http://x.example/d#me")
