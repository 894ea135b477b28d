"""Keep where territories lie beside the index: their points as arrays, and whom to credit for them.

They are made anew when a statement about places changes, which is seldom, and linked from one snapshot to the next
otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Quad, name
from graph.search.nearness import Distance, PlaceFacts, TerritoryPoints, place_territories
from graph.search.place_facts import read_place_facts
from graph.search.surroundings import CONTAINED

# What a point is made of: a change of anything else leaves all points where they are.
_PROPERTIES = ("wgs:lat", "wgs:long", "schema:postalCode", "mai:population", *CONTAINED)
POINT_FILES = ("points.npy", "points-stated.npy", "points.json")
_CREDIT = "credit.json"
FILES = (*POINT_FILES, _CREDIT)
_NOTHING = PlaceFacts({}, {}, {}, {}, {})
_KEPT = 64  # places whose distances to all others are kept


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom to name wherever a distance shows, and under which licence; empty where no point is known."""

    text: str = ""
    source: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Places:
    """Where territories lie, each named by its IRI."""

    iris: tuple[str, ...] = ()
    points: TerritoryPoints = field(default_factory=lambda: place_territories((), _NOTHING))
    credit: Credit = Credit()

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {iri: row for row, iri in enumerate(self.iris)}

    def is_placed(self, iri: str) -> bool:
        """Return whether it is known, exactly or about, where a territory lies."""
        row = self._rows.get(iri)
        return row is not None and bool(self.points.is_placed[row])

    def distance(self, iri: str, other: str) -> Distance | None:
        """Return how far two territories are apart, as it may be shown; None where one has no point."""
        rows = self._rows.get(iri), self._rows.get(other)
        return None if rows[0] is None or rows[1] is None else self.points.distance(rows[0], rows[1])

    @cached_property
    def distances_from(self) -> Callable[[str], Mapping[str, float]]:
        """Return the function from a territory to the kilometres to all others that have a point."""
        return lru_cache(_KEPT)(self._distances_from)

    def _distances_from(self, iri: str) -> Mapping[str, float]:
        row = self._rows.get(iri)
        if row is None or not self.points.is_placed[row]:
            return {}
        kilometres = self.points.distances_km(row)
        known = np.flatnonzero(self.points.is_placed).tolist()
        return dict(zip((self.iris[each] for each in known), kilometres[known].tolist(), strict=True))


def moves_points(quads: Iterable[Quad]) -> bool:
    """Return whether a change may move points: whether it states anything that they are made of."""
    properties = {name(each) for each in _PROPERTIES}
    group = (name("rdf:type"), name("igeo:Intercommunalite"))
    return any(each.predicate in properties or (each.predicate, each.object) == group for each in quads)


def write_places(store: Store, folder: Path) -> None:
    """Place all territories of a store, and write where they lie into a folder, with whom to credit."""
    write_credit(store, folder)
    facts = read_place_facts(store)
    iris = sorted(
        facts.containers.keys()
        | facts.points.keys()
        | {each for above in facts.containers.values() for each in above}
    )
    points = place_territories(iris, facts)
    np.save(folder / POINT_FILES[0], points.vectors)
    np.save(folder / POINT_FILES[1], points.is_exact)
    (folder / POINT_FILES[2]).write_text(json.dumps(iris, ensure_ascii=False), encoding="utf-8")


def write_credit(store: Store, folder: Path) -> None:
    """Write whom to credit for the points; always anew, since that is read faster than looked for in a change."""
    credit = json.dumps(astuple(_credit(store)), ensure_ascii=False)
    (folder / _CREDIT).write_text(credit, encoding="utf-8")


def open_places(folder: Path) -> Places:
    """Open what `write_places` wrote; no places where it is missing or damaged."""
    try:
        vectors, is_exact = (np.load(folder / each, allow_pickle=False) for each in POINT_FILES[:2])
        iris = tuple(json.loads((folder / POINT_FILES[2]).read_text("utf-8")))
        credit = Credit(*json.loads((folder / _CREDIT).read_text("utf-8")))
        if len(iris) != len(vectors) or len(iris) != len(is_exact):
            return Places()
        points = TerritoryPoints(vectors, ~np.isnan(vectors[:, 0]), is_exact)
        return Places(iris, points, credit)
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError):
        return Places()


def _credit(store: Store) -> Credit:
    """Read whom the graph names that states points and says whom to credit for them."""
    quads = store.quads_for_pattern(None, name("schema:creditText"), None, None)
    credited = {each.subject for each in quads if each.subject == each.graph_name}
    for graph in sorted((each for each in credited if isinstance(each, NamedNode)), key=str):
        if next(store.quads_for_pattern(None, name("wgs:lat"), None, graph), None) is not None:
            properties = ("schema:creditText", "dcterms:source", "dcterms:license")
            return Credit(*(next(iter(_values(store, graph, each)), "") for each in properties))
    return Credit()


def _values(store: Store, subject: NamedNode, curie: str) -> list[str]:
    quads = store.quads_for_pattern(subject, name(curie), None, subject)
    return [quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal)]
