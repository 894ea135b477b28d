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
