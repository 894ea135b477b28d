"""Tests of webapp.http.profiles: the profile that a client asks for, in each of the ways there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.http.profiles import (
    ACTIVITY_STREAMS,
    FRAMED,
    JSON_LD,
    PAIR,
    PROFILES,
    SCHEMA,
    Profile,
    choose_profile,
)
from webapp.http.requests import RequestError

TURTLE = "text/turtle"


@pytest.mark.parametrize(
    ("accept", "media_type", "expected"),
    [
        ("", JSON_LD, None),
        ("*/*", JSON_LD, None),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"', JSON_LD, FRAMED),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD, FRAMED),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', JSON_LD, None),
        ('application/ld+json;profile="http://nowhere.example/ https://schema.org/"', JSON_LD, SCHEMA),
        ('application/ld+json;profile="https://www.w3.org/ns/activitystreams"', JSON_LD, ACTIVITY_STREAMS),
        ('text/turtle;profile="http://virtual-assembly.org/ontologies/pair#"', TURTLE, PAIR),
        ('text/turtle;profile="https://schema.org/", application/ld+json;q=0.5', JSON_LD, None),
        ('text/turtle;profile="https://schema.org/";q=0', TURTLE, None),
        ('*/*;profile="https://schema.org/"', TURTLE, None),
        ('text/turtle;profile="https://schema.org/', TURTLE, None),
        ('text/turtle;profile="http://www.w3.org/ns/json-ld#framed"', TURTLE, None),
        (
            'text/turtle;profile="https://schema.org/";q=0.5, text/turtle;profile="http://virtual-assembly.org/ontologies/pair#"',
            TURTLE,
            PAIR,
        ),
    ],
)
def test_accept_names_a_profile(accept: str, media_type: str, expected: Profile | None) -> None:
    """With the format that is sent; what is not known, or malformed, is passed over."""
    assert choose_profile("", "", accept, media_type) is expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("<https://schema.org/>", SCHEMA),
        ("<http://nowhere.example/>, <http://schema.org>;q=0.9", SCHEMA),
        ("<https://schema.org/>;q=0.2, <http://virtual-assembly.org/ontologies/pair#> ; q=0.8", PAIR),
        ("<https://schema.org/>;q=0", None),
        ("https://schema.org/", None),
        ("<https://schema.org/>;q=9", None),
        (", <<>, <", None),
        ("<https://schema.org/>" * 1000, None),
    ],
)
def test_a_header_of_its_own_names_one(header: str, expected: Profile | None) -> None:
    """By preference."""
    assert choose_profile("", header, "text/turtle", TURTLE) is expected


def test_the_address_goes_first() -> None:
    """By a token or an IRI; what it asks for and cannot be had is refused."""
    assert choose_profile("schema", "<http://virtual-assembly.org/ontologies/pair#>", "", TURTLE) is SCHEMA
    assert choose_profile("https://schema.org/", "", "", TURTLE) is SCHEMA
    with pytest.raises(RequestError, match="profile-unknown"):
        choose_profile("dublin", "", "", TURTLE)
    with pytest.raises(RequestError, match="profile-needs-json-ld"):
        choose_profile("framed", "", "", TURTLE)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_breaks_it(accept: str, accept_profile: str) -> None:
    """Whatever a client sends."""
    assert choose_profile("", accept_profile, accept, JSON_LD) in (None, *PROFILES)
