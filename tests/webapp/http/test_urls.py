"""Addresses: paths only, under the base's own path."""

from __future__ import annotations

import pytest

from webapp.http.urls import UrlBuilder, split_suffix

LINKS = UrlBuilder("https://data.example.org/atlas")


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        ("https://data.example.org/atlas/id/need/x", "/atlas/doc/need/x"),
        ("https://data.example.org/atlas/id/need/%C3%A9", "/atlas/doc/need/%C3%A9"),
        ("https://w3id.org/maillage/ns#Initiative", "/atlas/ns#Initiative"),
        ("https://w3id.org/maillage/ns", "/atlas/ns"),
        ("https://w3id.org/maillage/scheme/status/ongoing", "/atlas/scheme/status#ongoing"),
        ("https://w3id.org/maillage/scheme/status", "/atlas/scheme/status"),
        ("https://example.org/elsewhere", "https://example.org/elsewhere"),
        ("https://data.example.org/atlasid/need/x", "https://data.example.org/atlasid/need/x"),
        ("javascript:alert(1)", None),
        ("urn:x", None),
    ],
)
def test_each_iri_has_its_address(iri: str, address: str | None) -> None:
    """Things of ours lead to their page, shared terms to the vocabulary, the web to itself, the rest nowhere."""
    assert LINKS.href(iri) == address


def test_the_language_is_kept_when_the_address_chose_it() -> None:
    """Links carry `lang` exactly when the reader asked for it in the address, and never for machines."""
    kept = LINKS.in_language("en")
    assert kept.listing("need", page=2) == "/atlas/list/need?page=2&lang=en"
    assert kept.within("https://x.example/a?b", "event", page=3) == (
        "/atlas/list/event?place=https%3A%2F%2Fx.example%2Fa%3Fb&page=3&lang=en"
    )
    assert kept.document("https://data.example.org/atlas/id/need/x", "ttl") == "/atlas/doc/need/x.ttl"
    assert LINKS.home() == "/atlas/"


@pytest.mark.parametrize("tail", ["need/x", "need/é", "a/b/c"])
def test_names_and_addresses_mirror_each_other(tail: str) -> None:
    """The name taken from an address is the one whose address it is."""
    iri = LINKS.thing_iri(tail)
    assert iri.endswith(f"/id/{tail}")
    assert LINKS.document_iri(tail).endswith(f"/doc/{tail}")


def test_what_no_iri_may_hold_is_encoded() -> None:
    """A space or a bracket in an address cannot break out of an IRI."""
    assert LINKS.thing_iri('x> <y"').endswith("/id/x%3E%20%3Cy%22")


@pytest.mark.parametrize(
    ("tail", "parts"),
    [
        ("need/x.ttl", ("need/x", "text/turtle")),
        ("need/x.html", ("need/x", "text/html")),
        ("need/v1.2", ("need/v1.2", "")),
        ("need/x", ("need/x", "")),
        (".ttl", (".ttl", "")),
    ],
)
def test_suffixes(tail: str, parts: tuple[str, str]) -> None:
    """Only the suffix of a format is parted from a name."""
    assert split_suffix(tail) == parts


def test_a_graph_leads_to_what_it_states() -> None:
    """No address of ours serves a graph as such: its link asks what the graph states."""
    links = UrlBuilder("https://data.example.org/atlas")
    href = links.href("https://data.example.org/atlas/graph/catalog")
    assert href is not None
    assert href.startswith("/atlas/sparql?query=SELECT")


def test_a_blank_node_given_a_name_leads_nowhere() -> None:
    """Nothing answers at the name of what has none."""
    assert UrlBuilder("https://x.example").href("https://x.example/.well-known/genid/1") is None


def test_an_address_may_be_read_apart_from_its_request() -> None:
    """A canonical link is kept by who reads it: host and scheme are the deployment's; another's IRI stays."""
    links = UrlBuilder("https://data.example.org/atlas")
    assert links.absolute(links.page("/doc/need/x")) == "https://data.example.org/atlas/doc/need/x"
    assert links.absolute("https://x.example/y") == "https://x.example/y"
