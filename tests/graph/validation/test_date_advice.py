"""Tests of graph.validation.date_advice: what is wrong with a date, and how it should read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.derivation.date_bounds import DATE_TYPES, days_of
from graph.rdf.terms import name
from graph.validation.date_advice import find_date_flaw

FLAWS = [
    ("2021-03-16T12:05:34Z", "xsd:date", "time-in-date", '"2021-03-16"^^xsd:date'),
    ("12021", "xsd:gYear", "year-digits", ""),
    ("21", "xsd:gYear", "year-digits", ""),
    ("2021-3", "xsd:gYearMonth", "two-digits", '"2021-03"^^xsd:gYearMonth'),
    ("2021-3-5T10:00:00", "xsd:dateTime", "two-digits", '"2021-03-05T10:00:00"^^xsd:dateTime'),
    ("2021-02-30", "xsd:date", "no-such-day", ""),
    ("2021-04-31", "xsd:date", "no-such-day", ""),
    ("30/02/2021", "xsd:string", "no-such-day", ""),
    ("2021-13", "xsd:gYearMonth", "no-such-month", ""),
    ("2021-00-10", "xsd:date", "no-such-month", ""),
    ("0000", "xsd:gYear", "year-zero", ""),
    ("-0044", "xsd:gYear", "year-sign", ""),
    ("16/03/2021", "xsd:string", "day-first", '"2021-03-16"^^xsd:date'),
    ("16.3.2021", "xsd:date", "day-first", '"2021-03-16"^^xsd:date'),
    ("16-03-2021", "xsd:date", "day-first", '"2021-03-16"^^xsd:date'),
    ("03/2021", "xsd:gYearMonth", "day-first", '"2021-03"^^xsd:gYearMonth'),
    ("16/3/21", "xsd:date", "short-year", ""),
    ("1er août 2021", "xsd:string", "month-in-words", '"2021-08-01"^^xsd:date'),
    ("Mars 2021", "xsd:string", "month-in-words", '"2021-03"^^xsd:gYearMonth'),
    ("2021/03/16", "xsd:date", "separators", '"2021-03-16"^^xsd:date'),
    ("20210316", "xsd:date", "separators", '"2021-03-16"^^xsd:date'),
    ("2021-03-16 12:05:34", "xsd:dateTime", "space-for-t", '"2021-03-16T12:05:34"^^xsd:dateTime'),
    ("2021-03-16 12:05", "xsd:dateTime", "space-for-t", '"2021-03-16T12:05:00"^^xsd:dateTime'),
    ("2021-03-16T12:05", "xsd:dateTime", "seconds", '"2021-03-16T12:05:00"^^xsd:dateTime'),
    ("2021-03-16T12:05:34+0200", "xsd:dateTime", "zone", '"2021-03-16T12:05:34+02:00"^^xsd:dateTime'),
    ("2021-03-16T25:00:00", "xsd:dateTime", "no-such-time", ""),
    (" 2021 ", "xsd:gYear", "spaces", '"2021"^^xsd:gYear'),
    ("2021", "xsd:integer", "date-type", '"2021"^^xsd:gYear'),
    ("2021-03-16", "xsd:string", "date-type", '"2021-03-16"^^xsd:date'),
    ("2020-2021", "xsd:gYear", "period", ""),
    ("44271", "xsd:integer", "serial-day", '"2021-03-16"^^xsd:date'),
    ("bientôt", "xsd:string", "no-date", ""),
    ("", "xsd:date", "no-date", ""),
]


@pytest.mark.parametrize(("text", "datatype", "key", "proposal"), FLAWS)
def test_the_flaw_of_a_date_is_told_with_its_correction(
    text: str, datatype: str, key: str, proposal: str
) -> None:
    """One flaw, the first that hides the others; and the right text where it is certain."""
    flaw = find_date_flaw(text, datatype)
    assert flaw is not None
    assert (flaw.key, next(iter(flaw.proposals), "")) == (key, proposal)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("2021Z", "xsd:gYear"), ("2021-03-16", "xsd:date"), ("2021-03-16T24:00:00Z", "xsd:dateTime")],
)
def test_a_right_date_has_no_flaw(text: str, datatype: str) -> None:
    """Time zones included."""
    assert find_date_flaw(text, datatype) is None


@given(
    st.one_of(st.text(max_size=25), st.text("0123456789-/ .T:Z+", max_size=25)),
    st.sampled_from([*DATE_TYPES, "xsd:string"]),
)
def test_each_text_has_a_flaw_or_is_a_date_and_each_proposal_is_one(text: str, datatype: str) -> None:
    """Whatever is written."""
    flaw = find_date_flaw(text, datatype)
    assert (flaw is None) == (datatype in DATE_TYPES and days_of(text, name(datatype)) is not None)
    for each in flaw.proposals if flaw else ():
        value, _, proposed = each.rpartition("^^")
        assert days_of(value.strip('"'), name(proposed)) is not None
