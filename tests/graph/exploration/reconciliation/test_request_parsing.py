"""Tests of graph.exploration.reconciliation.request_parsing: what clients send, and what they should not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BatchTooLarge, JsonUnreadable, MemberInvalid, ReconciliationError
from graph.exploration.reconciliation.limits import MOST_LETTERS, MOST_QUERIES
from graph.exploration.reconciliation.model import (
    DEFAULT_LIMIT,
    MOST_CANDIDATES,
    ReconciliationQuery,
    SoughtValue,
)
from graph.exploration.reconciliation.request_parsing import parse_batch, parse_query


def parsed(**members: object) -> ReconciliationQuery:
    """Parse one query."""
    return parse_query("q0", members)


def test_a_whole_query() -> None:
    """All that the API has."""
    values = ["93", 93, 93.5, True, {"id": "x", "name": "y"}, {"id": "z"}]
    query = parsed(
        query=" Saint-Denis ",
        type=["igeo:Commune"],
        limit=3,
        type_strict="should",
        properties=[{"pid": "departement", "v": values}, {"pid": "igeo:codeINSEE", "v": ""}],
    )
    assert (query.text, query.kinds, query.limit) == ("Saint-Denis", {"commune"}, 3)
    assert not query.is_type_required
    assert [each.property.id for each in query.conditions] == ["departement"]  # an empty cell says nothing
    assert query.conditions[0].values == (
        SoughtValue("93"), SoughtValue("93"), SoughtValue("93.5"), SoughtValue("true"),
        SoughtValue("y", "x"), SoughtValue("", "z"),
    )  # fmt: skip


def test_what_is_left_out_has_a_default() -> None:
    """One of the two is enough."""
    assert parsed(query="x") == ReconciliationQuery("x", limit=DEFAULT_LIMIT)
    assert parsed(properties=[{"pid": "igeo:codeINSEE", "v": 1}]).text == ""
    assert parsed(query="x", type="", type_strict=None, limit=None, properties=None) == parsed(query="x")
    assert parsed(query="x", limit=1e300).limit == MOST_CANDIDATES
    assert parsed(query="x", limit=2.0).limit == 2


@pytest.mark.parametrize(
    ("members", "place"),
    [
        ({}, "q0"),
        ([], "q0"),
        ({"query": 5}, "q0/query"),
        ({"query": "a" * (MOST_LETTERS + 1)}, "q0/query"),
        ({"query": "a", "limit": 0}, "q0/limit"),
        ({"query": "a", "limit": -3}, "q0/limit"),
        ({"query": "a", "limit": 1.5}, "q0/limit"),
        ({"query": "a", "limit": True}, "q0/limit"),
        ({"query": "a", "limit": "3"}, "q0/limit"),
        ({"query": "a", "type": "nothing"}, "q0/type/0"),
        ({"query": "a", "type": [1]}, "q0/type/0"),
        ({"query": "a", "type": {"name": "x"}}, "q0/type/0"),
        ({"query": "a", "type_strict": "perhaps"}, "q0/type_strict"),
        ({"query": "a", "type_strict": ["any"]}, "q0/type_strict"),
        ({"query": "a", "properties": {}}, "q0/properties"),
        ({"query": "a", "properties": ["x"]}, "q0/properties/0"),
        ({"query": "a", "properties": [{"pid": "none", "v": 1}]}, "q0/properties/0/pid"),
        ({"query": "a", "properties": [{"v": 1}]}, "q0/properties/0/pid"),
        ({"query": "a", "properties": [{"pid": "commune", "v": {}}]}, "q0/properties/0/v/0/id"),
        ({"query": "a", "properties": [{"pid": "commune", "v": [[1]]}]}, "q0/properties/0/v/0"),
    ],
)
def test_a_malformed_query_is_refused_by_its_place(members: object, place: str) -> None:
    """In both languages, with what was found and what was expected."""
    with pytest.raises(MemberInvalid) as refused:
        parse_query("q0", members)
    assert refused.value.facts["place"] == place
    assert all(refused.value.message(each).startswith(place) for each in ("fr", "en"))


def test_a_malformed_query_leaves_the_others_alone() -> None:
    """It is an error in its own place."""
    batch = parse_batch('{"good": {"query": "x"}, "bad": {"limit": 1}, "also": {"query": "y"}}')
    assert isinstance(batch["bad"], MemberInvalid)
    assert [type(batch[each]) for each in ("good", "also")] == [ReconciliationQuery] * 2


def test_too_many_properties_are_an_error_of_their_query() -> None:
    """Not of the batch."""
    many = [{"pid": "commune", "v": "x"}] * 51
    batch = parse_batch(json.dumps({"q": {"query": "x", "properties": many}, "r": {"query": "x"}}))
    assert isinstance(batch["q"], BatchTooLarge)
    assert isinstance(batch["r"], ReconciliationQuery)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("{not json", 1, 2),
        ('{"q0":\n {"query": }}', 2, 12),
        ("[" * 100_000, 1, 1),
        ('{"q0": {"query": "x", "limit": NaN}}', 1, 1),
        ('{"q0": {"query": "x", "limit": Infinity}}', 1, 1),
        ('{"q0": {"query": "x", "limit": ' + "9" * 5_000 + "}}", 1, 1),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(text: str, line: int, column: int) -> None:
    """However it is broken."""
    with pytest.raises(JsonUnreadable) as refused:
        parse_batch(text)
    assert (refused.value.facts["line"], refused.value.facts["column"]) == (line, column)


@pytest.mark.parametrize("text", ["[]", "3", '"x"', "null", "true"])
def test_what_is_no_batch_is_refused(text: str) -> None:
    """JSON of another shape."""
    with pytest.raises(MemberInvalid):
        parse_batch(text)


def test_a_batch_is_bounded() -> None:
    """The limit is named."""
    with pytest.raises(BatchTooLarge) as refused:
        parse_batch(json.dumps({f"q{each}": {"query": "x"} for each in range(MOST_QUERIES + 1)}))
    assert refused.value.facts["limit"] == MOST_QUERIES
    assert (
        len(parse_batch(json.dumps({f"q{each}": {"query": "x"} for each in range(MOST_QUERIES)})))
        == MOST_QUERIES
    )


def test_what_cannot_be_written_is_replaced() -> None:
    """A lone surrogate is no text that the index could look up."""
    assert parsed(query="a\ud800b").text == "a?b"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["query", "type", "limit", "properties", "pid", "v", "id", "name", "type_strict"]
            ),
            each,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_a_query_or_an_error(members: object) -> None:
    """Never anything else."""
    for each in parse_batch(json.dumps({"q": members})).values():
        assert isinstance(each, ReconciliationQuery | ReconciliationError)
