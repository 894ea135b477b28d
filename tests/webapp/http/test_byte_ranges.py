"""Tests of webapp.http.byte_ranges: ranges and conditions by the book."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from webapp.http.byte_ranges import Delivery, FileFacts, choose_delivery, content_range

FILE = FileFacts(1000, '"abc"', datetime(2026, 12, 1, 10, 0, 0, 500_000, tzinfo=UTC))
WHOLE = Delivery(200, 0, 1000)
NOTHING = Delivery(416, 0, 0)
SAME, LATER, EARLIER = (f"Tue, 01 Dec 2026 {each}:00:00 GMT" for each in ("10", "11", "09"))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("bytes=0-0", Delivery(206, 0, 1)),
        ("bytes=0-499", Delivery(206, 0, 500)),
        ("bytes=500-", Delivery(206, 500, 500)),
        ("bytes=-500", Delivery(206, 500, 500)),
        ("bytes=-2000", Delivery(206, 0, 1000)),
        ("bytes=999-5000", Delivery(206, 999, 1)),
        ("BYTES = 0-9", Delivery(206, 0, 10)),
        ("bytes=1000-", NOTHING),
        ("bytes=1000-1001", NOTHING),
        ("bytes=-0", NOTHING),
        ("bytes=5-4", WHOLE),
        ("bytes=-", WHOLE),
        ("bytes=a-b", WHOLE),
        ("bytes=0-1,5-6", WHOLE),
        ("bytes=" + "9" * 5000 + "-", WHOLE),
        ("lines=0-1", WHOLE),
        ("bytes=٠-١", WHOLE),
        ("", WHOLE),
    ],
)
def test_a_range_selects_its_bytes(wanted: str, expected: Delivery) -> None:
    """One that is no range is ignored; one that begins behind the end is not satisfiable (RFC 9110, 14.1.2)."""
    assert choose_delivery("GET", {"Range": wanted}, FILE) == expected
    assert choose_delivery("HEAD", {"Range": wanted}, FILE) == WHOLE


def test_an_empty_file_has_no_range() -> None:
    """Whatever is asked for."""
    empty = FileFacts(0, '"e"', FILE.last_modified)
    for wanted in ("bytes=0-", "bytes=-1", "bytes=0-0"):
        assert choose_delivery("GET", {"Range": wanted}, empty).status == 416
    assert choose_delivery("GET", {}, empty) == Delivery(200, 0, 0)


@pytest.mark.parametrize(
    ("condition", "is_partial"),
    [
        ('"abc"', True),
        ('W/"abc"', False),  # the comparison is strong
        ('"other"', False),
        ("abc", False),
        (SAME, True),
        (LATER, False),  # it is that very date or none
        (EARLIER, False),
    ],
)
def test_a_part_of_another_file_is_never_sent(condition: str, *, is_partial: bool) -> None:
    """If-Range: the range where it is the same file, all of it otherwise (RFC 9110, 13.1.5)."""
    found = choose_delivery("GET", {"Range": "bytes=0-9", "If-Range": condition}, FILE)
    assert found == (Delivery(206, 0, 10) if is_partial else WHOLE)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": '"abc"'}, 304),
        ({"If-None-Match": '"x", W/"abc"'}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"x"', "If-Modified-Since": LATER}, 200),
        ({"If-Modified-Since": SAME}, 304),
        ({"If-Modified-Since": EARLIER}, 200),
        ({"If-Modified-Since": "yesterday"}, 200),
        ({"If-Match": '"abc"'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": 'W/"abc"'}, 412),
        ({"If-Match": '"x"'}, 412),
        ({"If-Unmodified-Since": EARLIER}, 412),
        ({"If-Unmodified-Since": SAME}, 200),
        ({"If-None-Match": '"abc"', "Range": "bytes=0-1"}, 304),
        ({"If-Match": '"x"', "If-None-Match": '"abc"'}, 412),
    ],
)
def test_conditions_come_first(headers: dict[str, str], status: int) -> None:
    """In the order of RFC 9110, 13.2.2."""
    assert choose_delivery("GET", headers, FILE).status == status


def test_what_is_sent_is_named() -> None:
    """Content-Range (RFC 9110, 14.4)."""
    assert content_range(Delivery(206, 5, 10), 1000) == "bytes 5-14/1000"
    assert content_range(NOTHING, 1000) == "bytes */1000"
    assert content_range(WHOLE, 1000) == ""
