"""Tests of graph.exploration.reconciliation.value_similarity."""

from __future__ import annotations

import pytest

from graph.exploration.reconciliation.fact_reader import FactReader
from graph.exploration.reconciliation.model import SoughtValue
from graph.exploration.reconciliation.value_similarity import compare_values
from graph.rdf.terms import Literal, NamedNode, expand
from graph.storage.dataset import SnapshotDataset
from tests.reconciling import THINGS


@pytest.mark.parametrize(
    ("sought", "stated", "least", "most"),
    [
        ("93066", "93066", 1, 1),
        ("hérault", "HERAULT", 1, 1),
        ("12.0", "12", 1, 1),
        ("7", "07", 0, 0.5),  # a code is no number
        ("2020", "2020-03", 0.9, 0.9),
        ("20", "2020-03", 0, 0.6),
        ("jardn", "jardin", 0.5, 0.95),
        ("", "", 0, 0),
        ("", "x", 0, 0),
    ],
)
def test_texts(namesakes: SnapshotDataset, sought: str, stated: str, least: float, most: float) -> None:
    """As names are compared; numbers by their value, dates by their beginning."""
    found = compare_values([SoughtValue(sought)], [Literal(stated)], FactReader(namesakes), with_above=True)
    assert least <= found <= most


@pytest.mark.parametrize(
    ("sought", "with_above", "near"),
    [
        (SoughtValue("", f"{THINGS}territory/commune-93066"), False, 1),
        (SoughtValue("", "territory/commune-93066"), False, 1),
        (SoughtValue("saint denis"), False, 1),
        (SoughtValue("93200"), False, 1),
        (SoughtValue("Saint-Denis", "http://www.wikidata.org/entity/Q47045"), False, 1),
        (SoughtValue("Saint-Denis", f"{THINGS}territory/commune-11339"), False, 0),
        (SoughtValue("Seine-Saint-Denis"), True, 1),
        (SoughtValue("Occitanie"), True, 1),
        (SoughtValue("", f"{THINGS}territory/region-76"), True, 1),
        (SoughtValue("", f"{THINGS}territory/region-76"), False, 0),
        (SoughtValue("76"), True, 0),  # the region's number is also that of a département
    ],
)
def test_things(namesakes: SnapshotDataset, sought: SoughtValue, with_above: bool, near: float) -> None:  # noqa: FBT001
    """By IRI, name or code; and by the IRI and name of what contains them."""
    commune = f"{THINGS}territory/commune-93066"
    facts = FactReader(namesakes)
    facts.read_surroundings([commune])
    assert compare_values([sought], [NamedNode(commune)], facts, with_above=with_above) == near


def test_a_circle_of_territories_ends(namesakes: SnapshotDataset) -> None:
    """Contributions may state one."""
    facts = FactReader(namesakes)
    within = expand("mai:within")
    facts._kept |= {"urn:a": {within: [NamedNode("urn:b")]}, "urn:b": {within: [NamedNode("urn:a")]}}
    assert facts.above("urn:a") == ("urn:a", "urn:b")
