"""Tests of graph.search.nearness: territories get a point, and what lies near is found."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.nearness import EARTH_KM, LEAST_ABOUT_KM, PlaceFacts, TerritoryPoints, place_territories

NO_FACTS = PlaceFacts({}, {}, {}, {}, {})
_latitude = st.floats(-89.9, 89.9)
_longitude = st.floats(-180, 180)
_points = st.lists(st.tuples(_latitude, _longitude), min_size=1, max_size=12)


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance in kilometres by the textbook's formula."""
    (lat_1, long_1), (lat_2, long_2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((long_2 - long_1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(half, 1)))


def exact(points: list[tuple[float, float]]) -> TerritoryPoints:
    """Place territories that all have a point, in their order."""
    stated = {str(each): point for each, point in enumerate(points)}
    return place_territories(list(stated), PlaceFacts(stated, {}, {}, {}, {}))


@given(_points, st.floats(0, 20_100))
def test_distances_are_those_of_the_sphere(points: list[tuple[float, float]], km: float) -> None:
    """To ten metres near by and a hundred thousandth far away; what lies within is what is no farther."""
    placed = exact(points)
    distances = placed.distances_km(0)
    assert placed.is_exact.all()
    expected = np.array([haversine(points[0], each) for each in points])
    near = expected < 19_000  # next to the antipodes an arc sine has no digits left
    assert np.allclose(distances[near], expected[near], rtol=1e-4, atol=0.01)
    assert list(placed.within(km, 0)) == [row for row, each in enumerate(distances) if each <= km]


@given(_points)
def test_a_distance_is_the_same_from_both_ends(points: list[tuple[float, float]]) -> None:
    """And nothing is nearer to a territory than the territory itself."""
    placed = exact(points)
    for row in range(len(points)):
        assert placed.distances_km(row)[0] == pytest.approx(placed.distances_km(0)[row], abs=0.01)
        assert row in placed.within(0, row)


def test_points_a_few_metres_apart_are_told_apart() -> None:
    """As a 32-bit dot product could not."""
    placed = exact([(43.6, 3.88), (43.6009, 3.88), (43.6, 3.9)])
    assert placed.distances_km(0) == pytest.approx([0, 0.100, 1.610], abs=0.002)


FACTS = PlaceFacts(
    points={"a": (43.0, 3.0), "b": (43.2, 3.0), "far": (48.0, 3.0)},
    postcodes={"a": ["1"], "b": ["2"], "far": ["3"], "x": ["1"], "y": ["9"], "z": ["3"], "lost": ["8"]},
    intercommunalites={"a": ["g"], "b": ["g"], "far": ["h"], "x": ["g"], "y": ["g"], "z": ["g"]},
    containers={
        **{each: ["g", "d"] for each in ("a", "b", "x", "y", "z")},
        "far": ["h"],
        "d": ["r"],
        "r": ["d"],  # a circle does no harm
        "quarter": ["a"],
        "hamlet": ["d"],
        "ward": ["city"],
    },
    inhabitants={"a": 300, "b": 100},
)


def placed_at(name: str, facts: PlaceFacts = FACTS) -> tuple[float, float] | None:
    """Return latitude and longitude of one territory, rounded."""
    placed = place_territories([name], facts)
    if not placed.is_placed[0]:
        return None
    x, y, z = placed.vectors[0].astype(float)
    return round(math.degrees(math.asin(z)), 2), round(math.degrees(math.atan2(y, x)), 2)


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("a", (43.0, 3.0)),
        ("x", (43.0, 3.0)),  # postcode and intercommunalité
        ("z", (48.0, 3.0)),  # the postcode alone
        ("y", (43.1, 3.0)),  # the intercommunalité alone
        ("lost", None),
        ("quarter", (43.0, 3.0)),  # part of a commune
        ("hamlet", None),  # a département is no place to put it
        ("ward", None),
        ("unheard-of", None),
    ],
)
def test_each_territory_is_placed_by_the_best_that_is_known(
    name: str, point: tuple[float, float] | None
) -> None:
    """Its own point, that of its neighbours, that of its commune, or none."""
    assert placed_at(name) == point


def test_a_larger_territory_lies_where_its_inhabitants_do() -> None:
    """Three quarters of them in one commune weigh three times as much as one quarter; a circle ends."""
    facts = PlaceFacts(FACTS.points, {}, {}, FACTS.containers, FACTS.inhabitants)
    assert placed_at("g", facts) == (43.05, 3.0)
    assert placed_at("r", facts) == placed_at("d", facts) == (43.05, 3.0)


def test_nobody_counts_twice() -> None:
    """A city whose arrondissements have inhabitants counts by these."""
    facts = PlaceFacts(
        points={"city": (10.0, 0.0), "one": (10.0, 0.0), "town": (20.0, 0.0)},
        postcodes={},
        intercommunalites={},
        containers={"one": ["city"], "city": ["d"], "town": ["d"]},
        inhabitants={"city": 100, "one": 100, "town": 100},
    )
    assert placed_at("d", facts) == (15.0, 0.0)


def test_an_approximate_distance_is_never_a_short_one() -> None:
    """It says that it is approximate; without a point there is none."""
    placed = place_territories(["a", "b", "x", "lost"], FACTS)
    assert placed.distance(0, 1) == (pytest.approx(22.24, abs=0.01), False)
    assert placed.distance(0, 2) == (LEAST_ABOUT_KM, True)
    assert placed.distance(1, 2) == (pytest.approx(22.24, abs=0.01), True)
    assert placed.distance(0, 3) is None
    assert list(placed.is_exact) == [True, True, False, False]


def test_a_territory_without_point_is_near_nothing() -> None:
    """Not even itself; and no territories at all are no error."""
    placed = place_territories(["a", "lost"], FACTS)
    assert list(placed.within(20_100, 0)) == [0]
    assert list(placed.within(20_100, 1)) == []
    assert place_territories([], NO_FACTS).vectors.shape == (0, 3)


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefgh"), max_size=3)), _points)
def test_any_containment_ends(containers: dict[str, list[str]], points: list[tuple[float, float]]) -> None:
    """Whatever contains what, in circles too, each territory has a unit vector or none."""
    stated = dict(zip("abcdef", points, strict=False))
    placed = place_territories(list("abcdefgh"), PlaceFacts(stated, {}, containers, containers, {}))
    lengths = np.linalg.norm(placed.vectors[placed.is_placed], axis=1)
    assert np.allclose(lengths, 1, atol=1e-5)
    assert all(placed.is_placed["abcdefgh".index(each)] for each in stated)
