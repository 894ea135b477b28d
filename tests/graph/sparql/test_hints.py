"""Tests of graph.sparql.hints: what a query that was stopped is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

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
    ["SELECT * { ?a <x:p> ?b . ?b <x:q> ?c }", "no query", "SELECT * { ?a <x:p> ?b }" + " " * (1 << 15)],
)
def test_where_nothing_is_known_nothing_is_said(text: str) -> None:
    """A plain query, a text that is none, and one that is too long to be looked at have no hint."""
    assert advice(text) is None


def test_every_shape_is_tried() -> None:
    """No kind of hint is without a query that has it."""
    assert SHAPES.keys() == _KINDS.keys()


# One part of each is repeated: `{}` stands for its number.
GROWING = {
    "union": ("SELECT * {{ ?a a ?t . {{ }} {} }}", "UNION {{ ?a ?b ?c . ?a ?e ?f }} "),
    "unions": ("SELECT * {{ ?a a ?t . {} }}", "{{ ?a ?b ?c BIND(STR(?c) AS ?k{0}) }} UNION {{ ?a ?e ?f }} "),
    "optional": ("SELECT * {{ ?a a ?t . {} }}", "OPTIONAL {{ ?a ?b{0} ?c{0} }} ?a ?d ?e{0} . "),
    "minus": ("SELECT * {{ ?a a ?t . {} }}", "MINUS {{ ?a ?b{0} ?c . ?c a ?d }} "),
    "exists": ("SELECT * {{ ?a a ?t . {} }}", "FILTER EXISTS {{ ?a ?b{0} ?c . ?c a ?d }} "),
    "filters of parts": ("SELECT * {{ ?a0 a ?t0 . {} }}", "?a{0} a ?t{0} . FILTER(?a{0} = ?a0) "),
    "patterns": ("SELECT * {{ {} }}", "?a{0} <x:p>* ?t{0} . "),
    "choices": ("SELECT * {{ ?a a ?t FILTER(?a = 0{}) }}", " || ?a = {0}"),
    "conditions": ("SELECT * {{ ?a a ?t FILTER(?a = 0{}) }}", " && EXISTS {{ ?a a ?t{0} . ?t{0} ?p ?q }}"),
    "columns": ("SELECT {} {{ ?a a ?t }}", "(EXISTS {{ ?a a ?t . ?t ?p ?q }} AS ?v{0}) "),
}


@pytest.mark.parametrize(("whole", "part"), GROWING.values(), ids=GROWING)
def test_twice_the_text_takes_twice_the_work(whole: str, part: str) -> None:
    """Counted in calls of functions: the process that looks for a hint answers everybody else meanwhile."""
    once, twice = (whole.format("".join(part.format(i) for i in range(count))) for count in (100, 200))
    assert read_query_tree(once).select is not None
    assert calls_of(advice, twice) < 2.2 * calls_of(advice, once)


def calls_of(function: Callable[[str], object], text: str) -> int:
    """Count the calls of functions that a call leads to."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("mark", ["+", "*", "||", "&&"])
def test_a_chain_of_thousands_is_no_error(mark: str) -> None:
    """It has a hint or none."""
    advice("SELECT * { ?a <x:p> ?b FILTER(1 < " + f" {mark} ".join(["?b"] * 5000) + ") }")
