"""Tests of graph.sparql.rewriting.needs: what lacks something that a query needs gives no row, and what needs are read."""

from __future__ import annotations

from functools import partial

import pytest
from pyoxigraph import Store

from graph.rdf.terms import DefaultGraph, NamedNode, Variable
from graph.sparql.rewriting.needs import NOTHING, Look, read_needs
from tests.fuzzing.language.printing import query_text
from tests.fuzzing.running import RunOptions, cases

P, Q, A = (NamedNode(f"http://a.example/{each}") for each in "pqa")
PREFIX = "PREFIX : <http://a.example/> "
QUERIES, LEAST_SPARED = 1_000, 3


@pytest.mark.parametrize("template", ["any", "A", "E"])
def test_without_what_it_needs_a_query_has_no_row(template: str) -> None:
    """Random queries over random data: the engine finds none either."""
    spared = 0
    for case in cases(RunOptions(template, QUERIES, tries=0)):
        text = query_text(case.query)
        if not read_needs(text).are_met(partial(is_held, case.comparer.engine.store)):
            spared += 1
            assert not case.comparer.engine.answer(text).rows, text
    assert spared > LEAST_SPARED


def is_held(store: Store, look: Look) -> bool:
    """Return whether a store has a triple of a pattern."""
    ends = [None if isinstance(each, Variable) else each for each in (look[0], look[2])]
    return any(store.quads_for_pattern(ends[0], look[1], ends[1], DefaultGraph()))


# Queries, and what of that is there in vain.
NEEDY = {
    "SELECT ?x { ?x :p :a . ?x :q ?y }": [(Variable("x"), P, A)],
    "SELECT ?x { ?x :p ?y { ?x :q :a } UNION { ?x :q ?x } }": [(Variable("x"), P, Variable("y"))],
    "SELECT ?x { { ?x :p ?y } UNION { :a :p ?x . ?x :q ?z } }": [(A, P, Variable("x"))],
    "ASK { ?x :p ?y FILTER EXISTS { ?y :q :a } }": [(Variable("x"), P, Variable("y"))],
}


@pytest.mark.parametrize(("text", "there"), NEEDY.items())
def test_a_part_of_what_is_needed_is_not_enough(text: str, there: list[Look]) -> None:
    """Every pattern, one branch of each union, and what FILTER EXISTS asks for."""
    assert not read_needs(PREFIX + text).are_met(there.__contains__)
    assert read_needs(PREFIX + text).are_met(lambda _: True)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?x :p ?y }",  # a row for no solution
        "SELECT ?x { OPTIONAL { ?x :p ?y } }",
        "SELECT ?x { FILTER NOT EXISTS { ?x :p ?y } }",
        "SELECT ?x { FILTER(EXISTS { ?x :p ?y } || ?z) }",
        "SELECT ?x { { ?x :p ?y } UNION { } }",
        "SELECT ?x { { SELECT ?x { ?x :p ?y } } }",
        "SELECT ?x { GRAPH :g { ?x :p ?y } }",
        "SELECT ?x FROM :g { ?x :p ?y }",
        "SELECT ?x { ?x :p* :a }",
        "SELECT ?x { ?x ?p :a }",
    ],
)
def test_what_may_have_rows_without_needs_nothing(text: str) -> None:
    """Neither what is optional, nor what is denied, nor what other graphs hold."""
    assert read_needs(PREFIX + text) == NOTHING
