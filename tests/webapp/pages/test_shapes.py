"""Tests of webapp.pages.shapes: what documents lead to."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient

from graph.rdf.terms import expand

SH = rdflib.SH


@pytest.mark.parametrize("path", ["/shapes", "/shapes.ttl", "/shapes/NeedShape", "/shapes/NeedShape.ttl"])
def test_shapes_are_at_an_address(client: FlaskClient, path: str) -> None:
    """All of them, or one with its parts."""
    got = client.get(f"/atlas{path}", headers={"Accept": "text/turtle"})
    assert (got.status_code, got.mimetype) == (200, "text/turtle")
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    graph = rdflib.Graph().parse(data=got.data, format="turtle")
    shape = rdflib.URIRef(expand("mash:NeedShape"))
    assert graph.value(shape, SH.targetClass) == rdflib.URIRef(expand("mai:Need"))
    other = rdflib.URIRef(expand("mash:InitiativeShape"))
    assert ((other, None, None) in graph) == ("Need" not in path)


@pytest.mark.parametrize(
    "path", ["/shapes/NoShape", "/shapes.csv", "/shapes/NeedShape.csv", "/shapes/%3Cx%3E"]
)
def test_there_is_no_other_shape(client: FlaskClient, path: str) -> None:
    """404, as for any address where nothing is."""
    assert client.get(f"/atlas{path}").status_code == 404


def test_a_browser_is_led_to_the_documentation(browser: FlaskClient) -> None:
    """Shapes are for programs."""
    assert browser.get("/atlas/shapes").location == "/atlas/ns"


def test_the_context_is_json(client: FlaskClient) -> None:
    """At a stable address, for pages of any site."""
    got = client.get("/atlas/context.jsonld")
    assert (got.status_code, got.mimetype) == (200, "application/ld+json")
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.get_json(force=True)["@context"]["name"]["@container"] == "@language"
