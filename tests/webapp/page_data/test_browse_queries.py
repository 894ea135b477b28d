"""The queries of the pages: bound safely, and about nothing but what was asked."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from pyoxigraph import BlankNode

from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import query_names, read_query
from graph.storage.dataset import SnapshotDataset
from webapp.page_data.descriptions import ask_of_each, triples_of

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


ABOUT_ONE = sorted(
    {"browse/quote", "browse/contribution_card", "browse/person_functions", "browse/thing_card"}
)


def nodes_of(tiny: SnapshotDataset) -> list[NamedNode | BlankNode]:
    """Give all nodes of the network, and some that are nowhere."""
    found = {each.subject for each in tiny.graph("") or () if isinstance(each.subject, NamedNode | BlankNode)}
    return [*sorted(found, key=str), NamedNode(f"{BASE}/id/nowhere"), BlankNode()]


@pytest.mark.parametrize("name", ABOUT_ONE)
@pytest.mark.parametrize("most", [1, 3, 2000])
def test_many_at_once_are_told_as_each_alone(
    tiny: SnapshotDataset, name: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the things are, and where one has more rows than it may have beside others."""
    query = read_query(name)
    limited = replace(
        query,
        body=query.body.replace(f"LIMIT {query.max_rows + 1}", f"LIMIT {most + 1}"),  # type: ignore[operator]
        header={**query.header, "max_rows": str(most)},
    )
    monkeypatch.setattr("webapp.page_data.descriptions.read_query", lambda _: limited)
    asked = nodes_of(tiny)
    each_alone = set().union(*(triples_of(tiny, name, {"focus": each}) for each in asked))
    together = ask_of_each(tiny, {name: asked})
    assert each_alone <= together
    if most == query.max_rows:
        assert together == each_alone
        assert len(together) > 5
