"""Tests of graph.exploration.reconciliation.entity_properties."""

from __future__ import annotations

import pytest

from graph.exploration.reconciliation.entity_properties import (
    entity_properties,
    find_property,
    propose_properties,
)
from graph.exploration.reconciliation.entity_types import find_type
from graph.rdf.terms import expand
from graph.storage.dataset import SnapshotDataset


def test_properties_have_names_in_both_languages() -> None:
    """Those of the ontology; what has no words is not offered."""
    found = entity_properties()
    assert {"departement", expand("igeo:codeINSEE"), expand("mai:onTerritory")} <= found.keys()
    assert found.keys().isdisjoint({expand("rdf:type"), expand("wgs:long")})
    assert all(each.name.fr and each.name.en for each in found.values())


@pytest.mark.parametrize("text", ["igeo:codeINSEE", "http://rdf.insee.fr/def/geo#codeINSEE"])
def test_a_property_is_found_by_its_iri(text: str) -> None:
    """Whole or compact."""
    found = find_property(text)
    assert found is not None
    assert found.id == expand("igeo:codeINSEE")
    assert found.name.fr == "code INSEE"


def test_a_property_without_words_has_its_name() -> None:
    """Any IRI may be one."""
    found = find_property("https://example.org/p")
    assert found is not None
    assert found.name.fr == "https://example.org/p"


@pytest.mark.parametrize("text", ["", "nothing", "urn:x", "http://a b", "x:y", "\ud800", "code INSEE"])
def test_what_is_none_is_not_found(text: str) -> None:
    """Neither a name for people nor a broken IRI."""
    assert find_property(text) is None


def test_a_type_proposes_what_its_things_have(namesakes: SnapshotDataset) -> None:
    """And the territories that they are within; as many as wanted."""
    commune, need = find_type("igeo:Commune"), find_type("mai:Need")
    of_communes = [each.id for each in propose_properties(namesakes, commune, 100)]
    assert {expand("igeo:codeINSEE"), expand("schema:postalCode"), "departement"} <= set(of_communes)
    assert expand("rdf:type") not in of_communes
    of_needs = [each.id for each in propose_properties(namesakes, need, 100)]
    assert expand("skos:definition") in of_needs
    assert "departement" not in of_needs
    assert len(propose_properties(namesakes, commune, 2)) == 2
    assert len(propose_properties(namesakes, None, 1_000)) == len(entity_properties())
