"""Tests of webapp.pages.catalogue: what a data portal reads, and where the dataset's IRI leads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

BASE = "https://data.example.org/atlas"
CHECK = Path(__file__).parents[4] / "shared" / "conformance" / "dcat_ap_check.py"
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
        f"{BASE}/oai",
        f"{BASE}/reconcile",
    }


REQUIRED = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name,),
    SKOS.Concept: (SKOS.prefLabel,),
    SKOS.ConceptScheme: (DCTERMS.title,),
}
CLASSES = {
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.conformsTo: DCTERMS.Standard,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.rights: DCTERMS.RightsStatement,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCAT.landingPage: FOAF.Document,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    FOAF.homepage: FOAF.Document,
}
AT_MOST_ONE = (
    DCTERMS.publisher,
    DCTERMS.modified,
    DCTERMS.rights,
    FOAF.homepage,
    DCTERMS.accrualPeriodicity,
)


def test_portals_find_what_their_profile_wants(client: FlaskClient) -> None:
    """DCAT-AP: what is required is there, what is referred to is of the class that it should be (range), nothing twice."""
    graph = rdflib.Graph().parse(data=client.get("/atlas/catalog.ttl").data, format="turtle")
    for class_, predicates in REQUIRED.items():
        nodes = set(graph.subjects(RDF.type, class_))
        assert nodes, class_
        for node in nodes:
            assert all((node, each, None) in graph for each in predicates), node
    for predicate, class_ in CLASSES.items():
        values = set(graph.objects(None, predicate))
        assert values, predicate
        assert all((each, RDF.type, class_) in graph for each in values), predicate
    for predicate in AT_MOST_ONE:
        assert all(len(list(graph.objects(each, predicate))) == 1 for each in graph.subjects(predicate, None))
    (publisher,) = set(graph.objects(DATASET, DCTERMS.publisher))
    assert str(graph.value(publisher, FOAF.name)) == "data.example.org", "without a name, the host"


@pytest.mark.skipif(
    not CHECK.is_file(), reason="the third-party shapes are expected in ../shared/conformance"
)
def test_it_is_valid_against_the_shapes_of_the_profile(client: FlaskClient, tmp_path: Path) -> None:
    """Also when read back from a store, which rewrites literals."""
    written = tmp_path / "catalog.ttl"
    written.write_bytes(client.get("/atlas/catalog.ttl").data)
    for more in ((), ("--through-store",)):
        command = [sys.executable, str(CHECK), str(written), "--version", "3.0.1", *more]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


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
