"""Tests of graph.search.store_reader: links are counted alike, few or many; a value where a node is meant does no harm."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.rdf.terms import name
from graph.search.store_reader import StoreReader

HUB = NamedNode("https://data.example.org/hub")
_LINKS = frozenset({name("mai:answersNeed"), name("mai:onTerritory")})


@pytest.mark.parametrize("count", [0, 1, 39, 40, 41, 200])
def test_links_are_counted_alike_few_or_many(count: int) -> None:
    """Only by the properties asked for, in the default graph, and at most so many."""
    store = Store()
    for number in range(count):
        here = NamedNode(f"https://data.example.org/{number}")
        predicate = name(("mai:answersNeed", "mai:onTerritory", "rdfs:seeAlso")[number % 3])
        store.add(Quad(here, predicate, HUB))
        store.add(Quad(here, name("mai:answersNeed"), HUB, NamedNode("https://data.example.org/draft")))
    expected = count - count // 3
    assert StoreReader(store).count_links(HUB, _LINKS, 10_000) == expected
    assert StoreReader(store).count_links(HUB, _LINKS, 5) == min(expected, 5)


def test_a_literal_has_no_statements() -> None:
    """Where a contribution states one instead of a node."""
    assert StoreReader(Store()).texts(Literal("x"), "oa:exact") == []
