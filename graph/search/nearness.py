"""Compute a point for each territory, exact or approximate, and find what lies within some kilometres of it.

The table of coordinates knows four communes in ten. The others are placed by those that share their postcode and their
intercommunalité, six kilometres off in the median and fifteen or more for one in twenty (decision 39). Such a point is never
stored as a fact, and whoever shows a distance to it says "about". Larger territories lie where their inhabitants do, on
average.

Points are unit vectors, compared by the straight line between them: 36,000 take a tenth of a millisecond. A dot product would
be as fast, but 32-bit numbers cannot tell points apart by it that are less than three kilometres from each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EARTH_KM = 6371.0088
LEAST_ABOUT_KM = 15.0  # a shorter distance from an approximate point means nothing
Vector = NDArray[np.float64]
_NONE: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known of where territories are, each named by its IRI.

    Attributes:
        points: Latitude and longitude in degrees, of those that have them.
        postcodes: Of communes.
        intercommunalites: Those that a commune belongs to.
        containers: What contains a territory directly, its intercommunalités among it.
        inhabitants: How many people live there, where that is known.
    """

    points: Mapping[str, tuple[float, float]]
    postcodes: Mapping[str, Collection[str]]
    intercommunalites: Mapping[str, Collection[str]]
    containers: Mapping[str, Collection[str]]
    inhabitants: Mapping[str, int]


class Distance(NamedTuple):
    """How far two territories are apart; at least `LEAST_ABOUT_KM` where one of the points is approximate."""

    km: float
    is_about: bool


@dataclass(frozen=True, slots=True, eq=False)
class TerritoryPoints:
    """Where territories lie, a row each.

    Attributes:
        vectors: float32[n, 3]. Unit vectors from the middle of the Earth; NaN where nothing is known.
        is_placed: bool[n]. Whether there is a point.
        is_exact: bool[n]. Whether the point is stated; else it is that of its neighbours, of what it is part of, or of its
            parts.
    """

    vectors: NDArray[np.float32]
    is_placed: NDArray[np.bool_]
    is_exact: NDArray[np.bool_]

    def distances_km(self, row: int) -> NDArray[np.float32]:
        """Return the distance of each territory from one of them, in kilometres; NaN without a point."""
        difference = self.vectors - self.vectors[row]
        chords = np.sqrt(np.einsum("ij,ij->i", difference, difference))
        distances: NDArray[np.float32] = (2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1))).astype(
            np.float32
        )
        return distances

    def within(self, km: float, row: int) -> NDArray[np.intp]:
        """Return the rows of the territories whose point lies within some kilometres of one of them, itself included."""
        return np.flatnonzero(self.distances_km(row) <= km)

    def distance(self, row: int, other: int) -> Distance | None:
        """Return how far two territories are apart, as it may be shown; None where one has no point."""
        if not (self.is_placed[row] and self.is_placed[other]):
            return None
        is_about = not (self.is_exact[row] and self.is_exact[other])
        chord = float(np.linalg.norm(self.vectors[row].astype(float) - self.vectors[other]))
        km = 2 * EARTH_KM * float(np.arcsin(min(chord / 2, 1.0)))
        return Distance(max(km, LEAST_ABOUT_KM) if is_about else km, is_about)


def place_territories(names: Sequence[str], facts: PlaceFacts) -> TerritoryPoints:
    """Compute the point of each territory.

    Args:
        names: The territories, in the order of the rows.
        facts: Of these and of others.
    """
    exact = {place: _unit_vector(*point) for place, point in facts.points.items()}
    placed = exact | _by_neighbours(facts, exact)
    placed = _by_parts(facts, placed) | placed
    placed = _by_whole(facts, placed, names) | placed
    nowhere = np.full(3, np.nan)
    vectors = np.array([placed.get(each, nowhere) for each in names], dtype=np.float32).reshape(-1, 3)
    is_exact = np.array([each in exact for each in names], dtype=bool)
    return TerritoryPoints(vectors, ~np.isnan(vectors[:, 0]), is_exact)


def _unit_vector(latitude: float, longitude: float) -> Vector:
    north, east = np.radians(latitude), np.radians(longitude)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _middle(vectors: Iterable[Vector], weights: Sequence[float] | None = None) -> Vector | None:
    """Return the direction of the mean of some vectors; None for none, or for some that cancel out."""
    found = list(vectors)
    if not found:
        return None
    mean = np.average(found, axis=0, weights=weights)
    length = float(np.linalg.norm(mean))
    return mean / length if length > 1e-6 else None  # noqa: PLR2004


def _by_neighbours(facts: PlaceFacts, exact: Mapping[str, Vector]) -> dict[str, Vector]:
    """Place communes at the middle of those that share postcode and intercommunalité, else one of the two."""
    of_postcode, of_group = _members(facts.postcodes, exact), _members(facts.intercommunalites, exact)
    found: dict[str, Vector] = {}
    for commune in sorted((facts.postcodes.keys() | facts.intercommunalites.keys()) - exact.keys()):
        near = _united(of_postcode, facts.postcodes.get(commune, _NONE))
        group = _united(of_group, facts.intercommunalites.get(commune, _NONE))
        chosen = sorted(near & group or near or group)
        middle = _middle(exact[each] for each in chosen)
        if middle is not None:
            found[commune] = middle
    return found


def _members(of: Mapping[str, Collection[str]], exact: Mapping[str, Vector]) -> dict[str, set[str]]:
    members = defaultdict[str, set[str]](set)
    for commune in exact:
        for each in of.get(commune, _NONE):
            members[each].add(commune)
    return members


def _united(members: Mapping[str, set[str]], keys: Iterable[str]) -> set[str]:
    return set().union(*(members.get(each, ()) for each in keys))


def _by_parts(facts: PlaceFacts, placed: Mapping[str, Vector]) -> dict[str, Vector]:
    """Place each territory at the middle of its parts, weighted by inhabitants.

    Nobody counts twice: a city whose arrondissements have inhabitants is represented by these.
    """
    counted = {whole for part in facts.inhabitants for whole in facts.containers.get(part, _NONE)}
    parts = defaultdict[str, list[str]](list)
    for each in sorted(placed.keys() - counted):
        for whole in _above(each, facts.containers):
            parts[whole].append(each)
    found: dict[str, Vector] = {}
    for whole, members in parts.items():
        weights = [max(facts.inhabitants.get(each, 0), 1) for each in members]
        middle = _middle((placed[each] for each in members), weights)
        if middle is not None:
            found[whole] = middle
    return found


def _by_whole(facts: PlaceFacts, placed: Mapping[str, Vector], names: Iterable[str]) -> dict[str, Vector]:
    """Place what is part of a commune, a quarter for instance, where the commune is."""
    found: dict[str, Vector] = {}
    communes = facts.points.keys() | facts.postcodes.keys()
    for each in names:
        if each not in placed:
            wholes = sorted(communes & set(facts.containers.get(each, _NONE)) & placed.keys())
            middle = _middle(placed[whole] for whole in wholes)
            if middle is not None:
                found[each] = middle
    return found


def _above(place: str, containers: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield all that contains a territory, each once, though containment may lead in a circle."""
    pending, seen = [place], {place}
    while pending:
        for whole in containers.get(pending.pop(), _NONE):
            if whole not in seen:
                seen.add(whole)
                pending.append(whole)
                yield whole
