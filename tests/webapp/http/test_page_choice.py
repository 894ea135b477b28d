"""Tests of webapp.http.page_choice: who ranks a page first."""

from __future__ import annotations

import pytest

from webapp.http.negotiation import NotAcceptableError
from webapp.http.page_choice import choose_with_page, ranks_page_first

HTML, TTL, CSV = "text/html", "text/turtle", "text/csv"


@pytest.mark.parametrize(
    ("accept", "first", "is_first"),
    [
        ("text/html", TTL, True),
        ("text/html, */*", TTL, True),
        ("text/html, text/turtle", TTL, False),
        ("text/*", TTL, False),
        ("*/*", TTL, False),
        ("text/html;q=0, */*", TTL, False),
        ("", TTL, False),
    ],
)
def test_who_ranks_a_page_first(accept: str, first: str, is_first: bool) -> None:  # noqa: FBT001
    """A named type outranks one that only a wildcard covers."""
    assert ranks_page_first(accept, (first,)) is is_first


@pytest.mark.parametrize(
    ("accept", "is_page_first", "chosen"),
    [
        ("", True, HTML),
        ("", False, TTL),
        ("*/*", True, HTML),
        ("*/*", False, TTL),
        ("text/*", True, HTML),
        ("text/html, text/turtle", True, TTL),
        ("text/html, text/csv", False, HTML),
        ("text/html;q=0.5, */*;q=0.5", False, HTML),
        ("text/turtle;q=0.2, */*;q=0.8", True, HTML),
    ],
)
def test_a_page_or_data(accept: str, is_page_first: bool, chosen: str) -> None:  # noqa: FBT001
    """Where both are wanted alike, programs come first; without any preference, what the address is for."""
    assert choose_with_page(accept, (TTL,), rivals=(CSV,), is_page_first=is_page_first) == chosen


@pytest.mark.parametrize("accept", ["text/csv", "text/csv, text/html;q=0.9", "image/png"])
def test_nothing_fits(accept: str) -> None:
    """A client that ranks other data first is told what there is, instead of getting a page."""
    with pytest.raises(NotAcceptableError):
        choose_with_page(accept, (TTL,), rivals=(CSV,))
