"""Close to this one, and why: the same as the slow way finds, over random worlds, and what is asked amiss."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from graph.connections.network import traversal
from graph.connections.network.builder import network_of
from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity import live_ranking
from graph.connections.similarity.families import FAMILIES
from graph.connections.similarity.live_ranking import close_to
from graph.connections.similarity.model import Connection, Page
from graph.connections.similarity.neighbour_table import find_neighbours
from graph.connections.similarity.top_k import TopKSearch
from graph.rdf.terms import Triple, name
from tests.graph.connections.similarity.closeness import Oracle, Shared, reasons, weigh
from tests.graph.connections.worlds import random_world, thing

_ALL = 10_000
_OF_SIBLINGS = {"shares-container", "shares-broader"}  # never alone
_LINKS = {
    "extends": "mai:extends",
    "part-of": "mai:partOf",
    "broader": "skos:broader",
}


def told(page: Page) -> dict[str, tuple[int, set[tuple[str, str, int, int]]]]:
    """Give what a page tells, in the oracle's words."""
    return {
        f"<{each.to}>": (
            each.weight,
            {(x.rule, f"<{x.basis}>", x.weight, x.count) for x in each.reasons},
        )
        for each in page.connections
    }


def expected(
    oracle: Oracle, shared: Shared, start: str, *, links: tuple[str, ...]
) -> dict[str, tuple[int, set[tuple[str, str, int, int]]]]:
    """Tell what should be close to a thing."""
    family = next(iter(shared.values()))[0]
    tree = oracle.tree(start)
    found = {}
    for other in family.keys() - {start}:
        held = reasons(shared, start, other)
        if "part-of" in links and other in tree:
            held = {each for each in held if each[0] == "shares-whole"}
        stated = {
            (rule, other, weigh(1, len(family)), 2)
            for rule in links
            for way in ("", "^")
            if other in oracle.go(start, way + _LINKS[rule])
        }
        weight = sum(each[2] for each in held)
        both_ways = sum(other in oracle.go(start, way + _LINKS[rule]) for rule in links for way in ("", "^"))
        if stated or (weight and {each[0] for each in held} - _OF_SIBLINGS):
            found[other] = (weight + both_ways * weigh(1, len(family)), held | stated)
    return found


