"""Tests of graph.exploration.reconciliation.fact_reader: what is read of many things is what is stated of each."""

from __future__ import annotations

import pytest

from graph.exploration.reconciliation import fact_reader
from graph.exploration.reconciliation.fact_reader import FactReader
from graph.rdf.terms import expand
from graph.storage.dataset import SnapshotDataset
from tests.reconciling import THINGS

COMMUNE, GARDEN = f"{THINGS}territory/commune-93066", f"{THINGS}initiative/jardin"


def test_nothing_is_left_out_of_many_things(
    namesakes: SnapshotDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one query would give too many rows, several give them."""
    things = [COMMUNE, GARDEN, f"{THINGS}need/nourrir", "no IRI", COMMUNE]
    whole = FactReader(namesakes)
    whole.read(things)
    assert whole.nodes(GARDEN, expand("mai:answersNeed")) == [f"{THINGS}need/nourrir"]
    assert whole.objects("no IRI", expand("mai:answersNeed")) == []
    largest = max(sum(map(len, held.values())) for held in whole._kept.values())
    monkeypatch.setattr(fact_reader, "_MOST_ROWS", largest)
    parted = FactReader(namesakes)
    parted.read(things)
    for thing in things:
        assert {each: set(values) for each, values in parted._kept[thing].items()} == {
            each: set(values) for each, values in whole._kept[thing].items()
        }
