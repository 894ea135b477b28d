"""Tests of webapp.harvest.oai_protocol: tokens come back as they were, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.harvest.oai_protocol import ListState, OaiError, parse_range, parse_token, set_spec, write_token

_STATES = st.builds(
    ListState,
    epoch=st.just("0" * 8),
    prefix=st.text(max_size=20),
    set_spec=st.text(max_size=20),
    after=st.integers(0, 10**9),
    until=st.integers(0, 10**9),
    sent=st.integers(0, 10**9),
)


@given(_STATES)
def test_a_token_comes_back(state: ListState) -> None:
    """Whatever it holds; it is made of characters that an address takes as they are."""
    token = write_token(state)
    assert parse_token(token, state.epoch) == state
    assert token.replace("-", "").replace("_", "").isalnum()


@given(_STATES, st.data())
def test_a_token_that_was_changed_is_refused(state: ListState, data: st.DataObject) -> None:
    """Another list would be taken for the rest of this one."""
    token = write_token(state)
    place = data.draw(st.integers(0, len(token) - 2))  # the last character has bits that say nothing
    letter = data.draw(st.sampled_from("Aa0-_é/=").filter(lambda each: each != token[place]))
    changed = token[:place] + letter + token[place + 1 :]
    with pytest.raises(OaiError, match="badResumptionToken"):
        parse_token(changed, state.epoch)


def test_ranges_include_their_last_second_and_day() -> None:
    """Of the granularity that is written."""
    assert parse_range({"from": "1970-01-01T00:00:01Z", "until": "1970-01-01T00:00:01Z"}) == (1000, 2000)
    assert parse_range({"from": "1970-01-02", "until": "1970-01-02"}) == (86_400_000, 172_800_000)
    assert parse_range({}) == (None, None)


@pytest.mark.parametrize(
    "text", ["1970", "1970-01-01T00:00:00", "1970-01-01T00:00:00+01:00", "1970-02-30", "٢٠٢٦-01-01"]
)
def test_what_is_no_date_of_the_protocol_is_refused(text: str) -> None:
    """Dates are UTC, to the second or the day."""
    with pytest.raises(OaiError, match="badArgument"):
        parse_range({"from": text})


def test_set_names_have_the_characters_of_the_protocol() -> None:
    """Others become points."""
    assert set_spec("class:x", "mai:Need") == "class.mai.Need"
    assert (
        set_spec("licence:x", "creativecommons.org/licenses/by/4.0/")
        == "licence.creativecommons.org.licenses.by.4.0"
    )
