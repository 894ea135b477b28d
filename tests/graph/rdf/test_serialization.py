"""Tests of graph.rdf.serialization: what is written is read back equal by another parser, or refused by name."""

from __future__ import annotations

from io import BytesIO

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, RdfFormat

from graph.errors import CharacterUnwritable, FormatError, NameUnwritable, StatementUnwritable
from graph.rdf.serialization import serialize_statements, with_prefixes_used, write_statements
from graph.rdf.terms import BlankNode, Literal, NamedNode, Triple

NAMES = {
    RdfFormat.TURTLE: "turtle",
    RdfFormat.N_TRIPLES: "nt",
    RdfFormat.RDF_XML: "xml",
    RdfFormat.JSON_LD: "json-ld",
    RdfFormat.TRIG: "trig",
    RdfFormat.N_QUADS: "nquads",
}
FORBIDDEN_IN_XML = {*map(chr, range(0x20)), "\ufffe", "\uffff"} - {"\t", "\n", "\r"}
SUBJECT, OBJECT = NamedNode("http://e.org/s"), NamedNode("http://e.org/o")
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
WRITABLE = (
    "http://e.org/p",
    "http://e.org/a/b-c.d_e",
    "http://e.org/-a",
    "http://e.org/a:b",
    "http://e.org/é",
    "http://e.org/a?x=y",
    "http://e.org/a&b",
    "https://w3id.org/maillage/ns#carriedBy",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
    "urn:x:y",
    "tag:e.org,2026:p",
)
UNWRITABLE = (
    "http://e.org/1",
    "http://e.org/",
    "http://e.org/a/",
    "http://e.org/a?x=1",
    "http://e.org/p%20",
    "http://e.org/\u0300",
    "http://e.org/\U00010000",
    "https://w3id.org/maillage/ns#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Description",
    "http://www.w3.org/2000/xmlns/x",
    "urn:x:1",
)
_HOSTILE = (
    *("\x00\x01\x0b\x1f\x7f\x85\u2028\ufffe\uffff\ufeff\ufdd0\U0010ffff"),
    *(
        "\r",
        "\r\n",
        "\n",
        "\t",
        '"',
        "'",
        '"""',
        "\\",
        "<",
        ">",
        "&",
        "&amp;",
        "]]>",
        "<!--",
        "@prefix a: <b:> .",
        "_:a",
    ),
)
_TEXTS = st.lists(
    st.sampled_from(_HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=6
).map("".join)
_LITERALS = st.one_of(
    st.builds(Literal, _TEXTS),
    st.builds(lambda text: Literal(text, language="fr-ca"), _TEXTS),
    st.builds(lambda text: Literal(text, datatype=NamedNode("http://e.org/d&d'")), _TEXTS),
)
_IRIS = st.sampled_from(
    [NamedNode(each) for each in (*WRITABLE, *UNWRITABLE, "mailto:a'b@e.org", "http://e.org/?a&b")]
)
_BLANK = st.sampled_from(["0a", "a.b", "x", "0"]).map(BlankNode)
_TRIPLES = st.builds(Triple, _IRIS | _BLANK, _IRIS, _LITERALS | _IRIS | _BLANK)


def _plain(term: object) -> tuple[str, ...]:
    """Return what a term is, whichever library read it."""
    if isinstance(term, rdflib.BNode | BlankNode):
        return ("blank",)
    if isinstance(term, rdflib.URIRef):
        return "iri", str(term)
    if isinstance(term, NamedNode):
        return "iri", term.value
    if isinstance(term, rdflib.Literal):
        is_string = term.datatype is None or str(term.datatype).endswith("#string")
        return (
            "literal",
            str(term),
            term.language or "",
            "" if is_string or term.language else str(term.datatype),
        )
    assert isinstance(term, Literal)
    datatype = term.datatype.value
    return "literal", term.value, term.language or "", "" if datatype.endswith("tring") else datatype


def _read_back(content: bytes, syntax: RdfFormat) -> list[tuple[tuple[str, ...], ...]]:
    graph = (
        rdflib.Dataset()
        if syntax in (RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD)
        else rdflib.Graph()
    )
    graph.parse(data=content, format=NAMES[syntax])
    found = graph.quads() if isinstance(graph, rdflib.Dataset) else graph
    return [tuple(_plain(term) for term in list(each)[:3]) for each in found]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib on itself
@pytest.mark.parametrize("syntax", NAMES, ids=NAMES.values())
@given(triple=_TRIPLES)
def test_read_back_equal_or_refused(syntax: RdfFormat, triple: Triple) -> None:
    """Another parser reads the same statement; only XML refuses any, and only what it cannot have."""
    if syntax == RdfFormat.RDF_XML and _is_beyond_xml(triple):
        with pytest.raises(FormatError):
            serialize_statements([triple], syntax)
        return
    content = serialize_statements([triple], syntax)
    assert _read_back(content, syntax) == [
        tuple(map(_plain, (triple.subject, triple.predicate, triple.object)))
    ]


_WITHIN_XML = st.builds(
    Triple,
    _IRIS,
    st.sampled_from([*map(NamedNode, WRITABLE), TYPE]),
    st.builds(
        Literal, _TEXTS.map(lambda text: "".join(each for each in text if each not in FORBIDDEN_IN_XML))
    )
    | st.sampled_from([NamedNode(each) for each in WRITABLE]),
)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib on itself
@pytest.mark.parametrize("syntax", NAMES, ids=NAMES.values())
@given(triples=st.sets(_WITHIN_XML, max_size=8))
def test_many_are_read_back_equal(syntax: RdfFormat, triples: set[Triple]) -> None:
    """Whatever stands beside them: subjects that recur, classes written as names, the same prefix twice."""
    content = serialize_statements(sorted(triples, key=str), syntax)
    assert set(_read_back(content, syntax)) == {
        tuple(map(_plain, (each.subject, each.predicate, each.object))) for each in triples
    }


def _is_beyond_xml(triple: Triple) -> bool:
    is_named = triple.predicate.value in UNWRITABLE
    return is_named or (
        isinstance(triple.object, Literal) and bool(FORBIDDEN_IN_XML & set(triple.object.value))
    )


@pytest.mark.parametrize("iri", UNWRITABLE)
def test_a_name_that_is_none_is_refused_by_name(iri: str) -> None:
    """As a property always, as a class where the engine would write it as a name; other formats write it."""
    for triple in (Triple(SUBJECT, NamedNode(iri), OBJECT), Triple(SUBJECT, TYPE, NamedNode(iri))):
        if triple.predicate == TYPE and "22-rdf-syntax-ns#" in iri:
            assert iri.encode() in serialize_statements([triple], RdfFormat.RDF_XML)
            continue
        with pytest.raises(NameUnwritable) as refused:
            serialize_statements([triple], RdfFormat.RDF_XML)
        for language in ("fr", "en"):
            assert f"<{iri}>" in refused.value.message(language)
            assert "Turtle" in refused.value.hint(language)
        assert _read_back(serialize_statements([triple], RdfFormat.TURTLE), RdfFormat.TURTLE)


@pytest.mark.parametrize("iri", WRITABLE)
def test_a_name_that_is_one_is_written(iri: str) -> None:
    """As a property and as a class."""
    for triple in (Triple(SUBJECT, NamedNode(iri), OBJECT), Triple(SUBJECT, TYPE, NamedNode(iri))):
        content = serialize_statements([triple], RdfFormat.RDF_XML)
        assert _read_back(content, RdfFormat.RDF_XML) == [
            tuple(map(_plain, (triple.subject, triple.predicate, triple.object)))
        ]


def test_a_forbidden_character_is_named_in_its_value() -> None:
    """The code point, and the text around it, with nothing that a terminal would obey."""
    text = "Atelier <b>du\x1b livre & des mots"
    with pytest.raises(CharacterUnwritable) as refused:
        serialize_statements([Triple(SUBJECT, OBJECT, Literal(text))], RdfFormat.RDF_XML)
    assert refused.value.message("en") == (
        "RDF/XML cannot write the character U+001B of “Atelier <b>du\\u001B livre & des mots”: XML forbids it."
    )
    assert "U+001B" in refused.value.message("fr")


def test_a_statement_of_rdf_1_2_is_refused_by_json_ld() -> None:
    """A triple as a value, or a text with its direction; the error names it."""
    inner = Triple(SUBJECT, OBJECT, Literal("x"))
    for value in (inner, Literal("x", language="ar", direction=BaseDirection.RTL)):
        with pytest.raises(StatementUnwritable, match=r"<http://e\.org/s>"):
            serialize_statements([Triple(SUBJECT, OBJECT, value)], RdfFormat.JSON_LD)


def test_only_prefixes_that_are_used_are_declared() -> None:
    """A word with a colon in a text or an IRI is no prefix."""
    title = NamedNode("http://purl.org/dc/terms/title")
    content = serialize_statements([Triple(SUBJECT, title, Literal("skos: x\n foaf:y"))], RdfFormat.TURTLE)
    assert [line.split()[1] for line in content.splitlines() if line.startswith(b"@prefix")] == [b"dcterms:"]


def test_prefixes_of_a_stream_are_the_declared_and_the_used() -> None:
    """A declared namespace keeps its own prefix; ours for the same one is not declared beside it."""
    triples = [
        Triple(SUBJECT, NamedNode("http://purl.org/dc/terms/title"), Literal(str(number)))
        for number in range(5000)
    ]
    triples.append(Triple(SUBJECT, NamedNode("http://xmlns.com/foaf/0.1/name"), Literal("x")))
    for declared, expected in (
        ({}, {"dcterms": "http://purl.org/dc/terms/"}),
        ({"d": "http://purl.org/dc/terms/"}, {"d": "http://purl.org/dc/terms/"}),
        ({"x": "http://x.org/"}, {"x": "http://x.org/", "dcterms": "http://purl.org/dc/terms/"}),
        ({"foaf": "http://x.org/"}, {"foaf": "http://x.org/", "dcterms": "http://purl.org/dc/terms/"}),
    ):
        same, namespaces = with_prefixes_used(iter(triples), declared)
        assert namespaces == expected
        assert list(same) == triples


@pytest.mark.parametrize("prefix", ["", "xml", "XMLfoo", "rdf", "its", "é", "a.b"])
def test_a_prefix_of_the_query_never_breaks_xml(prefix: str) -> None:
    """What XML keeps for itself, or cannot be a name in it, is left out there."""
    output = BytesIO()
    triple = Triple(SUBJECT, NamedNode("http://e.org/p"), OBJECT)
    write_statements([triple], output, RdfFormat.RDF_XML, {prefix: "http://e.org/"})
    assert len(_read_back(output.getvalue(), RdfFormat.RDF_XML)) == 1
