"""Tests of graph.sparql.hints: what a query that was stopped is told."""

from __future__ import annotations

import pytest

from graph.sparql.hints import _KINDS, advice
from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.tree import SelectNode

SHAPES = {
    "unconnected": "SELECT * {\n ?a <x:p> ?b .\n ?c <x:q> ?d }",
    "joined-by-filter": "SELECT * { ?a <x:p> ?b . ?c <x:q> ?d\n FILTER(STR(?b) = STR(?d)) }",
    "largest-of-group": "SELECT * { ?a <x:in> ?g ; <x:n> ?n\n FILTER NOT EXISTS { ?b <x:in> ?g ; <x:n> ?m FILTER(?m > ?n) } }",
    "exists-joined": "SELECT * { ?a <x:p> ?b\n FILTER EXISTS { ?a <x:q> ?c . ?c <x:r> ?d MINUS { ?d <x:s> 1 } } }",
    "union-apart": "SELECT * { ?a <x:p> ?b\n { SELECT ?a { ?a <x:q> ?c . ?c <x:r> ?d } } }",
    "computed-key": "SELECT * {\n { ?a <x:p> ?n BIND(STR(?n) AS ?k) } { ?b <x:q> ?m BIND(STR(?m) AS ?k) } }",
    "after-optional": "SELECT * { ?a <x:p> ?b OPTIONAL { ?a <x:q> ?c }\n ?c <x:r> ?d }",
    "regex-computed": "SELECT * { ?a <x:p> ?b ; <x:q> ?w\n FILTER(REGEX(?b, ?w)) }",
    "free-closure": "SELECT * {\n ?a <x:p>* ?b }",
    "many-patterns": "SELECT * {\n " + " ".join(f"?a <x:p> {each} ." for each in range(101)) + " }",
}


@pytest.mark.parametrize(("code", "text"), SHAPES.items())
def test_each_shape_is_found_at_its_place(code: str, text: str) -> None:
    """The sentence begins with line and column of what takes long, and speaks both languages."""
    found = advice(text)
    assert found is not None
    start = next(iter(_KINDS[code](read(text))))[0]
    assert found.en.startswith(f"{text.count(chr(10), 0, start) + 1}:")
    assert found.fr != found.en
    assert next(each for each, find in _KINDS.items() if list(find(read(text)))) == code


def read(text: str) -> SelectNode:
    """Read a query."""
    return read_query_tree(text).select


@pytest.mark.parametrize(
    "text",
    ["SELECT * { ?a <x:p> ?b . ?b <x:q> ?c }", "no query", "SELECT * { ?a <x:p> ?b }" + " " * (1 << 16)],
)
def test_where_nothing_is_known_nothing_is_said(text: str) -> None:
    """A plain query, a text that is none, and one that is too long to be looked at have no hint."""
    assert advice(text) is None


def test_every_shape_is_tried() -> None:
    """No kind of hint is without a query that has it."""
    assert SHAPES.keys() == _KINDS.keys()
