"""Tests of graph.storage.dumps.features: what is on a map, and where."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Quad, name
from graph.storage.dumps.described_things import DescribedThings
from graph.storage.dumps.features import write_features

GRAPH, REGISTER = NamedNode("http://example.org/graph"), NamedNode("http://example.org/register")


def test_things_are_where_their_territories_are(tmp_path: Path) -> None:
    """Longitude first, one feature a thing whatever classes it has; what has no point is left out."""
    store = Store()
    here, there, nowhere = (NamedNode(f"http://example.org/t/{each}") for each in "abc")
    for place, (long, lat) in {here: ("3.9", "43.6"), there: ("-1.5", "48")}.items():
        store.add(Quad(place, name("wgs:long"), Literal(long, datatype=name("xsd:decimal")), REGISTER))
        store.add(Quad(place, name("wgs:lat"), Literal(lat, datatype=name("xsd:decimal")), REGISTER))
    one, two, three = (NamedNode(f"http://example.org/{each}") for each in "xyz")
    for thing, territories in {one: [here], two: [here, there], three: [nowhere]}.items():
        for each in ("mai:Initiative", "mai:Event"):
            store.add(Quad(thing, name("rdf:type"), name(each), GRAPH))
        for place in territories:
            store.add(Quad(thing, name("mai:onTerritory"), place, GRAPH))
    store.add(Quad(one, name("skos:prefLabel"), Literal("Un « jardin »", language="fr"), GRAPH))
    (file, _) = write_features(store, DescribedThings(store, [GRAPH]), tmp_path)
    found = json.loads(gzip.decompress((tmp_path / file.name).read_bytes()))
    assert found["type"] == "FeatureCollection"
    first, second = sorted(found["features"], key=lambda each: str(each["id"]))
    assert first["geometry"] == {"type": "Point", "coordinates": [3.9, 43.6]}
    assert first["id"] == one.value
    assert first["properties"]["name_fr"] == "Un « jardin »"
    assert first["properties"]["classes"] == ["mai:Event", "mai:Initiative"]
    assert second["geometry"] == {"type": "MultiPoint", "coordinates": [[3.9, 43.6], [-1.5, 48.0]]}


def test_without_a_place_the_collection_is_empty(tmp_path: Path) -> None:
    """It is GeoJSON all the same."""
    (file, _) = write_features(Store(), DescribedThings(Store(), [GRAPH]), tmp_path)
    found = json.loads(gzip.decompress((tmp_path / file.name).read_bytes()))
    assert found == {"type": "FeatureCollection", "features": []}
