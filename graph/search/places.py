"""Keep where territories lie beside the index: their points as arrays, and whom to credit for them.

They are made anew when a statement about places changes, which is seldom, and linked from one snapshot to the next
otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, name
from graph.search.nearness import Distance, PlaceFacts, TerritoryPoints, place_territories
from graph.search.place_facts import read_place_facts

# What a point is made of: a change of anything else leaves all points where they are.
PLACE_PROPERTIES = frozenset(
    {
        *("wgs:lat", "wgs:long", "schema:postalCode", "mai:population", "igeo:subdivisionDirecteDe"),
        *("mai:within", "schema:creditText"),
    }
)
FILES = ("points.npy", "points-stated.npy", "points.json")
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


def write_places(store: Store, folder: Path) -> None:
    """Place all territories of a store, and write where they lie into a folder."""
    facts = read_place_facts(store)
    iris = sorted(
        facts.containers.keys()
        | facts.points.keys()
        | {each for above in facts.containers.values() for each in above}
    )
    points = place_territories(iris, facts)
    np.save(folder / FILES[0], points.vectors)
    np.save(folder / FILES[1], points.is_exact)
    credit = _credit(store)
    content = {"iris": iris, "credit": [credit.text, credit.source, credit.licence]}
    (folder / FILES[2]).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def open_places(folder: Path) -> Places:
    """Open what `write_places` wrote; no places where it is missing or damaged."""
    try:
        vectors, is_exact = (np.load(folder / each, allow_pickle=False) for each in FILES[:2])
        content = json.loads((folder / FILES[2]).read_text("utf-8"))
        iris = tuple(content["iris"])
        if len(iris) != len(vectors) or len(iris) != len(is_exact):
            return Places()
        points = TerritoryPoints(vectors, ~np.isnan(vectors[:, 0]), is_exact)
        return Places(iris, points, Credit(*content["credit"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, IndexError):
        return Places()


def _credit(store: Store) -> Credit:
    """Read whom the graph credits that states the points."""
    found = next(store.quads_for_pattern(None, name("wgs:lat"), None, None), None)
    graphs = (
        {each.graph_name for each in store.quads_for_pattern(found.subject, name("wgs:lat"), None, None)}
        if found is not None
        else set()
    )
    for graph in sorted((each for each in graphs if isinstance(each, NamedNode)), key=str):
        texts = {
            curie: next(iter(_values(store, graph, curie)), "")
            for curie in ("schema:creditText", "dcterms:source", "dcterms:license")
        }
        if texts["schema:creditText"]:
            return Credit(*texts.values())
    return Credit()


def _values(store: Store, subject: NamedNode, curie: str) -> list[str]:
    quads = store.quads_for_pattern(subject, name(curie), None, subject)
    return [quad.object.value for quad in quads if isinstance(quad.object, NamedNode | Literal)]
