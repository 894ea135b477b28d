"""The queries of the pages: bound safely, and about nothing but what was asked."""

from __future__ import annotations

import re

import pytest

from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import query_names, read_query
from graph.storage.dataset import SnapshotDataset

BROWSE = [each for each in query_names() if each.startswith("browse/")]
FOCUSED = [each for each in BROWSE if [one.name for one in read_query(each).parameters] == ["focus"]]
BASE = "https://data.example.org/atlas"
_DERIVED_TOO = ("browse/quote", "browse/thing_connections", "browse/thing_derived")


def test_there_are_queries() -> None:
    """An empty folder would make every test below pass."""
    assert len(BROWSE) > 10
    assert len(FOCUSED) > 5


@pytest.mark.parametrize("name", BROWSE)
def test_each_is_introduced(name: str) -> None:
    """A query says what it answers in both languages, and bounds its rows."""
    query = read_query(name)
    assert query.summary.en
    assert query.question.fr != query.question.en
    assert query.max_rows is not None
    assert "PREFIX" not in query.body


@pytest.mark.parametrize("name", BROWSE)
def test_select_parameters_are_projected(name: str) -> None:
    """A parameter that SELECT does not name would be refused or ignored by the engine."""
    query = read_query(name)
    for found in re.finditer(r"SELECT([^{]*)", query.body):
        assert all(f"?{each.name}" in found[1] for each in query.parameters)


@pytest.mark.parametrize("name", FOCUSED)
def test_nothing_leaks_from_elsewhere(tiny: SnapshotDataset, name: str) -> None:
    """Asked about the garden or its circle, no query mentions the bookmobile; nor the other way round.

    The garden and the bookmobile are in one region: some queries give what rules derive, and are asked of the circle.
    """
    pairs = [("circle/semis", "initiative/bibliobus"), ("initiative/bibliobus", "circle/semis")]
    if name not in _DERIVED_TOO:
        pairs += [
            ("initiative/jardin", "initiative/bibliobus"),
            ("initiative/bibliobus", "initiative/jardin"),
        ]
    for asked, other in pairs:
        answer = tiny.run(read_query(name), {"focus": NamedNode(f"{BASE}/id/{asked}")})
        found = " ".join(str(each) for each in answer.result)
        assert f"id/{other}>" not in found


def test_what_rules_derive_is_asked_apart(tiny: SnapshotDataset) -> None:
    """The garden and the bookmobile share a region: the one query says so, and says that nobody stated it."""
    garden = NamedNode(f"{BASE}/id/initiative/jardin")
    rows = list(tiny.rows(read_query("browse/thing_connections"), {"focus": garden}))
    found = {row["other"].value.rpartition("/")[2]: row["weight"] for row in rows}
    assert found.keys() == {"semis", "bibliobus"}
    assert found["semis"] is None
    assert float(found["bibliobus"].value) > 0
