"""Tests of webapp.page_data.operator: who runs the deployment is stated as the settings have it, and never invented."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from webapp.page_data.operator import Operator

BASE = "https://data.example.org/atlas"
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
NAME = "Coopérative « L’Atelier »"
PUBLISHED = {"/catalog": ("catalog", "dataset", "sparql", "graphs", "api"), "/sparql": ("sparql", "dataset")}


def _read(client: FlaskClient, path: str) -> rdflib.Graph:
    answer = client.get(f"/atlas{path}", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    return rdflib.Graph().parse(data=answer.data, format="turtle")


@pytest.mark.parametrize("path", PUBLISHED)
@pytest.mark.parametrize(
    ("contact", "reached_by"),
    [("mailto:contact@example.org", VCARD.hasEmail), ("https://example.org/contact?x#y", VCARD.hasURL)],
)
def test_who_publishes_and_how_to_reach_them(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, contact: str, reached_by: rdflib.URIRef
) -> None:
    """For each thing that the document describes; an agent with a name, a contact with an address."""
    monkeypatch.setitem(client.application.config, "MAILLAGE_OPERATOR", Operator(NAME, contact))
    graph = _read(client, path)
    for each in PUBLISHED[path]:
        publisher = graph.value(rdflib.URIRef(f"{BASE}/{each}"), DCTERMS.publisher)
        assert graph.value(publisher, FOAF.name) == rdflib.Literal(NAME)
        assert (publisher, RDF.type, FOAF.Agent) in graph
        reached = graph.value(rdflib.URIRef(f"{BASE}/{each}"), DCAT.contactPoint)
        assert graph.value(reached, reached_by) == rdflib.URIRef(contact)
        assert graph.value(reached, VCARD.fn) == rdflib.Literal(NAME)


@pytest.mark.parametrize("path", PUBLISHED)
@pytest.mark.parametrize("operator", [Operator(), Operator(NAME), Operator("", "https://example.org/")])
def test_what_is_not_set_is_not_stated(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, path: str, operator: Operator
) -> None:
    """By default nothing; a name without a contact, a contact without a name. The catalogue needs a publisher: whoever holds the host."""
    if operator != Operator():
        monkeypatch.setitem(client.application.config, "MAILLAGE_OPERATOR", operator)
    graph = _read(client, path)
    name = operator.name or (urlsplit(BASE).netloc if path == "/catalog" else "")
    publishers = set(graph.objects(None, DCTERMS.publisher))
    assert {str(graph.value(each, FOAF.name)) for each in publishers} == ({name} if name else set())
    assert bool(set(graph.subject_objects(DCAT.contactPoint))) is bool(operator.contact)
    told = {str(each) for each in graph.objects(None, VCARD.fn)}
    assert told == ({name} if name and operator.contact else set()), "no other contact has both"
