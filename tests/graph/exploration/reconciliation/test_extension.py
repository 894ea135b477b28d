"""Tests of graph.exploration.reconciliation.extension: cells of a table."""

from __future__ import annotations

import json

import pytest

from graph.errors import ReconciliationError
from graph.exploration.reconciliation.extension import extend, parse_extension, type_of_column
from graph.rdf.terms import expand
from graph.storage.dataset import SnapshotDataset
from tests.reconciling import THINGS

COMMUNE, GARDEN = f"{THINGS}territory/commune-93066", f"{THINGS}initiative/jardin"


def cells(
    dataset: SnapshotDataset, thing: str, pid: str, language: str = "fr", **settings: object
) -> list[object]:
    """Return the cells of one thing and one property."""
    request = parse_extension(json.dumps({"ids": [thing], "properties": [{"id": pid, "settings": settings}]}))
    found = extend(dataset, request, language)
    return list(found[thing][request.columns[0].property.id])


def test_values_come_as_what_they_are(namesakes: SnapshotDataset) -> None:
    """Texts, numbers, things; of a language, then of the other."""
    assert cells(namesakes, COMMUNE, "igeo:codeINSEE") == [{"str": "93066"}]
    assert cells(namesakes, COMMUNE, "mai:population") == [{"int": 148_000}]
    assert cells(namesakes, COMMUNE, "schema:postalCode") == [{"str": "93200"}, {"str": "93210"}]
    departement = {"id": f"{THINGS}territory/departement-93", "name": "Seine-Saint-Denis"}
    assert cells(namesakes, COMMUNE, "departement") == [departement]
    assert cells(namesakes, GARDEN, "skos:prefLabel") == [{"str": "Le jardin partagé"}]
    assert cells(namesakes, GARDEN, "skos:prefLabel", "en") == [{"str": "The shared garden"}]
    assert cells(namesakes, GARDEN, "mai:answersNeed", "en") == [
        {"id": f"{THINGS}need/nourrir", "name": "Feeding oneself"}
    ]
    assert cells(namesakes, GARDEN, "departement") == [
        {"id": f"{THINGS}territory/departement-34", "name": "Hérault"}
    ]
    assert cells(namesakes, GARDEN, "schema:startDate") == [{"str": "2020-03"}]
    source = f"{THINGS}source/carnet"
    assert cells(namesakes, source, "dcterms:issued") == [{"date": "2020-06-18T00:00:00Z"}]


def test_settings_bound_or_count(namesakes: SnapshotDataset) -> None:
    """As numbers or as the texts of a form."""
    assert len(cells(namesakes, COMMUNE, "schema:postalCode", limit=1)) == 1
    assert len(cells(namesakes, COMMUNE, "schema:postalCode", limit="0")) == 2
    for flag in (True, "on", "true"):
        assert cells(namesakes, COMMUNE, "schema:postalCode", count=flag) == [{"int": 2}]
    assert cells(namesakes, COMMUNE, "mai:answersNeed", count=True) == [{"int": 0}]


def test_what_is_not_known_has_no_cells(namesakes: SnapshotDataset) -> None:
    """A thing, a property, or both; short forms are understood."""
    assert cells(namesakes, "territory/nowhere", "igeo:codeINSEE") == []
    assert cells(namesakes, "\x00", "igeo:codeINSEE") == []
    assert cells(namesakes, COMMUNE, "https://example.org/p") == []
    assert cells(namesakes, "territory/commune-93066", "igeo:codeINSEE") == [{"str": "93066"}]


def test_a_column_of_territories_has_their_type() -> None:
    """Others may hold anything."""
    request = parse_extension('{"ids": [], "properties": [{"id": "departement"}, {"id": "igeo:codeINSEE"}]}')
    found = type_of_column(request.columns[0])
    assert found is not None
    assert found[0] == expand("igeo:Departement")
    assert type_of_column(request.columns[1]) is None


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"ids": 1, "properties": []}',
        '{"ids": [], "properties": 1}',
        '{"ids": [1], "properties": []}',
        '{"ids": [], "properties": [1]}',
        '{"ids": [], "properties": [{"id": "none"}]}',
        '{"ids": [], "properties": [{"id": "commune", "settings": 1}]}',
        '{"ids": [], "properties": [{"id": "commune", "settings": {"limit": -1}}]}',
        '{"ids": [], "properties": [{"id": "commune", "settings": {"limit": true}}]}',
        '{"ids": [], "properties": [{"id": "commune", "settings": {"count": [1]}}]}',
        '{"ids": [], "properties": [{"id": "commune", "settings": {"count": "x"}}]}',
        json.dumps({"ids": ["x"] * 1_001, "properties": []}),
        json.dumps({"ids": [], "properties": [{"id": "commune"}] * 51}),
    ],
)
def test_what_is_malformed_is_refused(text: str) -> None:
    """By its place."""
    with pytest.raises(ReconciliationError):
        parse_extension(text)
