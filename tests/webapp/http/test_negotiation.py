"""Choosing what the client prefers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.http.negotiation import (
    NotAcceptableError,
    accepts_encoding,
    choose_language,
    choose_media_type,
    parse_accept,
    quality_of,
)

OFFERED = ("text/html", "text/turtle", "application/ld+json", "application/rdf+xml")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/html"),
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle", "text/turtle"),
        ("text/turtle; charset=utf-8", "text/turtle"),
        ('text/turtle;charset="UTF-8";q=0.9, text/html;q=0.1', "text/turtle"),
        ("text/*;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0, */*", "text/turtle"),
        ("application/*, text/turtle;q=0.9", "application/ld+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/rdf+xml;q=0.5, text/turtle;q=0.50", "text/turtle"),
        ("nonsense", "text/html"),
        ('text/html;title="a, b";q=0.1, text/turtle;q=0.2', "text/turtle"),
        ("text/turtle;version=1.2", "text/turtle"),
        ("text/turtle;version=1.2, text/turtle;q=0.1, application/rdf+xml;q=0.5", "application/rdf+xml"),
        ("text/turtle;version=1.2;q=0, text/turtle;q=0.1", "text/turtle"),
        (
            'application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened", */*;q=.1',
            "application/ld+json",
        ),
        ("text/turtle;q=.5, application/rdf+xml;q=.6", "application/rdf+xml"),
        ("text/turtle;q=0.1234, application/rdf+xml;q=0.12345", "application/rdf+xml"),
        ("application/rdf+xml;q=1.000, text/turtle;q=1.0001", "application/rdf+xml"),
        ("image/gif, *;q=.2, text/html;q=0", "text/turtle"),
        ("text/turtle;q=2, application/ld+json;q=0.3", "application/ld+json"),
    ],
)
def test_examples(accept: str | None, chosen: str) -> None:
    """The header of each line is answered by the offer beside it."""
    assert choose_media_type(accept, OFFERED) == chosen


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "*/*;q=0", "text/html;q=0.000"])
def test_nothing_acceptable(accept: str) -> None:
    """What accepts none of the offers is refused, and told what there is."""
    with pytest.raises(NotAcceptableError) as refused:
        choose_media_type(accept, OFFERED)
    assert refused.value.offered == OFFERED


def test_a_parameter_that_is_offered_matches() -> None:
    """A range with a parameter accepts the offer that has it."""
    assert (
        choose_media_type("text/turtle;version=1.2", ("text/turtle", "text/turtle;version=1.2"))
        == "text/turtle;version=1.2"
    )


_QUALITIES = st.integers(0, 1000).map(lambda n: f"{n / 1000:.3f}")
_RANGES = st.sampled_from([*OFFERED, "*/*", "text/*", "application/*", "image/png"])
_ACCEPTS = st.lists(st.tuples(_RANGES, _QUALITIES), min_size=1, max_size=6).map(
    lambda pairs: ", ".join(f"{one};q={quality}" for one, quality in pairs)
)


@given(_ACCEPTS)
def test_no_offer_is_better_than_the_one_chosen(accept: str) -> None:
    """The choice has the highest quality of all offers, or all have none."""
    ranges = parse_accept(accept)
    qualities = {each: quality_of(each, ranges) for each in OFFERED}
    try:
        chosen = choose_media_type(accept, OFFERED)
    except NotAcceptableError:
        assert max(qualities.values()) == 0
    else:
        assert qualities[chosen] == max(qualities.values()) > 0


@given(_ACCEPTS, st.randoms())
def test_the_order_of_ranges_does_not_matter(accept: str, random: st.DrawFn) -> None:
    """Shuffling the elements of the header changes no quality, unless one range is said twice."""
    elements = {each.split(";")[0]: each for each in accept.split(", ")}
    shuffled = list(elements.values())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for each in OFFERED:
        assert quality_of(each, parse_accept(", ".join(elements.values()))) == quality_of(
            each, parse_accept(", ".join(shuffled))
        )


@given(st.text(max_size=60))
def test_any_text_is_survived(header: str) -> None:
    """No header, however broken, is an error of ours."""
    try:
        assert choose_media_type(header, OFFERED) in OFFERED
    except NotAcceptableError:
        assert parse_accept(header)
    assert choose_language(header, ("fr", "en")) in ("fr", "en")


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-CA", "fr"),
        ("de", "fr"),
        ("de, en;q=0.1", "en"),
        ("*", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("en;q=0.5, fr;q=0.7", "fr"),
    ],
)
def test_languages(header: str | None, chosen: str) -> None:
    """The reader's first language that we speak is taken, else French."""
    assert choose_language(header, ("fr", "en")) == chosen


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("gzip", True),
        ("gzip;q=.5", True),
        ("gzip; q = 0.5", True),
        ("gzip;q=0", False),
        ("*;q=.1", True),
        ("br", False),
    ],
)
def test_codings(header: str, is_accepted: bool) -> None:  # noqa: FBT001
    """A quality is read as in other headers."""
    assert accepts_encoding(header, "gzip") is is_accepted
