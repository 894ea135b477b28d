"""Tests of graph.sparql.update_limits: what would exhaust the engine's stack is refused, whatever it is made of."""

from __future__ import annotations

import pytest

from graph.errors import UpdateTooDeep
from graph.sparql.update_limits import MOST_BRACKETS, MOST_OPERATORS, check_update_nesting

_WHERE = "INSERT { GRAPH <x:g> { <x:a> <x:b> 1 } } WHERE { "
_DEEP, _MANY = MOST_BRACKETS + 1, MOST_OPERATORS + 1
HOSTILE = {
    "groups": _WHERE + "{" * _DEEP + "}" * _DEEP + "}",
    "triple terms": "INSERT DATA { <x:a> <x:b> " + "<< <x:a> <x:b> " * _DEEP + "1" + " >>" * _DEEP + " }",
    "collections": "INSERT DATA { <x:a> <x:b> " + "(" * _DEEP + ")" * _DEEP + " }",
    "blank nodes": "INSERT DATA { <x:a> <x:b> " + "[ <x:b> " * _DEEP + "1" + "]" * _DEEP + " }",
    "parentheses": _WHERE + "FILTER(" + "(" * _DEEP + "1" + ")" * _DEEP + ") }",
    "negations": _WHERE + "FILTER(" + "!" * _MANY + "1) }",
    "alternatives": _WHERE + "FILTER(" + "1 || " * _MANY + "1) }",
    "a path": _WHERE + "?a " + "<x:p>/" * _MANY + "<x:p> ?b }",
    "unions": _WHERE + "{} UNION " * _MANY + "{} }",
    "optional parts": _WHERE + "OPTIONAL { ?a ?b ?c } " * _MANY + "}",
    "the second operation": "INSERT DATA { <x:a> <x:b> 1 } ; " + _WHERE + "{" * _DEEP + "}" * _DEEP + "}",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_nested_or_joined_too_far_is_refused(case: str) -> None:
    """With what it is and how much is allowed."""
    with pytest.raises(UpdateTooDeep, match=f"{MOST_BRACKETS}|{MOST_OPERATORS}"):
        check_update_nesting(HOSTILE[case])


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { " + "<x:a> <x:b> -1, +2, 'a/b|c', <x:a/b> . " * 2 * MOST_OPERATORS + "}",
        "INSERT DATA { <x:a> <x:b> [ <x:c> ( 1 2 ( 3 ) ) ] } ; " * MOST_BRACKETS,
        "INSERT DATA { <x:a> <x:b> '" + "{(" * MOST_OPERATORS + "' }",
        _WHERE + "?a <x:p>/<x:q>* ?b FILTER(!(?a = ?b || 1 + 2 > 3)) }",
    ],
)
def test_much_data_is_not_nesting(text: str) -> None:
    """Signs and brackets in data, strings and names count for nothing."""
    check_update_nesting(text)
