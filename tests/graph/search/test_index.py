"""Tests of graph.search.index: sets, numbers and orders, against SPARQL and against themselves, in random worlds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.search.index import SearchIndex
from graph.search.model import SearchQuestion
from graph.search.schema import FACETS, YEAR
from tests.graph.connections.worlds import thing
from tests.graph.search import worlds
from tests.graph.search.sparql_counts import count_by_sparql, things_by_sparql

SEEDS = range(6)
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202emontpellier\u202c\u200f",
    "mer\x00crise",
    "\ud800\udfff crise",
    "a" * 10_000,
    "🦀🧑‍🤝‍🧑 👍🏽",
    'crise AND (mer OR NOT -saint) +denis label:mer^9 "île* ~2 [a TO z] {x} \\',
    "' OR 1=1 --",
    "javascript:alert(1)",
    "\t \n \u00a0",
    "é" * 500,
    "ﷺ" * 200,
)


@pytest.fixture(scope="module")
def random_worlds(tmp_path_factory: pytest.TempPathFactory) -> Mapping[int, tuple[SearchIndex, Store]]:
    """Build some worlds and their indexes."""
    folder = tmp_path_factory.mktemp("indexes")
    made = {seed: worlds.random_world(Random(seed)) for seed in SEEDS}
    return {
        seed: (worlds.built(world, folder / str(seed)), worlds.store_of(world))
        for seed, world in made.items()
    }


@pytest.fixture(params=SEEDS)
def seed(request: pytest.FixtureRequest) -> int:
    """Give one seed after the other."""
    return int(request.param)


@pytest.fixture
def world(random_worlds: Mapping[int, tuple[SearchIndex, Store]], seed: int) -> tuple[SearchIndex, Store]:
    """Give the index of a world, and its store."""
    return random_worlds[seed]


def test_filters_and_facets_give_the_numbers_of_sparql(world: tuple[SearchIndex, Store], seed: int) -> None:
    """Each count, under the choices of the other facets, and the set itself."""
    index, store = world
    rng = Random(seed)
    places = [thing("territory", each).value for each in range(5)]
    sizes = set()
    for number in range(20):
        near = rng.sample(places, 3) if number % 4 == 0 else None
        question = worlds.random_question(rng, index, (), near=near)
        found = index.search(question)
        assert set(found.iris) == things_by_sparql(store, question)
        assert found.total == len(found.iris) == len(set(found.iris))
        expected = {facet: count_by_sparql(store, question, facet) for facet in (*FACETS, YEAR)}
        assert worlds.counted(found) == expected, question
        sizes.add(found.total)
    assert len(sizes) > 3


def test_every_number_is_what_choosing_it_gives(world: tuple[SearchIndex, Store], seed: int) -> None:
    """With words as well: a value that is counted leads to just as many things."""
    index, _ = world
    rng = Random(seed)
    looked_at = 0
    for _ in range(8):
        question = worlds.random_question(rng, index)
        for facet, values in index.search(question).counts.items():
            for value, count in rng.sample(values, min(2, len(values))):
                chosen = {"years": (int(value), int(value))} if facet == YEAR else {}
                narrower = (
                    replace(question, chosen={**question.chosen, facet: [value]}) if not chosen else question
                )
                narrower = replace(narrower, **chosen)
                assert index.search(narrower).total == count
                looked_at += 1
    assert looked_at > 20


@pytest.mark.parametrize("sort", ["relevance", "nearest", "date", "name", "links"])
def test_pages_put_together_are_the_whole_list(
    world: tuple[SearchIndex, Store], seed: int, sort: str
) -> None:
    """Without repetition or gap, whatever the order and the length of a page."""
    index, _ = world
    rng = Random(seed)
    near = [thing("territory", each).value for each in rng.sample(range(8), 8)]
    for _ in range(8):
        question = worlds.random_question(
            rng,
            index,
            sort=sort,
            near=near if sort == "nearest" else None,
            distances={
                thing(kind, each).value: float(rng.randrange(90))
                for kind in ("initiative", "territory")
                for each in range(6)
            },
        )
        whole = index.search(question)
        length = rng.randint(1, 9)
        starts = range(0, whole.total + length, length)
        pages = [index.search(replace(question, first=each, most=length)).iris for each in starts]
        assert [iri for page in pages for iri in page] == list(whole.iris)
        assert len(set(whole.iris)) == whole.total


def test_pages_stay_whole_beyond_what_nearness_lifts(tmp_path: Path) -> None:
    """Things that come before others for being nearer are not given again on the page after."""
    triples = {
        each
        for number in range(130)
        for each in (
            Triple(thing("initiative", number), name("rdf:type"), name("mai:Initiative")),
            Triple(thing("initiative", number), name("skos:prefLabel"), Literal("Une crise", language="fr")),
        )
    }
    index = worlds.built(triples, tmp_path / "index")
    distances = {thing("initiative", each).value: float(each) for each in range(30, 130)}
    question = SearchQuestion("crise", distances=distances)
    pages = [index.search(replace(question, first=first)).iris for first in range(0, 140, 20)]
    assert len({iri for page in pages for iri in page}) == sum(map(len, pages)) == 130
    assert pages[0] != index.search(SearchQuestion("crise")).iris


def test_the_nearest_come_in_the_order_of_their_nearest_place(
    world: tuple[SearchIndex, Store], seed: int
) -> None:
    """A thing with several places counts at the nearest one, and comes once."""
    index, store = world
    rng = Random(seed)
    near = [thing("territory", each).value for each in rng.sample(range(8), 6)]
    distances = {place: float(rank) for rank, place in enumerate(near)}
    found = index.search(SearchQuestion(near=near, distances=distances, sort="nearest", most=1_000))
    ranks = [min(near.index(each) for each in _spots(store, iri) if each in near) for iri in found.iris]
    assert ranks == sorted(ranks)
    assert len(set(found.iris)) == found.total > 3


def _spots(store: Store, iri: str) -> list[str]:
    predicates = [name("mai:onTerritory"), name("mai:hasJurisdiction")]
    quads = (each for curie in predicates for each in store.quads_for_pattern(NamedNode(iri), curie, None))
    return [each.object.value for each in quads]  # type: ignore[union-attr]


def test_names_come_in_natural_order(tmp_path: Path) -> None:
    """2 before 10, É beside E; what has no name in the reader's language has its other one; dates newest first."""
    names = {"Étape 10": "2020", "etape 2": "2022", "Zoo": "2019", "Île": "2021"}
    triples = set()
    for number, (label, year) in enumerate(names.items()):
        initiative = thing("initiative", number)
        triples |= {
            Triple(initiative, name("rdf:type"), name("mai:Initiative")),
            Triple(initiative, name("skos:prefLabel"), Literal(label, language="fr")),
            Triple(initiative, name("mai:earliestStart"), Literal(f"{year}-01-01")),
        }
    triples.add(Triple(thing("initiative", 9), name("rdf:type"), name("mai:Initiative")))
    index = worlds.built(triples, tmp_path / "index")

    def order(**more: object) -> list[int]:
        found = index.search(SearchQuestion(**more)).iris  # type: ignore[arg-type]
        return [int(each.rpartition("/")[2]) for each in found]

    assert order(sort="name") == order(sort="name", language="en") == [1, 0, 3, 2, 9]
    assert order(sort="date") == [1, 3, 0, 2, 9]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_do_no_harm(random_worlds: Mapping[int, tuple[SearchIndex, Store]], typed: str) -> None:
    """They are words like others, or none; no syntax of the engine means anything."""
    index = random_worlds[0][0]
    found = index.search(SearchQuestion(typed, most=10**12))
    assert found.total == len(found.iris) <= len(index)
    assert found.needed <= found.typed
    index.suggest(typed)
    index.named(typed, most=5)
    by_value = SearchQuestion(chosen={"place": [typed]}, near=["x"], sort="nearest", first=10**12)
    assert index.search(by_value).iris == ()


