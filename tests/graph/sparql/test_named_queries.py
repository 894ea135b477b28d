"""Tests of graph.sparql.named_queries."""

from __future__ import annotations

import pytest

from graph.errors import BindingMismatch, UnknownQuery
from graph.rdf.terms import Literal, NamedNode
from graph.sparql.named_queries import parse_query, query_names, read_query

TEXT = """\
#+ summary: What a thing says.
#+ summary_fr: Ce que dit une chose.
#+ parameters: focus: iri, lang: lang = fr
#+ example: focus=id/need/entraide
#+ max_rows: 10
SELECT ?focus ?lang ?label WHERE { ?focus skos:prefLabel ?label . FILTER(LANG(?label) = ?lang && ?label != "foaf:{") }
"""
BASE = "http://127.0.0.1:8000"


def test_the_header_is_read() -> None:
    """Summary, parameters with their defaults, example and limit."""
    query = parse_query("example/x", TEXT)
    assert query.summary.fr == "Ce que dit une chose."
    assert [(each.name, each.kind, each.default) for each in query.parameters] == [
        ("focus", "iri", None),
        ("lang", "lang", "fr"),
    ]
    assert query.max_rows == 10
    assert query.example(BASE) == {"focus": f"{BASE}/id/need/entraide"}


def test_prefixes_used_are_found_outside_strings() -> None:
    """A prefix inside a string is not one."""
    assert parse_query("example/x", TEXT).used_prefixes() == ("skos",)


def test_the_stand_alone_text_declares_prefixes_and_binds_values() -> None:
    """PREFIX lines first, VALUES at the head of the pattern."""
    query = parse_query("example/x", TEXT)
    text = query.text(query.bind(query.example(BASE), BASE))
    assert text.startswith("PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n")
    assert f'{{\n  VALUES ?focus {{ <{BASE}/id/need/entraide> }}\n  VALUES ?lang {{ "fr" }}' in text


def test_a_construct_query_binds_in_its_pattern_not_its_template() -> None:
    """The template comes first and is left alone."""
    query = parse_query("x", "#+ parameters: s: iri\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert query.text({"s": NamedNode("http://a.example/")}) == (
        "CONSTRUCT { ?s ?p ?o } WHERE {\n  VALUES ?s { <http://a.example/> } ?s ?p ?o }\n"
    )


@pytest.mark.parametrize(
    ("given", "iri"),
    [
        ("id/need/x", f"{BASE}/id/need/x"),
        ("mai:Need", "https://w3id.org/maillage/ns#Need"),
        ("https://a.example/", "https://a.example/"),
    ],
)
def test_an_iri_may_be_relative_compact_or_whole(given: str, iri: str) -> None:
    """Three ways to write an IRI at the command line."""
    query = parse_query("x", "#+ parameters: s: iri\nASK { ?s ?p ?o }")
    assert query.bind({"s": given}, BASE) == {"s": NamedNode(iri)}


def test_a_date_gets_its_datatype() -> None:
    """A kind that is neither iri nor literal is an XSD type."""
    query = parse_query("x", "#+ parameters: d: date\nASK { ?s ?p ?d }")
    assert query.bind({"d": "2020-01-01"})["d"] == Literal(
        "2020-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")
    )


@pytest.mark.parametrize(
    "values", [{}, {"focus": "id/a", "other": "x"}, {"focus": "not an iri"}, {"focus": "no:such"}]
)
def test_values_that_are_not_the_parameters_are_refused(values: dict[str, str]) -> None:
    """Missing, unknown and ill-formed values are told apart from the right ones."""
    with pytest.raises(BindingMismatch):
        parse_query("x", TEXT).bind(values, BASE)


def test_an_unknown_name_is_refused() -> None:
    """The error says which name."""
    with pytest.raises(UnknownQuery):
        read_query("no_such_question")


def test_shipped_queries_are_found() -> None:
    """The walk sees the folders of `queries/`."""
    assert {each.partition("/")[0] for each in query_names()} >= {"check", "example"}
