"""Tests of graph.rdf.namespaces: IRIs as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from graph.rdf.namespaces import Namespaces, absolute_iri

BASE = "https://data.example.org/atlas"


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("id/need/entraide", f"{BASE}/id/need/entraide"),
        ("id/need/é", f"{BASE}/id/need/é"),
        ("http://elsewhere.example/x", "http://elsewhere.example/x"),
        ("mai:Need", "https://w3id.org/maillage/ns#Need"),
        ("mia:Need", None),
        ("urn:x", None),
        ("a b", None),
        ("", None),
    ],
)
def test_an_iri_is_whole_compact_or_relative(text: str, iri: str | None) -> None:
    """Anything else is none."""
    assert absolute_iri(text, BASE) == iri


def test_nothing_is_relative_to_no_base() -> None:
    """Then only whole and compact ones are read."""
    assert absolute_iri("id/need/x", "") is None


@settings(max_examples=300, derandomize=True)
@given(some.text(some.sampled_from("id/:#?.%-~ éx{}"), max_size=12))
def test_a_short_iri_is_read_back(tail: str) -> None:
    """However it ends, and whether it is one of ours or not."""
    for iri in (f"{BASE}/{tail}", f"http://elsewhere.example/{tail}"):
        assert absolute_iri(Namespaces(BASE).short(iri), BASE) == iri


def test_the_document_about_a_thing_has_a_name() -> None:
    """Those of others have none of ours."""
    assert Namespaces(BASE).document(f"{BASE}/id/need/x") == f"{BASE}/doc/need/x"
    assert Namespaces(BASE).document("http://elsewhere.example/id/x") is None


def test_an_answer_is_named_by_what_is_asked() -> None:
    """Encoded as an address is."""
    assert (
        Namespaces(BASE).answer("paths", {"from": "a b", "limit": 3})
        == f"{BASE}/api/paths?from=a%20b&limit=3"
    )
    assert Namespaces(BASE).answer("context.jsonld", {}) == f"{BASE}/api/context.jsonld"
