"""Tests of graph.search.name_search: names as lists hold them, in random worlds and against what is stated."""

from __future__ import annotations

from random import Random

import pytest

from graph.search.folding import name_words
from graph.search.index import SearchIndex
from graph.search.model import SearchQuestion
from graph.search.name_search import NameQuestion, spellings
from tests.graph.search import worlds
from tests.graph.search.test_index import HOSTILE


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Build a random world and its index."""
    return worlds.built(worlds.random_world(Random(1)), tmp_path_factory.mktemp("names") / "index")


def test_a_name_has_spellings_with_and_without_an_article() -> None:
    """What was written comes first; an article alone is a name."""
    found = spellings(["le", "mans"])
    assert found[:2] == ["le mans", "mans"]
    assert "la mans" in found
    assert spellings(["la"])[0] == "la"


def test_each_thing_is_found_by_each_of_its_names(index: SearchIndex) -> None:
    """As it is, among those nearly of it, and by its beginning, under its own kind."""
    cards = list(index.cards(index.all_found(SearchQuestion(), 1_000)[0]).values())
    named = [each for each in cards if name_words(each.name("fr"))]
    assert len(named) > 10
    for card in named:
        question = NameQuestion(card.name("fr").upper(), frozenset({card.kind}))
        found = index.names.named(question, 1_000)
        assert card.iri in {each.card.iri for each in found}
        assert all(each.card.kind == card.kind for each in found)
        assert card.iri in {each.card.iri for each in index.names.similar(question, 1_000)}


@pytest.mark.parametrize("text", [each.encode(errors="replace").decode() for each in HOSTILE])
def test_hostile_names_harm_nothing(index: SearchIndex, text: str) -> None:
    """No text of a client is ever parsed."""
    question = NameQuestion(text, frozenset({text}), (text,))
    assert index.names.named(question, 5) == []
    assert index.names.coded(question, 5) == []
    assert index.names.similar(question, 5) == []
    assert index.names.beginning(question, first=0, most=5) == []
