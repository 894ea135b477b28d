"""Tests of graph.sparql.query_analysis: queries read as words."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store

from graph.sparql.query_analysis import read_query_outline

DATA = "<urn:a> <urn:p> 1 , 2 . <urn:b> <urn:p> 3 . <urn:b> <urn:from> 4 ."
SELECTS = [
    "SELECT * { ?s ?p ?o }",
    "PREFIX p: <urn:> SELECT ?s WHERE { ?s p:p ?o } LIMIT 2",
    "BASE <urn:x> # SELECT\nPREFIX limit: <urn:> SELECT DISTINCT ?s { ?s limit:p ?o } ORDER BY ?s",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (?n > 1)",
    "SELECT ?s FROM <urn:g> FROM NAMED <urn:h> { ?s ?p ?o }",
    "PREFIX from: <urn:> SELECT ?s FROM from:g WHERE { ?s from:from ?o }",
    "SELECT ?s { ?s ?p '} LIMIT 1 {' }",
    "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 1 } } # LIMIT 0",
    "SELECT ?s { ?s ?p ?o } VALUES ?o { 1 2 }",
]
CONSTRUCTS = [
    "CONSTRUCT { ?o <urn:q> ?s } WHERE { ?s <urn:p> ?o }",
    "PREFIX p: <urn:> CONSTRUCT WHERE { ?s p:p ?o } LIMIT 2",
    "CONSTRUCT FROM <urn:g> WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o . ?s <urn:k> '}' } FROM <urn:g> { ?s ?p ?o } ORDER BY ?o OFFSET 1",
]


@pytest.fixture
def store() -> Store:
    """Hold a few triples in the default graph and in a named one."""
    held = Store()
    held.load(DATA.encode(), RdfFormat.TURTLE)
    held.update(f"INSERT DATA {{ GRAPH <urn:g> {{ {DATA} }} }}")
    return held


def _rows(store: Store, text: str) -> list[list[str]]:
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return [[str(each) for each in row] for row in found]


@pytest.mark.parametrize("text", SELECTS)
def test_counting_gives_the_number_of_rows(store: Store, text: str) -> None:
    """Whatever clauses the query has, and wherever its words stand in strings, names and comments."""
    number = str(len(_rows(store, text)))
    assert _rows(store, read_query_outline(text).counting())[0][0].startswith(f'"{number}"')


@pytest.mark.parametrize("text", CONSTRUCTS)
def test_rows_are_those_that_a_construct_is_made_of(store: Store, text: str) -> None:
    """As many as a SELECT of all variables gives."""
    outline = read_query_outline(text)
    rows = _rows(store, outline.rows().text())
    assert rows
    made = {str(each) for each in store.query(text)}  # type: ignore[union-attr]
    values = " ".join("(" + " ".join(row) + ")" for row in rows)
    again = store.query(
        f"{outline.head}CONSTRUCT {outline.template} {{ VALUES ({' '.join(outline.variables)}) {{ {values} }} }}"
    )
    assert {str(each) for each in again} == made  # type: ignore[union-attr]


@pytest.mark.parametrize("text", [SELECTS[1], CONSTRUCTS[1]])
def test_the_querys_own_limit_is_known(text: str) -> None:
    """Such a result is whole when it has as many rows."""
    outline = read_query_outline(text)
    assert (outline.limit, outline.is_open) == (2, False)


def test_a_limit_is_added_only_where_it_may_stand() -> None:
    """Not beside the query's own, nor after VALUES; those of sub-SELECTs don't count."""
    assert [read_query_outline(each).is_open for each in SELECTS] == [
        *(True, False, True, True, True, True, True, True, False)
    ]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ASK { }", "ask"),
        ("PREFIX a: <b:> DESCRIBE a:c", "describe"),
        ("\\u0053ELECT * { ?s ?p ?o }", "select"),
        ("INSERT DATA { }", "insert"),
        ("", ""),
    ],
)
def test_of_other_texts_only_the_form_is_told(text: str, form: str) -> None:
    """What cannot be counted is not rewritten."""
    outline = read_query_outline(text)
    assert (outline.form, outline.rest) == (form, "")
