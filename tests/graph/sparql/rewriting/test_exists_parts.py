"""Tests of graph.sparql.rewriting.exists_parts: queries that the fuzzer found to be rewritten wrongly once, made small."""

from __future__ import annotations

import pytest

from graph.sparql.rewriting.rules import Rewriter


@pytest.mark.parametrize(
    "patterns",
    [
        "?c ?y [] . { ?y :p? ?z }",  # a predicate, which may be no node
        "?c :p? ?y . ?y :q? ?d . { ?y :p* ?z } UNION { ?z :p ?y }",
        "GRAPH :g { ?c :p ?y } { ?y :p? ?z }",  # a node of another graph
        "?c ?y [] . { ?y :p? ?z } UNION { ?y :q ?z }",
    ],
)
def test_a_branch_with_a_path_of_no_length_stays_where_its_end_may_be_no_node(patterns: str) -> None:
    """On its own the branch has nodes of the graph alone; with the variable known, whatever it is (section 18.4)."""
    text = f"PREFIX : <http://a.example/> SELECT ?a {{ ?a :p ?c FILTER EXISTS {{ {patterns} }} }}"
    assert Rewriter(("exists",)).query(text).text == text
    plain = text.replace(":p?", ":p").replace(":p*", ":p").replace(":q?", ":q")
    assert Rewriter(("exists",)).query(plain).text != plain


@pytest.mark.parametrize(
    "patterns",
    [
        "GRAPH ?g { ?c :p ?g } ?c :q ?d",  # two variables of one name: inside, a node; outside, the graph
        "?y :p? ?z . ?c :q ?d { ?x ?y ?c } UNION { ?y :q ?c }",  # a path of no length at what a union binds
        "?c :p?/:q? ?d",  # the term between two paths of no length may be no node
        "?c :p (1 2) ; :q ?d",  # a collection, whose patterns have no text of their own
        "SELECT ?c { ?c :p ?d . ?d :q ?e }",
    ],
)
def test_what_cannot_be_nested_stays(patterns: str) -> None:
    """Each names a condition that random queries seldom meet."""
    text = f"PREFIX : <http://a.example/> SELECT ?a {{ ?a :p ?c FILTER EXISTS {{ {patterns} }} }}"
    assert Rewriter(("exists",)).query(text).text == text
