"""Tests of graph.sparql.preparation: which texts are read for rules at all."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.sparql.preparation import Preparation, Prepared, prepare_query, prepare_update
from graph.sparql.rewriting.rules import Rewriter
from graph.sparql.statistics import count_statistics


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT ?o { <x:a> <x:p>|<x:q> ?o }", "alternatives"),
        ("ASK { <x:a> <x:p>? <x:b> . ?k a ?t . ?k <x:p>? ?u }", "closures"),
    ],
)
def test_a_text_without_brackets_is_read_where_a_rule_may_change_it(text: str, rule: str) -> None:
    """Neither a function nor a group within a group is needed for a path to be unfolded."""
    assert rule in prepare_query(text, Rewriter(), "http://a.example/", {}).rules


@pytest.mark.parametrize("separator", [" . ", ".\n", "."])
def test_three_plain_patterns_are_put_in_order(separator: str) -> None:
    """Whatever stands between them."""
    store = Store()
    store.update("INSERT DATA { <x:a> <x:p> 1, 2, 3 ; <x:r> 1 ; <x:q> <x:b> . <x:b> <x:r> 2 }")
    text = f"SELECT ?k {{ {separator.join(('?s <x:p> ?n', '?s <x:q> ?t', '?t <x:r> ?k'))} }}"
    rewriter = Rewriter(statistics=count_statistics(store))
    assert prepare_query(text, rewriter, "http://a.example/", {}).rules == ("order",)


def test_the_pattern_of_an_update_without_brackets_is_read() -> None:
    """An alternative in the WHERE of an update is unfolded, and finds what either of its paths leads to."""
    text = "INSERT { <x:a> <x:n> ?o } WHERE { <x:a> <x:p>|<x:q> ?o }"
    prepared = prepare_update(text, Rewriter(), "http://a.example/")
    assert prepared.rules == ("alternatives",)
    store = Store()
    store.update("INSERT DATA { <x:a> <x:q> 1 } ; " + prepared.text)
    assert len(store) == 2


def test_a_plain_text_is_left_alone() -> None:
    """What no rule can change is not read."""
    assert prepare_query("SELECT ?s { ?s ?p 1 }", Rewriter(), "http://a.example/", {}).rules == ()


def test_a_query_is_prepared_once() -> None:
    """For the same graphs, as long as it is among the last ones; a refusal is none of them."""
    texts, calls = Preparation(), list[str]()

    def find(text: str, graphs: str = "") -> None:
        texts.find(text, graphs, lambda: Prepared(calls.append(text) or text))

    for text, graphs in [("a", ""), ("a", ""), ("a", "g"), ("b", ""), ("a", "g")]:
        find(text, graphs)
    assert calls == ["a", "a", "b"]
    for number in range(300):
        find(str(number))
    find("299")
    find("a")
    assert (calls.count("299"), calls[-1]) == (1, "a")
    with pytest.raises(SyntaxError):
        texts.find("{", "", lambda: prepare_query("{", Rewriter(), "http://a.example/", {}) and _refused())
    find("{")
    assert calls[-1] == "{"


def _refused() -> Prepared:
    raise SyntaxError
