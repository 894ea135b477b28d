"""Tests of graph.derivation.date_bounds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.derivation.date_bounds import DATE_TYPES, date_bounds, date_type_of, days_of
from graph.rdf.terms import Literal, NamedNode, Triple, name

THING = NamedNode("http://a.example/x")


@pytest.mark.parametrize(
    ("stated", "curie", "first", "last"),
    [
        ("2020", "xsd:gYear", "2020-01-01", "2020-12-31"),
        ("2021Z", "xsd:gYear", "2021-01-01", "2021-12-31"),
        ("2021-04:00", "xsd:gYear", "2021-01-01", "2021-12-31"),
        ("2020-02", "xsd:gYearMonth", "2020-02-01", "2020-02-29"),
        ("2021-02", "xsd:gYearMonth", "2021-02-01", "2021-02-28"),
        ("2020-06-18", "xsd:date", "2020-06-18", "2020-06-18"),
        ("2020-06-18Z", "xsd:date", "2020-06-18", "2020-06-18"),
        ("2020-06-18T09:16:00+02:00", "xsd:dateTime", "2020-06-18", "2020-06-18"),
        ("2020-03Z", "xsd:gYearMonth", "2020-03-01", "2020-03-31"),
    ],
)
def test_a_stated_date_spans_its_days(stated: str, curie: str, first: str, last: str) -> None:
    """Year, month, day and instant each have a first and a last day."""
    assert date_type_of(stated) == curie
    assert days_of(stated, name(curie)) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "stated",
    [
        "",
        "bientôt",
        "2020-13",
        "2020-02-30",
        "0000",
        "20-01-01",
        "2020-03-",
        "12021",
        "2021-3",
        "2021-02-29",
        "1900-02-29",
        "2021-04-31",
        "2021-03-16 12:05:34",
        "2021-03-16T25:00:00",
        "2021-03-16T12:05",
        "16/03/2021",
        "2021+15:00",
    ],
)
def test_what_is_not_a_date_has_no_bounds(stated: str) -> None:
    """The shapes complain, the bounds keep silent."""
    assert date_type_of(stated) is None


@given(st.text(max_size=30), st.sampled_from(DATE_TYPES))
def test_no_text_is_beyond_reading(stated: str, curie: str) -> None:
    """Any text gives bounds or None."""
    span = days_of(stated, name(curie))
    assert span is None or span[0] <= span[1]


def test_the_earliest_start_and_the_latest_end_are_kept() -> None:
    """Several statements widen the span."""
    stated = [
        Triple(THING, name("schema:startDate"), Literal("2020-03", datatype=name("xsd:gYearMonth"))),
        Triple(THING, name("schema:startDate"), Literal("2020", datatype=name("xsd:gYear"))),
        Triple(THING, name("schema:endDate"), Literal("2021-01-27", datatype=name("xsd:date"))),
        Triple(THING, name("schema:endDate"), Literal("2021", datatype=name("xsd:gYear"))),
        Triple(THING, name("schema:endDate"), NamedNode("http://a.example/not-a-literal")),
        Triple(THING, name("schema:endDate"), Literal("bientôt")),
        Triple(THING, name("dcterms:issued"), Literal("1999", datatype=name("xsd:gYear"))),
    ]
    found = {triple.predicate: triple.object.value for triple in date_bounds(stated)}  # type: ignore[union-attr]
    assert found == {name("mai:earliestStart"): "2020-01-01", name("mai:latestEnd"): "2021-12-31"}
