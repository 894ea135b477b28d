"""The questions of ordinary people, asked of all that ships with the whole register: how many are answered right.

A floor, not a proof: a change of weights shows what it moves. See `questions.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from graph.search.index import SearchIndex
from graph.search.model import SearchQuestion
from tests.built_once import build_once
from tests.graph.search.shipped import BASE, build_shipped_index
from tests.graph.search.worlds import opened

_IDS = f"{BASE}/id/"
_PAGE = 5
_ASKED = tomllib.loads(Path(__file__).with_name("questions.toml").read_text("utf-8"))
# How many must be right at least: as the first, among the first five.
_FLOORS = {"tuned": (100, 102), "unseen": (26, 27)}


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Give the index of all that ships."""
    return opened(build_once(tmp_path_factory, "shipped-index", build_shipped_index))


def _distances(place: str) -> dict[str, float]:
    known = _ASKED["distances"].get(place, {})
    return {f"{_IDS}territory/{each}": float(kilometres) for each, kilometres in known.items()}


def _answer(index: SearchIndex, asked: Mapping[str, str]) -> list[str]:
    distances = _distances(asked.get("from", ""))
    found = index.search(SearchQuestion(asked["words"], distances=distances, most=_PAGE))
    return [each.removeprefix(_IDS) for each in found.iris]


@pytest.mark.parametrize("group", _FLOORS)
def test_most_questions_are_answered_right(shipped: SearchIndex, group: str) -> None:
    """What is meant comes first, or among the first five."""
    asked = _ASKED[group]
    answers = [(each["right"], _answer(shipped, each)) for each in asked]
    first = [bool(set(answer[:1]) & set(right)) for right, answer in answers]
    in_five = [bool(set(answer) & set(right)) for right, answer in answers]
    missed = [each["words"] for each, is_first in zip(asked, first, strict=True) if not is_first]
    at_least_first, at_least_in_five = _FLOORS[group]
    assert sum(first) >= at_least_first, missed
    assert sum(in_five) >= at_least_in_five, missed
    assert len(asked) >= 25


def _suggested(index: SearchIndex, typed: str, group: str, place: str = "") -> Sequence[str]:
    found = index.suggest(typed, distances=_distances(place)).get(group, ())
    return [each.iri.removeprefix(_IDS) for each in found]


@pytest.mark.parametrize(
    ("typed", "group", "right"),
    [
        ("mont", "territory", "territory/commune-34172"),
        ("montpelier", "territory", "territory/commune-34172"),
        ("montpeliie", "territory", "territory/commune-34172"),
        ("saint-den", "territory", "territory/commune-93066"),
        ("annecy le vie", "territory", "territory/commune-74010"),
        ("34000", "territory", "territory/commune-34172"),
        ("entr", "need", "need/entraide"),
        ("entreaide", "need", "need/entraide"),
        ("formation manag", "need", "need/formation-management"),
        ("ripo", "initiative", "initiative/riposte-creative-territoriale"),
        ("séver", "actor", "person/severine-de-montredon"),
        ("dejors", "actor", "person/christophe-dejours"),
    ],
)
def test_what_is_meant_is_suggested(shipped: SearchIndex, typed: str, group: str, right: str) -> None:
    """Among the three of its group, from the first letters or in spite of a fault."""
    assert right in _suggested(shipped, typed, group)


@pytest.mark.parametrize(
    ("place", "right"), [("34172", "30247"), ("75056", "93066"), ("11069", "11339"), ("97416", "97411")]
)
def test_of_equal_names_the_nearer_is_suggested_first(shipped: SearchIndex, place: str, right: str) -> None:
    """From Montpellier the Gard's Saint-Denis, from Paris Seine-Saint-Denis's, and so on."""
    assert _suggested(shipped, "saint denis", "territory", place)[0] == f"territory/commune-{right}"


def test_no_fault_leads_to_nothing(shipped: SearchIndex) -> None:
    """Letters that begin nothing, and are near nothing, suggest nothing."""
    assert shipped.suggest("xqzwvkj") == {}


def test_a_correction_is_told(shipped: SearchIndex) -> None:
    """What was read instead comes with the result; a word that is known is left as it is."""
    assert shipped.search(SearchQuestion("montpelier")).read_as == (("montpelier", "montpellier"),)
    assert shipped.search(SearchQuestion("montpellier")).read_as == ()
    assert shipped.search(SearchQuestion("zorglubesque sauterelle")).read_as == ()


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "\u202emontpellier", "a" * 10_000, "🦀", "montpellier AND -paris:*"],
)
def test_hostile_words_find_what_they_say_or_nothing(shipped: SearchIndex, typed: str) -> None:
    """With all the names of a country beside them, no word does harm."""
    found = shipped.search(SearchQuestion(typed))
    assert found.total >= len(found.iris)
    if "montpellier" in typed:
        assert f"{_IDS}territory/commune-34172" in found.iris
    shipped.suggest(typed)
