"""Tests of graph.sparql.rewriting.order_by: values of all kinds are put in an order, and it is one that SPARQL allows."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.sparql.rewriting.order_by import order_by_kind

XSD = "http://www.w3.org/2001/XMLSchema#"
COUNT = 400  # enough for a sort to notice


def _mixed() -> Store:
    rng, store = Random(5), Store()
    kinds = [
        lambda number: Literal(f"mot {number}"),
        lambda number: Literal(f"mot {number}", language="fr"),
        Literal,
        lambda number: Literal(number / 7),
        lambda number: Literal(bool(number % 2)),
        lambda number: Literal(f"20{number % 90 + 10}-03-01", datatype=NamedNode(XSD + "date")),
        lambda number: Literal(f"20{number % 90 + 10}", datatype=NamedNode(XSD + "gYear")),
        lambda number: NamedNode(f"http://example.org/{number}"),
    ]
    for number in range(COUNT):
        value = rng.choice(kinds)(rng.randrange(1000))
        subject = NamedNode(f"http://example.org/s{number}")
        store.add(Quad(subject, NamedNode("http://example.org/p"), value, DefaultGraph()))
    return store


@pytest.mark.parametrize("order", ["?o", "DESC(?o)", "?s DESC(?o)", "DESC((?o)) STR(?s)"])
def test_all_kinds_are_ordered(order: str) -> None:
    """Every row is there; each two neighbours that "<" compares stand as they are to stand."""
    store = _mixed()
    rows = [row["o"] for row in store.query(order_by_kind(f"SELECT ?s ?o {{ ?s ?p ?o }} ORDER BY {order}"))]  # type: ignore[union-attr, index, call-overload]
    assert len(rows) == COUNT
    if "?s DESC" in order:
        return
    for before, after in pairwise(reversed(rows) if "DESC" in order else rows):
        assert not store.query(f"ASK {{ FILTER({after} < {before}) }}"), (before, after)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s ?p ?o }",
        "SELECT ?o { ?s ?p ?o } ORDER BY",
        "SELECT ?o { ?s ?p 'ORDER BY ?o' } # ORDER BY ?o",
        "SELECT ?o { ?s ?p ?o } ORDER BY NOT EXISTS { ?o ?p ?s }",
    ],
)
def test_what_has_no_condition_is_left_as_it_is(query: str) -> None:
    """Nothing is guessed."""
    assert order_by_kind(query) == query


def test_each_clause_is_written_anew() -> None:
    """That of a query within it too; what follows the conditions stays."""
    inner = "SELECT ?o { ?s ?p ?o } ORDER BY ?o LIMIT 9"
    query = f"SELECT * {{ {{ {inner} }} }} ORDER BY DESC(STR(?o)) <{XSD}string>(?o) OFFSET 2"
    written = order_by_kind(query)
    assert written.count("isNumeric(") == 3
    assert written.endswith(" OFFSET 2")
    store = _mixed()
    assert len(list(store.query(written))) == 7  # type: ignore[arg-type]


def test_groups_are_ordered_by_what_is_counted() -> None:
    """An aggregate may be said twice."""
    query = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(COUNT(*)) ?p"
    assert len(list(_mixed().query(order_by_kind(query)))) == 1  # type: ignore[arg-type]
