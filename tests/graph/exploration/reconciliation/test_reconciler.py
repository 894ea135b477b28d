"""Tests of graph.exploration.reconciliation.reconciler: which thing a name means, by name, code, type and properties."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.exploration.reconciliation.model import MatchCandidate, ReconciliationQuery
from graph.exploration.reconciliation.reconciler import reconcile
from graph.exploration.reconciliation.request_parsing import parse_query
from graph.storage.dataset import SnapshotDataset
from tests.reconciling import THINGS


def candidates(dataset: SnapshotDataset, **members: object) -> tuple[MatchCandidate, ...]:
    """Reconcile one query, written as clients do."""
    query = parse_query("q0", members)
    return reconcile(dataset, [query])[query]


def matched(found: tuple[MatchCandidate, ...]) -> str:
    """Return the end of the IRI of what is taken for a match; empty where nothing is."""
    assert not any(each.is_match for each in found[1:])
    return found[0].card.iri.removeprefix(THINGS) if found and found[0].is_match else ""


def features(candidate: MatchCandidate) -> dict[str, float | bool]:
    """Return the features of a candidate by their ids, each there once."""
    assert len({each.id for each in candidate.features}) == len(candidate.features)
    return {each.id: each.value for each in candidate.features}


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("Castelnau-le-Lez", "territory/commune-34057"),
        ("CASTELNAU LE LEZ", "territory/commune-34057"),
        ("le mans", "territory/commune-72181"),
        ("Mans", "territory/commune-72181"),
        ("L’Hay les roses", "territory/commune-94038"),
        ("oeuilly", "territory/commune-51410"),
        ("St Ouen sur Seine", "territory/commune-93070"),
        ("reunion", "territory/departement-974"),
        ("93066", "territory/commune-93066"),
        ("243400017", "territory/epci-243400017"),
        ("Le jardin partagé", "initiative/jardin"),
        ("the shared garden", "initiative/jardin"),
        ("se nourrir", "need/nourrir"),
        ("La Ville", "organisation/ville"),
        ("need/nourrir", "need/nourrir"),
        (f"{THINGS}need/nourrir", "need/nourrir"),
    ],
)
def test_a_name_as_people_write_it_is_matched(namesakes: SnapshotDataset, name: str, thing: str) -> None:
    """In French or English, by a code or an IRI."""
    assert matched(candidates(namesakes, query=name)) == thing


@pytest.mark.parametrize(
    "name", ["Saint-Denis", "Paris", "Castelnau", "Le jardn partagé", "xyzzy", "?!", "ville de"]
)
def test_what_is_unclear_is_not_matched(namesakes: SnapshotDataset, name: str) -> None:
    """Namesakes, parts of names, faults, nothing."""
    assert matched(candidates(namesakes, query=name)) == ""


def test_a_fault_leaves_the_thing_first(namesakes: SnapshotDataset) -> None:
    """It is for a person to say."""
    for name, thing in (
        ("Castelnau le Lex", "territory/commune-34057"),
        ("jardin partage", "initiative/jardin"),
    ):
        first = candidates(namesakes, query=name)[0]
        assert first.card.iri == THINGS + thing
        assert 50 < first.score <= 100


def test_candidates_come_best_first_and_no_more_than_wanted(namesakes: SnapshotDataset) -> None:
    """Namesakes by how well they are known."""
    found = candidates(namesakes, query="Saint-Denis", limit=3)
    assert len(found) == 3
    assert [each.score for each in found] == [100, 100, 100]
    assert found[0].card.iri == f"{THINGS}territory/commune-97411"
    scores = [each.score for each in candidates(namesakes, query="Saint Denis", limit=50)]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "condition",
    [
        {"pid": "departement", "v": "93"},
        {"pid": "departement", "v": 93},
        {"pid": "departement", "v": "seine saint denis"},
        {"pid": "departement", "v": ["75", "93"]},
        {"pid": "departement", "v": {"id": f"{THINGS}territory/departement-93", "name": "Seine-Saint-Denis"}},
        {"pid": "igeo:subdivisionDirecteDe", "v": "93"},
        {"pid": "igeo:codeINSEE", "v": "93066"},
        {"pid": "schema:postalCode", "v": "93210"},
    ],
)
def test_a_property_tells_namesakes_apart(namesakes: SnapshotDataset, condition: dict[str, object]) -> None:
    """Whatever its value is: a code, a number, a name, a thing."""
    found = candidates(namesakes, query="Saint-Denis", type="igeo:Commune", properties=[condition])
    assert matched(found) == "territory/commune-93066"
    assert found[0].score == 100
    assert found[1].score < 90
    told = features(found[0])
    assert (told["name_same"], told["type"], told["properties"]) == (True, True, 100)


def test_a_property_that_disagrees_forbids_a_match(namesakes: SnapshotDataset) -> None:
    """Though there is but one of that name."""
    wrong = [{"pid": "departement", "v": "11"}]
    found = candidates(namesakes, query="Le Mans", properties=wrong)
    assert found[0].card.iri == f"{THINGS}territory/commune-72181"
    assert matched(found) == ""
    assert features(found[0])["property:departement"] < 50


def test_a_code_alone_is_enough(namesakes: SnapshotDataset) -> None:
    """As a property without any name; a postcode of one commune too."""
    for pid, value, commune in (("igeo:codeINSEE", "11339", "11339"), ("schema:postalCode", 30500, "30247")):
        found = candidates(namesakes, properties=[{"pid": pid, "v": value}])
        assert matched(found) == f"territory/commune-{commune}"


def test_things_are_found_by_what_they_name(namesakes: SnapshotDataset) -> None:
    """Without a name; which is never a match."""
    for value in ("se nourrir", {"id": f"{THINGS}need/nourrir"}):
        found = candidates(
            namesakes, properties=[{"pid": "mai:answersNeed", "v": value}], type="mai:Initiative"
        )
        assert f"{THINGS}initiative/jardin" in {each.card.iri for each in found}
        assert matched(found) == ""


def test_an_initiative_is_on_what_contains_its_territory(namesakes: SnapshotDataset) -> None:
    """Known by the département or the intercommunalité."""
    for pid, value in (
        ("mai:onTerritory", "Hérault"),
        ("departement", "34"),
        ("epci", "Montpellier Méditerranée Métropole"),
    ):
        found = candidates(namesakes, query="Le jardin partagé", properties=[{"pid": pid, "v": value}])
        assert matched(found) == "initiative/jardin", pid


def test_types_restrict_or_prefer(namesakes: SnapshotDataset) -> None:
    """As `type_strict` has it."""

    def kinds(**members: object) -> set[str]:
        return {each.card.kind for each in candidates(namesakes, query="Paris", **members)}

    assert kinds() == {"commune", "departement"}
    assert kinds(type="igeo:Commune") == {"commune"}
    assert kinds(type="mai:Territory") == {"commune", "departement"}
    assert kinds(type=["igeo:Commune", "mai:Territory"], type_strict="all") == {"commune"}
    assert kinds(type=["igeo:Commune", "igeo:Departement"], type_strict="all") == set()
    preferred = candidates(namesakes, query="Paris", type="igeo:Departement", type_strict="should")
    assert [each.card.kind for each in preferred] == ["departement", "commune"]
    assert [each.score for each in preferred] == [100, 80]
    assert matched(preferred) == "territory/departement-75"


def test_a_batch_gives_what_each_query_gives_alone(namesakes: SnapshotDataset) -> None:
    """Whatever else is in it."""
    written = [{"query": each} for each in ("Saint-Denis", "Paris", "jardin", "Mans", "rien de tel")]
    written += [
        {"query": "Saint-Denis", "properties": [{"pid": "departement", "v": each}]}
        for each in ("93", "11", "30")
    ]
    queries = [parse_query("q", each) for each in written]
    together = reconcile(namesakes, queries)
    assert together == {each: reconcile(namesakes, [each])[each] for each in queries}


def test_the_limit_does_not_decide_about_a_match(namesakes: SnapshotDataset) -> None:
    """The second of two namesakes counts, seen or not."""
    query = parse_query("q0", {"query": "Paris"})
    for limit in (1, 2, 50):
        asked = replace(query, limit=limit)
        assert matched(reconcile(namesakes, [asked])[asked]) == ""


@pytest.mark.parametrize(
    "text",
    ["a" * 1000, "le " * 300, "\x00", "🦀" * 50, 'label:x AND "y" ~2', "é" * 900, "1" * 900, "http://x y"],
)
def test_hostile_names_find_nothing_and_harm_nothing(namesakes: SnapshotDataset, text: str) -> None:
    """They are words, if anything."""
    conditions = [{"pid": "departement", "v": text}, {"pid": "mai:answersNeed", "v": {"id": text}}]
    assert matched(candidates(namesakes, query=text, properties=conditions)) == ""
    assert candidates(namesakes, properties=conditions) == ()
    assert isinstance(parse_query("q", {"query": text}), ReconciliationQuery)
