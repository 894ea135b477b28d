"""The service description: nothing is announced that does not work, and the limits are told."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, parse

from graph.settings import Settings
from webapp.sparql.limits import limits_of
from webapp.sparql.service_description import GEO_FUNCTIONS, ServiceDescription, describe_service

BASE = "https://data.example.org/atlas"
POINT = '"POINT(1 1)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
UNIT = "<http://www.opengis.net/def/uom/OGC/1.0/metre>"


@pytest.mark.parametrize("function", GEO_FUNCTIONS)
def test_every_function_announced_works(function: str) -> None:
    """The engine gives a value for two points."""
    unit = f", {UNIT}" if function == "distance" else ""
    text = f"SELECT (<http://www.opengis.net/def/function/geosparql/{function}>({POINT}, {POINT}{unit}) AS ?x) {{}}"
    (row,) = Store().query(text)  # type: ignore[misc]
    assert row["x"] is not None


def test_the_engine_reads_what_is_announced_of_version_1_2() -> None:
    """Triple terms and directional strings."""
    store = Store()
    store.update('INSERT DATA { <x:a> <x:b> <<( <x:c> <x:d> "e"@ar--rtl )>> }')
    assert store.query("ASK { ?s ?p <<( ?a ?b ?c )>> }")


def test_the_description_tells_limits_and_graph_store(client: FlaskClient) -> None:
    """Both languages, both updates and queries, the graph store beside."""
    said = client.get("/atlas/sparql", headers={"Accept": "application/n-triples"})
    found = {str(quad.triple) for quad in parse(said.data, format=RdfFormat.N_TRIPLES)}
    text = "\n".join(found)
    for word in ("SPARQL11Query", "SPARQL11Update", "UnionDefaultGraph", "entailment/Simple", "/graphs>"):
        assert word in text, word
    for limit in limits_of(Settings()):
        assert f'"{limit.name}"' in text
    assert limits_of(Settings())


def test_federation_is_announced_where_some_endpoint_is_listed() -> None:
    """And nowhere else."""
    for federates in (False, True):
        told = describe_service(ServiceDescription("http://x", {}, 0, federates=federates))
        assert any("BasicFederatedQuery" in str(each) for each in told) is federates


def test_a_plain_service_has_no_union() -> None:
    """Its default graph stands on its own."""
    text = "\n".join(
        str(each) for each in describe_service(ServiceDescription("http://x", {}, 0, is_plain=True))
    )
    assert "EmptyGraphs" in text
    assert "UnionDefaultGraph" not in text


def test_the_description_leads_to_that_of_the_api(client: FlaskClient) -> None:
    """Where there is a network to ask; so does the foot of every page."""
    api = f"{BASE}/api/openapi.json"
    for service, is_told in (
        (ServiceDescription(BASE, {}, 1), True),
        (ServiceDescription(BASE, {}, 1, is_plain=True), False),
    ):
        assert any(each.subject.value == api for each in describe_service(service)) is is_told
    assert 'href="/atlas/api/openapi.json"' in client.get("/atlas/", headers={"Accept": "text/html"}).text
    assert client.get("/atlas/api/openapi.json").get_json()["servers"] == [{"url": BASE}]
