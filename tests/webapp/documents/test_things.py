"""Tests of webapp.documents.things: what goes with a document, whatever it is about."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from graph.rdf.terms import Literal, NamedNode, Triple, name
from webapp.documents.things import ThingDocument, connections_address, document_links, has_connections, link
from webapp.http.profiles import PAIR
from webapp.http.urls import UrlBuilder
from webapp.presentation.description import Description

LINKS = UrlBuilder("https://data.example.org/atlas", "en")
GARDEN = NamedNode("https://data.example.org/atlas/id/initiative/jardin")
CARNET, LICENCE = (
    NamedNode("https://data.example.org/atlas/id/contribution/carnet"),
    NamedNode("https://l.example/by"),
)
DESCRIPTION = Description(
    [
        Triple(GARDEN, name("rdf:type"), name("mai:Initiative")),
        Triple(CARNET, name("rdf:type"), name("mai:Contribution")),
        Triple(CARNET, name("dcterms:license"), LICENCE),
    ]
)
DOCUMENT = ThingDocument(
    NamedNode("https://data.example.org/atlas/doc/initiative/jardin"),
    GARDEN,
    DESCRIPTION,
    NamedNode("https://data.example.org/atlas/dataset"),
    NamedNode("https://data.example.org/atlas/doc/initiative/jardin/connections"),
)


def test_a_document_says_its_licences_and_its_topic() -> None:
    """And where it comes from."""
    told = set(DOCUMENT.statements())
    assert Triple(DOCUMENT.iri, name("foaf:primaryTopic"), GARDEN) in told
    assert Triple(DOCUMENT.iri, name("dcterms:license"), LICENCE) in told
    assert Triple(DOCUMENT.iri, name("prov:wasDerivedFrom"), CARNET) in told
    assert not [each for each in told if isinstance(each.object, Literal)]


def test_links_name_what_belongs_to_it() -> None:
    """Classes, licences, shapes, profiles, connections."""
    told = ", ".join(document_links(DOCUMENT, LINKS, ["/atlas/shapes/InitiativeShape"], PAIR))
    assert '<https://l.example/by>; rel="license"' in told
    assert '</atlas/shapes/InitiativeShape>; rel="describedby"; type="text/turtle"' in told
    assert f'<{PAIR.iri}>; rel="profile"' in told
    assert '</atlas/doc/initiative/jardin.jsonld?profile=schema>; rel="alternate"' in told
    assert "/doc/initiative/jardin/connections>" in told


def test_a_link_holds_no_letter_that_a_header_cannot() -> None:
    """Whatever the IRI."""
    assert link("https://x.example/cœur<>", "type") == '<https://x.example/c%C5%93ur%3C%3E>; rel="type"'


def test_connections_of_what_is_named_elsewhere_have_an_address_too() -> None:
    """By a parameter, in any format."""
    assert connections_address(LINKS, GARDEN.value) == "/atlas/doc/initiative/jardin/connections"
    assert connections_address(LINKS, GARDEN.value, "ttl") == "/atlas/doc/initiative/jardin/connections.ttl"
    asked = parse_qs(urlsplit(connections_address(LINKS, "https://x.example/i", "nt")).query)
    assert asked == {"iri": ["https://x.example/i"], "part": ["connections"], "format": ["nt"]}


def test_initiatives_alone_are_connected() -> None:
    """Rules derive connections of no other kind."""
    assert has_connections(DESCRIPTION, GARDEN)
    assert not has_connections(DESCRIPTION, CARNET)
