"""Tests of graph.evaluate's guard against SERVICE."""

from __future__ import annotations

import pytest

from graph.errors import ServiceRefused
from graph.evaluate import refuse_service

REFUSED = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT * { SeRvIcE\n#c\n<http://127.0.0.1:9/> {} }",
    "SELECT * { FILTER(1<2) SERVICE<http://127.0.0.1:9/> {} FILTER(3>2) }",
    'SELECT * { ?s ?p "a#" . SERVICE ?x {} }',
    "SELECT * { ?s ?p '''a\n' ''' . SERVICE ?x {} }",
    'SELECT * { ?s ?p "\\"" . SERVICE ?x {} #" }',
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { { SELECT * { { SERVICE ?x { } } } } }",
    "SELECT * { ?s ?p 1.SERVICE <http://127.0.0.1:9/> {} }",
]
PASSED = [
    "SELECT * { ?s <http://a.example/service> ?service }",
    "SELECT * { ?s ?p 'SERVICE' } # SERVICE <x>",
    'SELECT * { ?s ?p """SERVICE""" }',
    "SELECT $service { ?s ex:service $service }",
]


@pytest.mark.parametrize("text", REFUSED)
def test_service_is_refused_in_any_disguise(text: str) -> None:
    """Case, spacing, nesting, comments, strings and escapes do not hide it."""
    with pytest.raises(ServiceRefused):
        refuse_service(text)


@pytest.mark.parametrize("text", PASSED)
def test_the_word_elsewhere_is_let_through(text: str) -> None:
    """IRIs, strings, comments and variables may hold the word."""
    refuse_service(text)
