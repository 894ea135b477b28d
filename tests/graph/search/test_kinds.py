"""Tests of graph.search.kinds: which things have documents, and of which kind they are."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from graph.rdf.terms import expand
from graph.search.kinds import DOCUMENT_KINDS, TERRITORY_KINDS, document_classes, kind_of
from graph.search.suggestions import GROUPS


@pytest.mark.parametrize(
    ("classes", "key"),
    [
        (["mai:Initiative", "mai:Circle"], "circle"),
        (["foaf:Agent", "org:Organization"], "organisation"),
        (["mai:Territory", "igeo:Commune"], "commune"),
        (["skos:Concept", "mai:Need"], "need"),
        (["mai:Membership"], None),
        ([], None),
    ],
)
def test_the_most_specific_class_is_the_kind(classes: Sequence[str], key: str | None) -> None:
    """In whatever order they are stated; what only joins other things has no document."""
    for each in (classes, classes[::-1]):
        found = kind_of(map(expand, each))
        assert (found and found.key) == key


def test_keys_and_classes_stand_once() -> None:
    """Else a thing would have two kinds; groups and places are kinds that are there."""
    keys = [each.key for each in DOCUMENT_KINDS]
    assert len(keys) == len(set(keys)) > 20
    assert len(document_classes()) == len(set(document_classes()))
    assert {*TERRITORY_KINDS, *(each for group in GROUPS.values() for each in group)} <= set(keys)
