"""Find what happens on a territory, within it and above it, and what its bodies and their people did elsewhere.

Each answer is whole, however much there is: sets of things of the network, found by NumPy. A thing that is on two places
is counted once; places that contain one another in a circle are tolerated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.sorted_arrays import distinct, is_among
from graph.connections.network.thing_kinds import ACTORS, INITIATIVES, TERRITORIES, Kind
from graph.connections.network.traversal import Hop, Pairs, joined, walk

Things = NDArray[np.int64]

_DONE = (*INITIATIVES, Kind.EVENT)
_WITHIN = Hop(Relation.WITHIN, backwards=True, is_climb=True)
_ABOVE = Hop(Relation.WITHIN, is_climb=True)
_HAPPENING = Hop(Relation.ON_TERRITORY, backwards=True)
_BODIES = (
    Hop(Relation.HAS_JURISDICTION, backwards=True),
    Hop(Relation.ON_TERRITORY, backwards=True, kinds=ACTORS),
)
_UNITS = tuple(
    Hop(each, backwards=True, is_climb=True) for each in (Relation.UNIT_OF, Relation.SUB_ORGANISATION_OF)
)
_PEOPLE = (Hop(Relation.MEMBER_OF_BODY, backwards=True, kinds=(Kind.MEMBERSHIP,)), Hop(Relation.MEMBER))
_TOOK_PART = tuple(
    Hop(each, backwards=True, kinds=_DONE)
    for each in (Relation.CARRIED_BY, Relation.INITIATED_BY, Relation.HAS_PARTICIPANT)
)


@dataclass(frozen=True, slots=True, eq=False)
class TerritoryActivity:
    """What happens on one territory and around it.

    Attributes:
        here: The things on the territory itself, ascending.
        below: The territories within it, and the things on each; not those that are here as well.
        above: The same for the territories that contain it; nothing that is here or below.
        elsewhere: The bodies and people of the territory, and what each took part in; nothing that is here or below.
    """

    here: Things
    below: Pairs
    above: Pairs
    elsewhere: Pairs

    @property
    def within(self) -> Things:
        """Return the things on the territory or on any within it, each once, ascending."""
        return distinct(np.concatenate((self.here, self.below[1])))


def find_territory(network: Network, iri: str) -> int | None:
    """Return the place in the network of a territory; None when there is no territory of that IRI."""
    place = network.iris.find(iri)
    return place if place is not None and network.kinds[place] in TERRITORIES else None


def activity_of(network: Network, territory: int) -> TerritoryActivity:
    """Find what happens on a territory, within it, above it, and elsewhere by those who are from there."""
    itself = np.array([territory], np.int64)
    here = _happening(network, itself)[1]
    below = _without(_happening(network, _reached(network, itself, _WITHIN)), here)
    inside = distinct(np.concatenate((here, below[1])))
    above = _without(_happening(network, _reached(network, itself, _ABOVE)), inside)
    actors = _actors(network, itself)
    taken = joined(*(walk(network, (actors, actors), (each,)) for each in _TOOK_PART))
    return TerritoryActivity(here, below, above, _without(taken, inside))


def count_by_kind(network: Network, things: Things) -> dict[Kind, int]:
    """Count things by kind, without the kinds that there are none of."""
    counts = np.bincount(network.kinds[things], minlength=len(Kind))
    return {Kind(each): int(counts[each]) for each in np.flatnonzero(counts).tolist()}


def _happening(network: Network, territories: Things) -> Pairs:
    """Return the things on some territories, as pairs of territory and thing; ascending."""
    return joined(walk(network, (territories, territories), (_HAPPENING,)))


def _reached(network: Network, itself: Things, hop: Hop) -> Things:
    """Return the territories that a climb leads to, but the one that it begins at."""
    return np.setdiff1d(walk(network, (np.zeros(1, np.int64), itself), (hop,))[1], itself)


def _actors(network: Network, itself: Things) -> Things:
    """Return the bodies of a territory with their units, and their people; ascending."""
    bodies = _ends(network, itself, *((each,) for each in _BODIES))
    bodies = distinct(np.concatenate((bodies, _ends(network, bodies, *((each,) for each in _UNITS)))))
    return distinct(np.concatenate((bodies, _ends(network, bodies, _PEOPLE))))


def _ends(network: Network, things: Things, *paths: tuple[Hop, ...]) -> Things:
    start = np.zeros(len(things), np.int64), things
    return distinct(np.concatenate([walk(network, start, each)[1] for each in paths]))


def _without(pairs: Pairs, left_out: Things) -> Pairs:
    kept = ~is_among(pairs[1], left_out)
    return pairs[0][kept], pairs[1][kept]
