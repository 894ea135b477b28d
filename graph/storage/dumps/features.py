"""Write where things happen as GeoJSON, for maps: those whose territory has a point, one feature each.

A thing on several territories is one feature with several points. Coordinates are those of the register of territories.

Spec: https://www.rfc-editor.org/rfc/rfc7946
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Term, Triple, compact, name
from graph.storage.dumps.described_things import DescribedThings
from graph.storage.dumps.manifest import DumpFile
from graph.storage.dumps.packing import PackedWriter

PART = "places"


def write_features(store: Store, things: DescribedThings, folder: Path) -> Iterator[DumpFile]:
    """Write the features into the folder of a dump, packed."""
    before = b'{"type": "FeatureCollection", "features": [\n'
    with PackedWriter(folder, f"{PART}.geojson", part=PART, media_type="application/geo+json") as packed:
        for feature in _features(store, things):
            packed.write(before + json.dumps(feature, ensure_ascii=False, sort_keys=True).encode())
            before = b",\n"
        packed.write((b"" if before == b",\n" else before) + b"\n]}\n")
    yield from packed.files


def _features(store: Store, things: DescribedThings) -> Iterator[dict[str, Any]]:
    for of_class in things.classes():
        for thing in things.things(of_class):
            territories = _objects(things.statements(thing, name("mai:onTerritory")))
            points = [point for each in territories if (point := _point(store, each)) is not None]
            if not points:
                continue
            statements = things.statements(thing)
            classes = sorted(filter(None, (compact(each.value) for each in _objects(statements, "rdf:type"))))
            if classes[0] == compact(of_class.value):  # each thing once, whatever classes it has
                yield _feature(thing, classes, territories, points, statements)


def _feature(
    thing: NamedNode,
    classes: list[str],
    territories: list[NamedNode],
    points: list[tuple[float, float]],
    statements: list[Triple],
) -> dict[str, Any]:
    names = {
        f"name_{each.object.language}": each.object.value
        for each in statements
        if each.predicate == name("skos:prefLabel")
        and isinstance(each.object, Literal)
        and each.object.language
    }
    is_one = len(points) == 1
    geometry = {
        "type": "Point" if is_one else "MultiPoint",
        "coordinates": points[0] if is_one else points,
    }
    properties = {"classes": classes, "territories": [each.value for each in territories], **names}
    return {"type": "Feature", "id": thing.value, "geometry": geometry, "properties": properties}


def _objects(statements: list[Triple], curie: str = "") -> list[NamedNode]:
    return [
        each.object
        for each in statements
        if isinstance(each.object, NamedNode) and (not curie or each.predicate == name(curie))
    ]


def _point(store: Store, territory: NamedNode) -> tuple[float, float] | None:
    """Return longitude and latitude of a territory, in this order as GeoJSON has them."""
    found = []
    for curie in ("wgs:long", "wgs:lat"):
        values = sorted(
            {_number(quad.object) for quad in store.quads_for_pattern(territory, name(curie), None, None)}
        )
        if not values:
            return None
        found.append(values[0])
    return found[0], found[1]


def _number(value: Term) -> float:
    return float(value.value) if isinstance(value, Literal) else 0.0