def test_words_among_syntax_are_found(random_worlds: Mapping[int, tuple[SearchIndex, Store]]) -> None:
    """Marks, quotes and operators are passed over."""
    index = random_worlds[0][0]
    plain = index.search(SearchQuestion("crise", most=500))
    assert plain.total > 3
    for typed in ("+crise*", '"crise"', "\u202ecrise\u202c", "<crise>", "crise\x00", "CRISE", "\ud800crise"):
        assert set(index.search(SearchQuestion(typed, most=500)).iris) == set(plain.iris), typed


def test_a_name_of_a_megabyte_does_no_harm(tmp_path: Path) -> None:
    """It is found by its words."""
    initiative = thing("initiative", 1)
    triples = {
        Triple(initiative, name("rdf:type"), name("mai:Initiative")),
        Triple(initiative, name("skos:prefLabel"), Literal("crise " * 200_000, language="fr")),
    }
    index = worlds.built(triples, tmp_path / "index")
    assert index.search(SearchQuestion("crise", sort="name")).iris == (initiative.value,)


def test_exact_names_and_codes(tmp_path: Path) -> None:
    """A whole name or code finds its things, the best known first; a part of one nothing."""
    triples = set()
    for number, people in ((1, 500), (2, 90_000)):
        place = thing("territory", number)
        triples |= {
            Triple(place, name("rdf:type"), name("igeo:Commune")),
            Triple(place, name("skos:prefLabel"), Literal("Saint-Denis", language="fr")),
            Triple(place, name("igeo:codeINSEE"), Literal(f"2A00{number}")),
            Triple(place, name("mai:population"), Literal(people)),
        }
    index = worlds.built(triples, tmp_path / "index")
    both = [thing("territory", 2).value, thing("territory", 1).value]
    assert [each.iri for each in index.named("st denis", most=5)] == both
    assert [each.iri for each in index.named("2a001", most=5)] == both[1:]
    assert index.named("denis", most=5) == index.named("", most=5) == ()
