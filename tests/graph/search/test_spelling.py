"""Tests of graph.search.spelling: which words are taken for misspelt, and what for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.rdf.terms import Literal, Triple, name
from graph.search.index import SearchIndex
from graph.search.spelling import corrected, joined
from tests.graph.connections.worlds import thing
from tests.graph.search import worlds


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Index a need and a commune, each of one word."""
    triples = set()
    for kind, class_, label in (
        ("need", "mai:Need", "Entraide"),
        ("territory", "igeo:Commune", "Montpellier, Clermont Ferrand"),
    ):
        triples.add(Triple(thing(kind, 1), name("rdf:type"), name(class_)))
        triples.add(Triple(thing(kind, 1), name("skos:prefLabel"), Literal(label, language="fr")))
    return worlds.built(triples, tmp_path_factory.mktemp("spelling") / "index")


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        (["entreaide"], {"entreaide": "entraide"}),
        (["entriade"], {"entriade": "entraide"}),
        (["montpelie"], {"montpelie": "montpellier"}),
        (["montpelier", "entraide"], {}),  # beside other words, none is taken for a place
        (["entreaide", "montpellier"], {"entreaide": "entraide"}),
        (["clermon", "ferrand"], {"clermon": "clermont"}),
        (["antraide"], {}),  # the first letter is believed
        (["entraide"], {}),
        (["entr"], {}),  # begins a word
        (["entraide5"], {}),
        (["enx"], {}),
        (["encyclopedie"], {}),
        ([], {}),
    ],
)
def test_only_an_unknown_word_near_a_known_one_is_read_as_that(
    index: SearchIndex, words: Sequence[str], read_as: dict[str, str]
) -> None:
    """One or two letters off."""
    assert corrected(index._searcher, words) == read_as


def test_a_beginning_may_be_misspelt(index: SearchIndex) -> None:
    """Where the word may go on."""
    assert corrected(index._searcher, ["montpeli"], is_beginning=True) == {"montpeli": "montpellier"}
    assert corrected(index._searcher, ["mantpel"], is_beginning=True) == {"mantpel": "montpellier"}
    assert corrected(index._searcher, ["mantpel"]) == {}


def test_neighbours_are_joined_where_that_is_a_word(index: SearchIndex) -> None:
    """And only there."""
    assert joined(index._searcher, ["par", "entr", "aide"]) == [["par", "entraide"]]
    assert joined(index._searcher, ["par", "aide"]) == []
