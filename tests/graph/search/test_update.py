"""Tests of graph.search.update: an index that follows changes is what one made anew would be."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

import pytest

from graph.rdf.terms import Literal, Quad, Triple, name
from graph.search import update
from graph.search.folding import folded_words
from graph.search.model import SearchQuestion
from graph.search.update import follow_change
from tests.graph.connections.worlds import thing
from tests.graph.search import worlds

_STEPS = 12


@pytest.mark.parametrize("seed", range(6))
def test_following_gives_what_building_gives(tmp_path: Path, seed: int) -> None:
    """After any changes: the same sets and the same counts for random questions."""
    rng = Random(seed)
    world = worlds.random_world(rng)
    worlds.built(world, tmp_path / "0")
    asked = changed = 0
    for step in range(1, _STEPS + 1):
        lost, gained = worlds.random_change(rng, world)
        world = (world - lost) | gained
        folder = tmp_path / str(step)
        quads = list(worlds.quads_of(lost | gained))
        assert follow_change(tmp_path / str(step - 1), quads, worlds.store_of(world), folder)
        changed += bool(quads)
        if step % 3:
            continue
        followed, anew = worlds.opened(folder), worlds.built(world, tmp_path / f"{step} anew")
        assert len(followed) == len(anew)
        for _ in range(12):
            question = worlds.random_question(rng, anew, _words_of(world))
            one, other = followed.search(question), anew.search(question)
            assert set(one.iris) == set(other.iris)
            assert (one.total, one.needed, worlds.counted(one)) == (
                other.total,
                other.needed,
                worlds.counted(other),
            )
            asked += one.total > 0
    assert asked > 10
    assert changed > _STEPS / 2


def _words_of(world: set[Triple]) -> set[str]:
    """Return words that are in the world: for one that has just left it, the engine may still know it was there."""
    texts = (each.object.value for each in world if isinstance(each.object, Literal))
    return {word for each in texts for word in folded_words(each)}


def test_only_what_a_change_concerns_is_touched(tmp_path: Path) -> None:
    """A new name of a place touches the things on it; a property that no document has touches nothing."""
    index = worlds.built(_place_and_initiatives(), tmp_path / "index")
    place = thing("territory", 1)
    renamed = Quad(place, name("skos:prefLabel"), Literal("Sète", language="fr"))
    touched = update.touched_things(index._searcher, [renamed])
    assert touched == {place.value, thing("initiative", 1).value}
    unread = Quad(place, name("mai:inRegister"), thing("contribution", 1))
    assert update.touched_things(index._searcher, [unread]) == set()


def test_a_change_that_concerns_too_much_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is large itself, or what it changes is read by many; nothing is left."""
    triples = _place_and_initiatives()
    worlds.built(triples, tmp_path / "index")
    renamed = Quad(thing("territory", 1), name("skos:prefLabel"), Literal("Sète", language="fr"))
    numbers = count()
    for most in (0, 1):
        monkeypatch.setattr(update, "MOST_TOUCHED", most)
        target = tmp_path / f"after {next(numbers)}"
        assert not follow_change(tmp_path / "index", [renamed], worlds.store_of(triples), target)
        assert not target.exists()


def test_a_thing_that_goes_is_found_no_more(tmp_path: Path) -> None:
    """Its document goes with its class, its words with it."""
    triples = _place_and_initiatives()
    worlds.built(triples, tmp_path / "index")
    gone = {each for each in triples if each.subject == thing("initiative", 1)}
    quads = list(worlds.quads_of(gone))
    assert follow_change(tmp_path / "index", quads, worlds.store_of(triples - gone), tmp_path / "after")
    index = worlds.opened(tmp_path / "after")
    assert index.search(SearchQuestion("jardin")).total == 1
    assert len(index) == 2


def _place_and_initiatives() -> set[Triple]:
    found = {
        Triple(thing("territory", 1), name("rdf:type"), name("igeo:Commune")),
        Triple(thing("territory", 1), name("skos:prefLabel"), Literal("Cette", language="fr")),
        Triple(thing("initiative", 1), name("mai:onTerritory"), thing("territory", 1)),
    }
    for number in (1, 2):
        initiative = thing("initiative", number)
        found.add(Triple(initiative, name("rdf:type"), name("mai:Initiative")))
        found.add(Triple(initiative, name("skos:prefLabel"), Literal("Jardin", language="fr")))
    return found
