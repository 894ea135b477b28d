"""Tests of graph.sparql.rewriting.constants: queries that the fuzzer found, made small."""

from __future__ import annotations

import pytest

from graph.sparql.rewriting.rules import Rewriter


@pytest.mark.parametrize(
    "where", [":b !(:q) ?a", "{ :b !(:q) ?a } UNION { ?a :q :b }", "GRAPH :g { ?a ^!:q ?c }"]
)
def test_a_negated_set_is_not_asked_between_two_known_terms(where: str) -> None:
    """There the engine gives a pair once; with a variable at an end, once for each predicate, as section 18.4 wants it."""
    text = f"PREFIX : <http://a.example/> SELECT ?a {{ {where} FILTER(?a = :b) }}"
    assert Rewriter(("constants",)).query(text).text == text
    assert Rewriter(("constants",)).query(text.replace("!(:q)", ":q").replace("!:q", ":q")).text != text


@pytest.mark.parametrize(
    "where",
    [
        "?a :p _:x FILTER(?b = :c) _:x :q ?b",  # one label in two blocks, which data would part
        "?a :p ?b FILTER(?b = '2020-01-31T01:00:00+01:00'^^xsd:dateTime)",  # equal by value
        "?a :p ?b FILTER(?b = 1.0)",
    ],
)
def test_what_cannot_be_looked_up_stays(where: str) -> None:
    """No data is put there."""
    text = f"PREFIX : <http://a.example/> SELECT ?a {{ {where} }}"
    assert Rewriter(("constants",)).query(text).text == text


@pytest.mark.parametrize("count", [2, 3, 2000])
def test_however_many_choices_are_looked_up(count: int) -> None:
    """A list that a program writes as one condition after the other is one list of data."""
    choices = [f":c{each}" for each in range(count)]
    text = f"PREFIX : <http://a.example/> SELECT ?a {{ ?a :p ?b FILTER({' || '.join(f'?b = {each}' for each in choices)}) }}"
    assert f"VALUES ?b {{ {' '.join(choices)} }} ?a :p ?b" in Rewriter(("constants",)).query(text).text
    assert "VALUES" not in Rewriter(("constants",)).query(text.replace("?b = :c1", "?a = :c1")).text
