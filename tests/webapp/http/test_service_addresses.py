"""Tests of webapp.http.service_addresses."""

from __future__ import annotations

from webapp.http.service_addresses import ServiceAddresses
from webapp.http.urls import UrlBuilder

LINKS = UrlBuilder("https://data.example.org/atlas")


def test_addresses_are_whole_and_have_a_place_for_an_id() -> None:
    """Clients read them apart from the request."""
    found = ServiceAddresses(LINKS)
    assert found.service("/suggest/type") == "https://data.example.org/atlas/reconcile/suggest/type"
    assert found.view() == "https://data.example.org/atlas/described?iri={{id}}"
    assert (
        found.page("https://data.example.org/atlas/id/need/x") == "https://data.example.org/atlas/doc/need/x"
    )


def test_a_language_is_kept_where_no_parameter_disturbs_it() -> None:
    """Clients add parameters to some addresses by a question mark."""
    found = ServiceAddresses(LINKS.in_language("en"))
    assert found.service("/properties") == "https://data.example.org/atlas/reconcile/en/properties"
    assert found.preview() == "https://data.example.org/atlas/reconcile/preview?id={{id}}&lang=en"
    assert found.about() == "https://data.example.org/atlas/reconcile/about?lang=en"
