"""Tests of webapp.pages.vocabulary: the ontology as RDF, under its own IRI and its version IRI."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import OWL, SKOS

NS = rdflib.URIRef("https://w3id.org/maillage/ns")


def _ontology(client: FlaskClient, path: str) -> rdflib.Graph:
    answer = client.get(f"/atlas{path}", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
    return rdflib.Graph().parse(data=answer.data, format="turtle")


def test_the_version_iri_answers(client: FlaskClient, browser: FlaskClient) -> None:
    """With the version in force, in each format; no other version is made up."""
    ontology = _ontology(client, "/ns")
    version = str(ontology.value(NS, OWL.versionIRI)).removeprefix(str(NS))
    assert (
        set(_ontology(client, f"/ns{version}"))
        == set(ontology)
        == set(_ontology(client, f"/ns{version}.ttl"))
    )
    assert client.get(f"/atlas/ns{version}.rdf").mimetype == "application/rdf+xml"
    assert (
        client.get(f"/atlas/ns{version}", headers={"Accept": "text/turtle"}).headers["Content-Location"]
        == "/atlas/ns"
    )
    assert browser.get(f"/atlas/ns{version}").mimetype == "text/html"
    assert client.get("/atlas/ns/9.9.9").status_code == 404
    assert client.get(f"/atlas/ns{version}.csv").status_code == 404


@pytest.mark.parametrize(
    ("term", "relation", "target"),
    [("Initiative", SKOS.closeMatch, "http://xmlns.com/foaf/0.1/Project")],
)
def test_alignments_are_triples(client: FlaskClient, term: str, relation: rdflib.URIRef, target: str) -> None:
    """What each row says of one of our terms is stated; of a foreign term nothing is."""
    ontology = _ontology(client, "/ns")
    ours = rdflib.URIRef(f"{NS}#{term}")
    assert (ours, relation, rdflib.URIRef(target)) in ontology
    matches = [
        each
        for relation in (SKOS.closeMatch, SKOS.relatedMatch, SKOS.narrowMatch)
        for each in ontology.subjects(relation)
    ]
    assert len(matches) > 50
    assert all(str(each).startswith(f"{NS}#") for each in matches)