@pytest.mark.parametrize("few", [0, traversal._FEW], ids=["all at once", "one by one"])
@pytest.mark.parametrize("seed", range(6))
def test_everything_close_is_found(seed: int, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others, weights and reasons are those that sets and sums give, for every family of a random world."""
    monkeypatch.setattr(traversal, "_FEW", few)
    monkeypatch.setattr(live_ranking, "MOST_REASONS", _ALL)
    world = random_world(Random(seed))
    network, oracle = network_of(world), Oracle(world)
    families = (
        (oracle.initiatives(), ("extends", "part-of")),
        (oracle.needs(), ("broader",)),
        (oracle.actors(), ()),
        (oracle.territories(), ()),
    )
    asked = 0
    for shared, links in families:
        for start in next(iter(shared.values()))[0]:
            page = close_to(network, start.strip("<>"), limit=_ALL)
            assert told(page) == expected(oracle, shared, start, links=links)
            assert page.total == len(page.connections)
            asked += len(page.connections)
    assert asked > len(network)


@pytest.mark.parametrize("seed", range(6))
def test_initiatives_come_close_by_the_rules_of_derived_links(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the five rules add up to for a pair is the score by which its derived link is chosen."""
    monkeypatch.setattr(live_ranking, "MOST_REASONS", _ALL)
    network = network_of(random_world(Random(seed)))
    table = find_neighbours(network, 5)
    search = TopKSearch(table.field(), 5)
    for row, place in enumerate(table.features.initiatives.tolist()):
        others, scores = search.scores(row)
        derived = {
            table.iri(other): score
            for other, score in zip(others.tolist(), scores.tolist(), strict=True)
            if score
        }
        page = close_to(network, network.iris[place], limit=_ALL)
        assert {each.to: shared_weight(each) for each in page.connections if shared_weight(each)} == derived


def shared_weight(connection: Connection) -> int:
    """Sum what the rules of derived links give."""
    rules = {"need", "territory", "actor", "method", "lesson"}
    return sum(each.weight for each in connection.reasons if each.rule.removeprefix("shares-") in rules)


def order(page: Page) -> list[tuple[bool, int]]:
    """Give what connections are ordered by."""
    return [(each.is_stated, each.weight) for each in page.connections]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_stated_comes_first_then_the_heaviest(seed: int) -> None:
    """Connections and reasons are in order, and pages together are the whole."""
    network = network_of(random_world(Random(seed)))
    for iri in network.iris:
        page = close_to(network, iri, limit=_ALL)
        assert order(page) == sorted(order(page), reverse=True)
        for each in page.connections:
            weights = [(x.rule in ("extends", "part-of", "broader"), x.weight) for x in each.reasons]
            assert all(one >= next_ for one, next_ in pairwise(weights))
        parts = [close_to(network, iri, limit=3, offset=start) for start in range(0, page.total, 3)]
        assert tuple(x for part in parts for x in part.connections) == page.connections


def test_nothing_is_asked_for_and_counted_all_the_same() -> None:
    """A page of none tells how many there are."""
    network = network_of(random_world(Random(1)))
    counts = [(close_to(network, iri, limit=0), close_to(network, iri, limit=_ALL)) for iri in network.iris]
    assert all(none.total == whole.total and not none.connections for none, whole in counts)
    assert any(none.total for none, _ in counts)


def test_what_falls_under_a_basis_is_named() -> None:
    """An initiative on a town and one on the département that contains it: each is told with its own place."""
    world = [
        *(Triple(thing("initiative", n), name("rdf:type"), name("mai:Initiative")) for n in range(4)),
        *(Triple(thing("territory", n), name("rdf:type"), name("mai:Territory")) for n in range(3)),
        Triple(thing("territory", 2), name("mai:within"), thing("territory", 1)),
        Triple(thing("territory", 1), name("igeo:subdivisionDirecteDe"), thing("territory", 0)),
        Triple(thing("initiative", 0), name("mai:onTerritory"), thing("territory", 0)),
        Triple(thing("initiative", 1), name("mai:onTerritory"), thing("territory", 2)),
    ]
    network = network_of(world)
    for asked, other in ((0, 1), (1, 0)):
        (found,) = close_to(network, thing("initiative", asked).value).connections
        (reason,) = found.reasons
        places = [thing("territory", 0).value, thing("territory", 2).value]
        assert (found.to, reason.basis) == (thing("initiative", other).value, places[0])
        assert [reason.here, reason.there] == (places if asked == 0 else places[::-1])


@pytest.mark.parametrize("iri", ["http://127.0.0.1:8000/id/initiative/unknown", "", "no IRI"])
def test_a_thing_that_is_unknown_is_close_to_nothing(iri: str) -> None:
    """Nothing is found, and the page says that the network does not know it."""
    page = close_to(network_of(random_world(Random(1))), iri)
    assert (page.kind, page.total, page.connections) == (None, 0, ())


def test_a_thing_without_links_is_close_to_nothing() -> None:
    """Its kind is known; no connection is found, whatever page is asked for."""
    world = [Triple(thing("need", 1), name("rdf:type"), name("mai:Need"))]
    page = close_to(network_of(world), thing("need", 1).value, limit=5, offset=5)
    assert (page.kind, page.total, page.connections) == (Kind.NEED, 0, ())


def test_what_nearly_all_share_brings_nothing_close() -> None:
    """A body that carries seven of eight initiatives ties none of them; one that carries two ties those."""
    world = [
        *(Triple(thing("initiative", n), name("rdf:type"), name("mai:Initiative")) for n in range(8)),
        *(Triple(thing("initiative", n), name("mai:carriedBy"), thing("organisation", 1)) for n in range(7)),
        *(
            Triple(thing("initiative", n), name("mai:hasParticipant"), thing("organisation", 2))
            for n in (0, 1)
        ),
    ]
    network = network_of(world)
    assert close_to(network, thing("initiative", 2).value).total == 0
    (found,) = close_to(network, thing("initiative", 0).value).connections
    assert [each.basis for each in found.reasons] == [thing("organisation", 2).value]


def test_very_many_reasons_are_counted_and_some_given() -> None:
    """Two needs that thirty initiatives answer together: the page tells some of them and how many there are."""
    world = [
        *(Triple(thing("need", n), name("rdf:type"), name("mai:Need")) for n in range(9)),
        *(Triple(thing("initiative", n), name("rdf:type"), name("mai:Initiative")) for n in range(30)),
        *(
            Triple(thing("initiative", n), name("mai:answersNeed"), thing("need", need))
            for n in range(30)
            for need in range(2)
        ),
    ]
    (found,) = close_to(network_of(world), thing("need", 0).value).connections
    assert (found.shared_count, len(found.reasons)) == (30, live_ranking.MOST_REASONS)
    assert found.weight == 30 * found.reasons[0].weight


def test_the_table_of_families_is_whole() -> None:
    """A kind belongs to one family at most, and those of which links are shown belong to one."""
    kinds = [kind for family in FAMILIES for kind in family.kinds]
    assert len(kinds) == len(set(kinds))
    assert set(Kind) - set(kinds) == {Kind.OTHER, Kind.MEMBERSHIP}


@pytest.mark.parametrize("few", [0, 1000])
def test_numbers_in_order_each_once(few: int) -> None:
    """Sorting gives what `np.unique` gives."""
    rng = Random(few)
    numbers = np.array([rng.randrange(50) << 28 | rng.randrange(3) for _ in range(few)], np.int64)
    assert traversal.distinct(numbers).tolist() == sorted(set(numbers.tolist()))
