"""Tests of graph.sources.coordinates: a table becomes the points of communes, and says where they come from."""

from __future__ import annotations

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sources.coordinate_table import Coordinates
from graph.sources.coordinates import (
    Origin,
    commune_codes,
    coordinates_graph,
    place_communes,
    shipped_coordinates_graph,
)
from graph.sources.territory_register import Register, register_graph


def test_codes_lead_to_communes(small_register: Register, names: Namespaces) -> None:
    """Present ones, former ones, and none."""
    codes = commune_codes(register_graph(small_register, names).triples, names)
    table = {
        "34057": Coordinates(43.6, 3.9),
        "01018": Coordinates(46.0, 5.0),
        "01091": Coordinates(47.0, 6.0),
        "99999": Coordinates(1.0, 1.0),
        "34": Coordinates(1.0, 1.0),
    }
    placed = place_communes(table, codes)
    valserhone = names.thing("territory", "commune-01033")
    assert placed.points == {
        names.thing("territory", "commune-34057"): table["34057"],
        valserhone: Coordinates(46.5, 5.5),
    }
    assert placed.former == ("01018", "01091")
    assert placed.unknown == ("99999", "34")
    own = {"01033": Coordinates(46.1, 5.8)}
    assert place_communes(table | own, codes).points[valserhone] == own["01033"]


def test_the_graph_says_where_points_come_from(names: Namespaces) -> None:
    """Title in both languages, licence, source, whom to credit."""
    place = names.thing("territory", "commune-34057")
    origin = Origin("La Poste", "https://source.example/", "https://licence.example/")
    graph = coordinates_graph({place: Coordinates(43.600001, -3.9)}, origin, names)
    assert graph.name == names.graph("ref/coordinates")
    found = {each.predicate: each.object for each in graph.triples if each.subject == graph.name}
    assert found[name("dcterms:license")] == NamedNode("https://licence.example/")
    assert found[name("dcterms:source")] == NamedNode("https://source.example/")
    assert found[name("schema:creditText")] == Literal("La Poste")
    assert Triple(place, name("wgs:lat"), Literal("43.6", datatype=name("xsd:decimal"))) in graph.triples
    assert Triple(place, name("wgs:long"), Literal("-3.9", datatype=name("xsd:decimal"))) in graph.triples


def test_numbers_are_written_as_a_store_writes_them(names: Namespaces) -> None:
    """Else what is loaded twice would differ from itself."""
    places = [names.thing("territory", f"commune-{each}") for each in range(7)]
    degrees = (0.0, -0.000001, 48.0, 10.0, 3.90280, -61.5, 0.00001)
    points = {place: Coordinates(each, each) for place, each in zip(places, degrees, strict=True)}
    graph = coordinates_graph(points, Origin("x", "", "https://licence.example/"), names)
    store = Store()
    store.extend(graph.quads())
    assert {quad.triple for quad in store} == graph.triples


def test_what_ships_is_credited_to_geonames(small_register: Register, names: Namespaces) -> None:
    """For the communes of the register, and no others."""
    register = register_graph(small_register, names).triples
    graph = shipped_coordinates_graph(register, names)
    places = {each.subject for each in graph.triples if each.predicate == name("wgs:lat")}
    assert places <= {each.subject for each in register}
    assert names.thing("territory", "commune-34172") in places
    assert Triple(graph.name, name("schema:creditText"), Literal("GeoNames")) in graph.triples
