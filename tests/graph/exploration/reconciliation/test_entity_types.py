"""Tests of graph.exploration.reconciliation.entity_types."""

from __future__ import annotations

import pytest

from graph.exploration.reconciliation.entity_types import (
    entity_types,
    find_type,
    kinds_of_types,
    types_of_kind,
)
from graph.rdf.terms import expand
from graph.search.kinds import DOCUMENT_KINDS


def test_each_kind_has_a_type_with_a_name_in_both_languages() -> None:
    """The ontology names them all."""
    types = entity_types().values()
    assert {each.kind for each in types} == {each.key for each in DOCUMENT_KINDS}
    assert all(each.name.fr and each.name.en and ":" not in each.name.fr for each in types)


@pytest.mark.parametrize("text", ["mai:Need", "https://w3id.org/maillage/ns#Need", "need"])
def test_a_type_is_found_by_what_it_is_called_in_programs(text: str) -> None:
    """Compact, whole, by the key of its kind."""
    found = find_type(text)
    assert found is not None
    assert found.id == expand("mai:Need")


@pytest.mark.parametrize("text", ["", "mai:", "mai:Nothing", "no:thing", "besoin", "\x00", "Need"])
def test_what_is_none_is_not_found(text: str) -> None:
    """Neither a name for people nor anything else."""
    assert find_type(text) is None


def test_wide_types_cover_narrow_ones() -> None:
    """As the ontology says, and as the data state."""
    assert [each.kind for each in types_of_kind("circle")] == ["circle", "initiative"]
    assert [each.kind for each in types_of_kind("collective")] == ["collective", "organisation", "agent"]
    agent, territory, commune = (find_type(each) for each in ("foaf:Agent", "mai:Territory", "igeo:Commune"))
    assert agent is not None
    assert territory is not None
    assert commune is not None
    assert kinds_of_types([agent]) == {"agent", "person", "organisation", "collective"}
    assert kinds_of_types([territory, agent]) >= {"commune", "epci", "region", "person"}
    assert kinds_of_types([territory, commune], of_all=True) == {"commune"}
    assert kinds_of_types([]) == frozenset()
