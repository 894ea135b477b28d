"""Tests of graph.sparql.syntax.scope: what a part of a query may bind, and binds for certain."""

from __future__ import annotations

import pytest

from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.scope import certain_in_group, group_scope, may_be_empty, mentioned
from graph.sparql.syntax.tree import BlockNode, GroupNode


def group_of(pattern: str) -> GroupNode:
    """Read a pattern."""
    where = read_query_tree(f"SELECT * {{ {pattern} }}").select.where
    assert where is not None
    return where


@pytest.mark.parametrize(
    ("pattern", "certainly", "perhaps"),
    [
        ("?s ?p ?o", "s p o", "s p o"),
        ("?s <x:p> 1 OPTIONAL { ?s <x:q> ?o }", "s", "s o"),
        ("{ ?s ?p 1 } UNION { ?s <x:q> ?o }", "s", "s p o"),
        ("VALUES (?a ?b) { (1 UNDEF) (2 3) }", "a", "a b"),
        ("GRAPH ?g { ?s <x:p> 1 }", "g s", "g s"),
        ("?s <x:p> 1 BIND(1 AS ?x) MINUS { ?s ?p ?o }", "s", "s x"),
        ("{ SELECT ?s (1 AS ?n) { ?s ?p ?o } }", "s", "s n"),
        ("{ SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o OPTIONAL { ?s <x:q> ?k } } GROUP BY ?s ?k }", "s", "s n"),
        ("{ SELECT * { ?s <x:p>/<x:q> ?o } }", "s o", "s o"),
    ],
)
def test_scope_and_certainty(pattern: str, certainly: str, perhaps: str) -> None:
    """What every solution binds, and what some may bind (section 18.2.1)."""
    assert certain_in_group(group_of(pattern)) == set(certainly.split())
    assert group_scope(group_of(pattern)) == set(perhaps.split())


def test_every_name_is_found() -> None:
    """Names in filters, EXISTS, sub-queries and graphs count as mentioned."""
    pattern = "?a <x:p> ?b FILTER(?c || EXISTS { GRAPH ?d { ?e ?f ?g } }) { SELECT (?h AS ?i) { ?j <x:p> 1 } ORDER BY ?k }"
    assert mentioned(group_of(pattern)) == set("abcdefghijk")


@pytest.mark.parametrize(("path", "is_empty"), [("<p>", 0), ("<p>*", 1), ("<p>?/<q>*", 1), ("<p>*/<q>", 0), ("<p>|<q>?", 1), ("^(<p>*)", 1), ("(<p>?)+", 1), ("!<p>", 0)])  # fmt: skip
def test_paths_that_may_have_no_length(path: str, is_empty: int) -> None:
    """A path may match a term and itself (section 9.3)."""
    (block,) = group_of(f"?s {path} ?o").elements
    assert isinstance(block, BlockNode)
    assert may_be_empty(block.patterns[0].path) == bool(is_empty)
