"""Tests of graph.search.place_facts: what the published graph says of where territories are."""

from __future__ import annotations

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, Quad, name
from graph.search.nearness import place_territories
from graph.search.place_facts import read_place_facts
from graph.storage.dataset import SnapshotDataset


def test_facts_are_those_of_the_default_graph(riposte: SnapshotDataset) -> None:
    """Montpellier has a point, a postcode, an intercommunalité and inhabitants; near it lies Castelnau."""
    facts = read_place_facts(Store.read_only(str(riposte.snapshot.store_path)))
    montpellier, castelnau = (
        riposte.names.thing("territory", f"commune-{code}").value for code in ("34172", "34057")
    )
    group = riposte.names.thing("territory", "epci-243400017").value
    assert facts.points[montpellier] == (43.61093, 3.87635)
    assert facts.postcodes[montpellier] == {"34000", "34070", "34080", "34090"}
    assert facts.intercommunalites[montpellier] == {group}
    assert group in facts.containers[castelnau]
    assert facts.inhabitants[montpellier] > 200_000
    placed = place_territories([montpellier, castelnau, group], facts)
    distance = placed.distance(0, 1)
    assert distance is not None
    assert 2 < distance.km < 5
    assert not distance.is_about
    assert list(placed.is_exact) == [True, True, False]


def test_what_is_no_number_is_passed_over(names: Namespaces) -> None:
    """Whoever states it."""
    store, place = Store(), names.thing("territory", "x")
    store.add(Quad(place, name("wgs:lat"), Literal("north")))
    store.add(Quad(place, name("wgs:long"), Literal(3)))
    store.add(Quad(place, name("mai:population"), Literal("many")))
    facts = read_place_facts(store)
    assert not facts.points
    assert not facts.inhabitants
