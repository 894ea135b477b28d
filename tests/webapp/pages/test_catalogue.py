"""Tests of webapp.pages.catalogue: what a data portal reads, and where the dataset's IRI leads."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, DCTERMS, RDF

BASE = "https://data.example.org/atlas"
DATASET = rdflib.URIRef(f"{BASE}/dataset")


@pytest.mark.parametrize(
    ("path", "accept", "media_type", "name"),
    [
        ("/catalog", "text/turtle", "text/turtle", "turtle"),
        ("/catalog", "application/rdf+xml, text/html;q=0.1", "application/rdf+xml", "xml"),
        ("/catalog", "*/*", "text/turtle", "turtle"),
        ("/catalog.rdf", "text/html", "application/rdf+xml", "xml"),
    ],
)
def test_the_catalogue_holds_the_dataset(
    client: FlaskClient, path: str, accept: str, media_type: str, name: str
) -> None:
    """With its present state and the services that give it, each with an address."""
    answer = client.get(f"/atlas{path}", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    graph = rdflib.Graph().parse(data=answer.data, format=name)
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert list(graph.objects(catalogue, DCAT.dataset)) == [DATASET]
    assert (DATASET, RDF.type, DCAT.Dataset) in graph
    assert graph.value(DATASET, DCTERMS.modified)
    assert {each.language for each in graph.objects(DATASET, DCTERMS.description)} == {"fr", "en"}
    services = set(graph.objects(catalogue, DCAT.service))
    assert {str(graph.value(each, DCAT.endpointURL)) for each in services} == {
        f"{BASE}/sparql",
        f"{BASE}/graphs",
        f"{BASE}/api",
        f"{BASE}/reconcile",
    }


def test_it_is_in_the_graph(client: FlaskClient) -> None:
    """A query finds the catalogue by its class."""
    query = "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?d { ?c a dcat:Catalog ; dcat:dataset ?d . ?d a dcat:Dataset }"
    answer = client.get("/atlas/sparql", query_string={"query": query, "format": "csv"})
    assert answer.text.split() == ["d", str(DATASET)]


def test_names_lead_on(client: FlaskClient, browser: FlaskClient) -> None:
    """The dataset's IRI to its description; a browser to the home page; an unknown suffix nowhere."""
    asked = client.get("/atlas/dataset", headers={"Accept": "application/rdf+xml"})
    assert (asked.status_code, asked.location) == (303, "/atlas/catalog.rdf")
    assert browser.get("/atlas/dataset").location == "/atlas/"
    assert browser.get("/atlas/catalog").location == "/atlas/"
    assert client.get("/atlas/catalog.csv").status_code == 404
