"""Tests of graph.search.words: which words count, how many of them must be there."""

from __future__ import annotations

import pytest

from graph.rdf.terms import Literal, Triple, name
from graph.search.index import SearchIndex
from graph.search.model import SearchQuestion
from graph.search.words import must_have, sought_words, stop_words
from tests.graph.connections.worlds import thing
from tests.graph.search import worlds


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Comment gérer la crise ?", ["gerer", "crise"]),
        ("le la les", ["le", "la", "les"]),
        ("St-Étienne", ["saint", "etienne"]),
        ("œuvre d’art", ["oeuvre", "art"]),
        ("", []),
        ("?!", []),
    ],
)
def test_words_that_say_nothing_are_left_out(typed: str, words: list[str]) -> None:
    """Unless there are no others."""
    assert sought_words(typed) == words


def test_stop_words_are_those_of_both_languages() -> None:
    """Folded as questions are."""
    assert {"etre", "the", "qu", "how"} <= stop_words()


def test_of_many_words_some_may_be_absent() -> None:
    """All, up to three; then three of five."""
    assert [must_have(each) for each in range(1, 9)] == [1, 2, 3, 3, 3, 4, 5, 5]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Index a few things."""
    labels = {
        ("initiative", 1): "Jardin partagé",
        ("initiative", 2): "Codéveloppement",
        ("initiative", 3): "Le Jardin",
        ("need", 1): "Préparer la crise",
        ("territory", 1): "Rozières-sur-Crise",
        ("territory", 2): "Sète",
    }
    triples = {
        Triple(thing(*key), name("skos:prefLabel"), Literal(label, language="fr"))
        for key, label in labels.items()
    }
    classes = {"initiative": "mai:Initiative", "need": "mai:Need", "territory": "igeo:Commune"}
    triples |= {Triple(thing(*key), name("rdf:type"), name(classes[key[0]])) for key in labels}
    return worlds.built(triples, tmp_path_factory.mktemp("words") / "index")


def _ends(index: SearchIndex, words: str) -> list[str]:
    return [each.rpartition("/id/")[2] for each in index.search(SearchQuestion(words)).iris]


def test_a_word_in_two_is_found_as_one(index: SearchIndex) -> None:
    """However it is cut."""
    for typed in ("co-développement", "co développement", "codéveloppements", "codeveloppement"):
        assert _ends(index, typed) == ["initiative/2"], typed


def test_fewer_words_are_asked_for_where_none_has_all(index: SearchIndex) -> None:
    """The result says so; a part of the name of a place is not taken for it then, a whole name is."""
    result = index.search(SearchQuestion("gérer crise"))
    assert (result.needed, result.typed) == (1, 2)
    assert _ends(index, "gérer crise") == ["need/1"]
    assert _ends(index, "gérer sète") == ["territory/2"]
    assert set(_ends(index, "crise")) == {"need/1", "territory/1"}


def test_a_whole_name_comes_before_a_part(index: SearchIndex) -> None:
    """Also with an article before it."""
    assert _ends(index, "jardin") == ["initiative/3", "initiative/1"]
    assert _ends(index, "le jardin") == ["initiative/3", "initiative/1"]


def test_related_forms_are_found(index: SearchIndex) -> None:
    """Plural, feminine, accents left out."""
    for typed in ("jardins partagés", "JARDINS PARTAGEES", "jardin partage"):
        assert _ends(index, typed)[0] == "initiative/1", typed
