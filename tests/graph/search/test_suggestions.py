"""Tests of graph.search.suggestions: what is suggested while a name is typed, in which order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.rdf.terms import Literal, Triple, name
from graph.search.index import SearchIndex
from graph.search.suggestions import lift
from tests.graph.connections.worlds import thing
from tests.graph.search import worlds

_PLACES = (
    ("Saint-Denis", 90_000),
    ("Saint-Denis", 300),
    ("Saint-Denis", 2_000),
    ("Montpellier", 300_000),
    ("Mont", 900),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """Index some places, three of one name, one with a former name; a need and a person."""
    triples = set()
    for number, (label, people) in enumerate(_PLACES):
        place = thing("territory", number)
        triples |= {
            Triple(place, name("rdf:type"), name("igeo:Commune")),
            Triple(place, name("skos:prefLabel"), Literal(label, language="fr")),
            Triple(place, name("mai:population"), Literal(people)),
            Triple(place, name("schema:postalCode"), Literal(f"3400{number}")),
        }
    triples |= {
        Triple(thing("territory", 3), name("mai:formerName"), Literal("Celleneuve-le-Vieux", language="fr")),
        Triple(thing("need", 1), name("rdf:type"), name("mai:Need")),
        Triple(thing("need", 1), name("skos:prefLabel"), Literal("Montrer ce qui marche", language="fr")),
        Triple(thing("person", 1), name("rdf:type"), name("foaf:Person")),
        Triple(thing("person", 1), name("foaf:name"), Literal("Séverine de Montredon")),
    }
    return worlds.built(triples, tmp_path_factory.mktemp("suggestions") / "index")


def _ends(index: SearchIndex, typed: str, **more: object) -> dict[str, Sequence[str]]:
    found = index.suggest(typed, **more)  # type: ignore[arg-type]
    return {group: [each.iri.rpartition("/id/")[2] for each in rows] for group, rows in found.items()}


def test_each_group_of_kinds_has_its_own(index: SearchIndex) -> None:
    """A place does not hide a need; a word inside a name counts as well as the first."""
    assert _ends(index, "mont") == {
        "territory": ["territory/3", "territory/4"],
        "need": ["need/1"],
        "actor": ["person/1"],
    }
    assert _ends(index, "severine mon") == {"actor": ["person/1"]}


def test_of_equal_names_the_larger_comes_first_or_the_nearer(index: SearchIndex) -> None:
    """Nearer to the place that the reader chose, where distances are known."""
    assert _ends(index, "st den")["territory"] == ["territory/0", "territory/2", "territory/1"]
    distances = {
        thing("territory", each).value: kilometres for each, kilometres in ((0, 600.0), (1, 5.0), (2, 300.0))
    }
    assert _ends(index, "saint denis", distances=distances)["territory"][0] == "territory/1"
    assert _ends(index, "saint denis", distances=distances, most=1)["territory"] == ["territory/1"]


@pytest.mark.parametrize(
    "typed", ["montpelier", "montpelie", "montpeliie", "mantpell", "celleneuve le v", "34003"]
)
def test_faults_former_names_and_codes_are_forgiven(index: SearchIndex, typed: str) -> None:
    """Each leads to the place."""
    assert _ends(index, typed)["territory"] == ["territory/3"]


@pytest.mark.parametrize("typed", ["", "?", "zzzzz", "3400"])
def test_what_begins_nothing_suggests_nothing(index: SearchIndex, typed: str) -> None:
    """A code is one when it is whole."""
    assert _ends(index, typed) == {}


def test_nearness_lifts_less_with_every_kilometre() -> None:
    """And not at all where the distance is not known."""
    assert lift(0) > lift(30) > lift(600) > lift(None) == 1
