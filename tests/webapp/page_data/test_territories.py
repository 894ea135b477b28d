"""What a page shows of a territory: the same from the arrays of the network as from the queries that stand in for them."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from graph.errors import NoNetwork
from graph.rdf.terms import NamedNode
from graph.storage.dataset import SnapshotDataset
from webapp.page_data.descriptions import names_of_class
from webapp.page_data.territories import describe_territory, within
from webapp.presentation.rows.territory import TerritoryFacts


def told(facts: TerritoryFacts) -> tuple[object, ...]:
    """Give all that a page would show."""
    parts = (facts.below, facts.above, facts.elsewhere)
    return facts.counts, [astuple(each) for each in parts], facts.named.triples, facts.around.triples


def test_both_ways_find_the_same(riposte: SnapshotDataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every territory: an engine elsewhere has no arrays, and its pages say the same."""
    territories = sorted(names_of_class(riposte, "mai:Territory"))
    with_arrays = [told(describe_territory(riposte, NamedNode(each))) for each in territories]
    listed = [within(riposte, each, "event") or () for each in territories]

    def missing(_: SnapshotDataset) -> None:
        raise NoNetwork(reason="none here")

    monkeypatch.setattr(SnapshotDataset, "network", missing)
    assert [told(describe_territory(riposte, NamedNode(each))) for each in territories] == with_arrays
    assert [within(riposte, each, "event") or () for each in territories] == listed
    assert len({str(each) for each in with_arrays}) > len(territories) // 2
    assert sum(map(len, listed)) == 4  # the stand at Strasbourg, from there up to the country
