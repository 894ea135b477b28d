"""Tests of graph.exploration.reconciliation.suggestions."""

from __future__ import annotations

from graph.exploration.reconciliation.suggestions import (
    SUGGESTED,
    suggest_properties,
    suggest_things,
    suggest_types,
)
from graph.rdf.terms import expand
from graph.storage.dataset import SnapshotDataset
from tests.reconciling import THINGS


def test_things_by_the_beginning_of_their_name(namesakes: SnapshotDataset) -> None:
    """Or their IRI; of some kinds; from one on."""
    found = [each.iri for each in suggest_things(namesakes, "saint d")]
    assert found[0] == f"{THINGS}territory/commune-97411"
    assert [each.iri for each in suggest_things(namesakes, "saint d", skipped=1)] == found[1:]
    assert suggest_things(namesakes, "saint d", frozenset({"need"})) == []
    assert suggest_things(namesakes, f"{THINGS}need/nourrir")[0].iri == f"{THINGS}need/nourrir"
    assert suggest_things(namesakes, "") == suggest_things(namesakes, "?") == []


def test_types_and_properties_by_a_word_of_their_name() -> None:
    """In either language; or by their id; all where nothing is typed."""
    assert suggest_types("besoin", "fr")[0].id == suggest_types("need", "fr")[0].id == expand("mai:Need")
    assert suggest_types("mai:Need", "en")[0].id == expand("mai:Need")
    assert suggest_properties("INSEE", "fr")[0].id == expand("igeo:codeINSEE")
    assert suggest_properties("depart", "en")[0].id == "departement"
    assert suggest_properties("igeo:codeINSEE", "en")[0].id == expand("igeo:codeINSEE")
    assert len(suggest_types("", "fr")) == len(suggest_properties("", "fr")) == SUGGESTED
    assert suggest_types("", "fr", skipped=SUGGESTED)[0] not in suggest_types("", "fr")
    assert suggest_types("xyzzy", "fr") == suggest_properties("xyzzy", "fr") == []
