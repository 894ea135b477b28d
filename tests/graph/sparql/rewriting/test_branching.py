"""Tests of graph.sparql.rewriting.branching: queries that the fuzzer found to be rewritten wrongly once, made small."""

from __future__ import annotations

import pytest

from graph.sparql.rewriting.rules import Rewriter

PREFIX = "PREFIX : <http://a.example/> "


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(DISTINCT *) AS ?n) { { SELECT * { ?a :p/:q* ?b } } }",  # which would count it
        "SELECT * { { SELECT * { ?a :p/(:q|:r) ?b } } }",
        "DESCRIBE * { ?a :p/:q* ?b }",  # which would describe it
        "SELECT * { :a (:p|:q)/:r 2 }",  # which has no column
    ],
)
def test_a_variable_that_a_rule_adds_is_seen_by_nobody(text: str) -> None:
    """A sequence is not taken apart where a star lists what stands between its steps."""
    assert Rewriter(("alternatives", "closures", "star")).query(PREFIX + text).text == PREFIX + text


def test_a_star_is_listed_or_left() -> None:
    """At the top of a query columns are listed as they were, unless that is switched off."""
    text = PREFIX + "SELECT * { ?a :p/:q* ?b }"
    assert Rewriter(("closures", "star")).query(text).rules == ("closures",)
    assert Rewriter(("closures",)).query(text).text == text


@pytest.mark.parametrize("inner", [":p/:q", ":p|:q", "!(:p|^:p)", "^(:p/:q)"])
def test_a_path_of_at_most_one_step_stays_where_its_step_repeats(inner: str) -> None:
    """`(p/q)?` leads to a term once, `p/q` as often as there are ways (section 18.4, ZeroOrOnePath)."""
    text = PREFIX + f"SELECT ?a ?b {{ ?a :r ?c . ?a ({inner})? ?b }}"
    assert Rewriter(("closures",)).query(text).text == text
    assert Rewriter(("closures",)).query(text.replace(")?", ")*")).text != text


def test_a_block_with_a_collection_stays() -> None:
    """Its patterns have no text of their own, so that they could not be written again."""
    text = PREFIX + "SELECT ?a { ?a :p|:q ?b . ?b :r (1 2) }"
    assert Rewriter(("alternatives",)).query(text).text == text
