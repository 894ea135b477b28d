"""Tests of graph.rdf.terms and graph.rdf.namespaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rdf.namespaces import Namespaces, slugify
from graph.rdf.terms import compact, expand, name, prefixes


def test_prefixes_come_from_the_ontology() -> None:
    """`ontology/prefixes.ttl` declares the project's own prefix and the shared vocabularies'."""
    assert prefixes()["mai"] == "https://w3id.org/maillage/ns#"
    assert len(prefixes()) > 30


@given(st.sampled_from(sorted(prefixes())), st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,20}", fullmatch=True))
def test_compact_and_expand_undo_each_other(prefix: str, local: str) -> None:
    """An expanded name compacts to a name that expands to the same IRI."""
    iri = expand(f"{prefix}:{local}")
    shortened = compact(iri)
    assert shortened is not None
    assert expand(shortened) == iri


@pytest.mark.parametrize(
    "iri", ["https://example.org/x", "https://w3id.org/maillage/ns#", "https://schema.org/a/b"]
)
def test_an_iri_without_a_plain_local_name_is_not_shortened(iri: str) -> None:
    """A slash or nothing at all after the namespace is no local name."""
    assert compact(iri) is None


def test_the_longest_namespace_wins() -> None:
    """A status is written with the status prefix, not the scheme's."""
    assert compact("https://w3id.org/maillage/scheme/status/ongoing") == "status:ongoing"


def test_an_undeclared_prefix_is_an_error() -> None:
    """Names are never made up."""
    with pytest.raises(KeyError):
        name("nosuch:thing")


def test_names_begin_with_the_base() -> None:
    """Things, graphs and skolem names are told apart by their path."""
    names = Namespaces("https://x.example/m")
    assert names.thing("need", "entraide").value == "https://x.example/m/id/need/entraide"
    assert names.kept_path(names.graph("ref/cog-2026")) == "ref/cog-2026"
    assert names.kept_path(names.contribution("a")) is None


@pytest.mark.parametrize(("title", "slug"), [("Été à Sète", "ete-a-sete"), ("a__b.C", "a-b-c"), ("…", "x")])
def test_slugs_are_plain(title: str, slug: str) -> None:
    """Accents, case and punctuation go; a slug is never empty."""
    assert slugify(title) == slug
