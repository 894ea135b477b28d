"""What happens on and around a territory: the same as the slow way finds, over random worlds with circles in them."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import numpy as np
import pytest

from graph.connections.network.builder import network_of
from graph.connections.network.thing_kinds import Kind
from graph.exploration.territories import activity_of, count_by_kind, find_territory
from graph.rdf.terms import NamedNode, Triple, name
from tests.graph.connections.worlds import BASE, random_world, thing

_TERRITORIES, _BODIES, _PEOPLE = 8, 5, 3
_DONE = ("mai:carriedBy", "mai:initiatedBy", "mai:hasParticipant")


def world_of(rng: Random) -> set[Triple]:
    """Give a random world with bodies of territories, units, functions, and places that contain one another."""
    world = set(random_world(rng))

    def link(kind: str, many: int, curie: str, other: str, others: int) -> Triple:
        return Triple(thing(kind, rng.randrange(many)), name(curie), thing(other, rng.randrange(others)))

    for _ in range(4):
        world.add(link("organisation", _BODIES, "mai:hasJurisdiction", "territory", _TERRITORIES))
        world.add(link("organisation", _BODIES, "org:unitOf", "organisation", _BODIES))
        world.add(link("territory", _TERRITORIES, "mai:within", "territory", _TERRITORIES))
    for number in range(4):
        membership = NamedNode(f"{BASE}membership/{number}")
        world.add(Triple(membership, name("rdf:type"), name("org:Membership")))
        world.add(Triple(membership, name("org:member"), thing("person", rng.randrange(_PEOPLE))))
        world.add(Triple(membership, name("org:organization"), thing("organisation", rng.randrange(_BODIES))))
    return world


class Slowly:
    """Follows links in sets of triples."""

    def __init__(self, world: Iterable[Triple]) -> None:
        """Keep the world."""
        self._world = list(world)

    def go(self, things: Iterable[str], *curies: str) -> set[str]:
        """Follow any of some properties once; `^` goes back."""
        reached = set()
        start = set(things)
        for curie in curies:
            predicate = name(curie.removeprefix("^"))
            for each in self._world:
                ends = plain(each.subject), plain(each.object)
                here, there = ends[::-1] if curie.startswith("^") else ends
                if each.predicate == predicate and here in start:
                    reached.add(there)
        return reached

    def climb(self, things: Iterable[str], *curies: str) -> set[str]:
        """Follow some properties any number of times, at least once."""
        found: set[str] = set()
        fresh = set(things)
        while fresh:
            fresh = self.go(fresh, *curies) - found
            found |= fresh
        return found


def plain(term: object) -> str:
    """Write a term without brackets."""
    return str(term).strip("<>")


@pytest.mark.parametrize("seed", range(12))
def test_each_part_is_what_sets_find(seed: int) -> None:
    """Here, below, above and elsewhere, each thing once."""
    world = world_of(Random(seed))
    network, slow = network_of(world), Slowly(world)
    up = ("igeo:subdivisionDirecteDe", "mai:within")
    down = tuple("^" + each for each in up)
    for number in range(_TERRITORIES):
        iri = plain(thing("territory", number))
        place = find_territory(network, iri)
        assert place is not None
        found = activity_of(network, place)

        def named(things: np.ndarray) -> set[str]:  # type: ignore[type-arg]
            return {network.iris[each] for each in things.tolist()}

        here = slow.go({iri}, "^mai:onTerritory")
        within = here | slow.go(slow.climb({iri}, *down), "^mai:onTerritory")
        assert named(found.here) == here
        assert named(found.within) == within
        assert len(found.within) == len(within)
        assert named(found.below[1]) == within - here
        assert named(found.above[1]) == slow.go(slow.climb({iri}, *up), "^mai:onTerritory") - within
        bodies = slow.go({iri}, "^mai:hasJurisdiction")
        bodies |= slow.climb(bodies, "^org:unitOf")
        actors = bodies | slow.go(slow.go(bodies, "^org:organization"), "org:member")
        assert named(found.elsewhere[1]) == slow.go(actors, *("^" + each for each in _DONE)) - within
        assert named(found.elsewhere[0]) <= actors


def test_things_are_counted_by_kind() -> None:
    """Kinds without a thing are left out."""
    network = network_of(random_world(Random(1)))
    counts = count_by_kind(network, np.arange(len(network)))
    assert counts[Kind.INITIATIVE] == 12
    assert counts[Kind.CIRCLE] == 4
    assert sum(counts.values()) == len(network)
    assert count_by_kind(network, np.empty(0, np.int64)) == {}


@pytest.mark.parametrize("iri", [f"{BASE}need/1", f"{BASE}territory/none", ""])
def test_what_is_no_territory_is_not_found(iri: str) -> None:
    """Neither another kind of thing nor an unknown one."""
    assert find_territory(network_of(random_world(Random(1))), iri) is None
