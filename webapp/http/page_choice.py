"""Choose between a page for people and data for programs: a page goes only to who ranks it first.

A program that merely mentions HTML would get a table that is cut, and that it cannot read.
"""

from __future__ import annotations

from collections.abc import Sequence

from webapp.http.media_types import HTML
from webapp.http.negotiation import choose_media_type, parse_accept, rank_of


def choose_with_page(
    accept: str | None, data: Sequence[str], *, rivals: Sequence[str] = (), is_page_first: bool = False
) -> str:
    """Choose between a page and formats for programs: the page goes only to who ranks it first.

    A type that is named outranks one that only a wildcard covers with the same quality. Where a page and data are
    named alike, the data is sent.

    Args:
        accept: The header.
        data: Media types for programs, ours first.
        rivals: Further media types that mark a program where they are ranked above a page, though none fits this result.
        is_page_first: Whether clients without any preference get the page.

    Raises:
        NotAcceptableError: Neither the page is ranked first, nor is any data acceptable.
    """
    text = accept or ""
    if is_page_first and not parse_accept(text):
        return HTML
    if ranks_page_first(text, (*data, *rivals)):
        return HTML
    ranges = parse_accept(text)
    page, best = rank_of(HTML, ranges), max(rank_of(each, ranges) for each in data)
    highest = max([best, *(rank_of(each, ranges) for each in rivals)])
    is_level = page[0] > 0 and page == highest
    if is_level and (best < page or (is_page_first and not page[1])):
        return HTML
    return choose_media_type(text, data)


def ranks_page_first(accept: str | None, rivals: Sequence[str]) -> bool:
    """Check whether a client ranks a page above each of these media types."""
    ranges = parse_accept(accept or "")
    page = rank_of(HTML, ranges)
    return page[0] > 0 and all(rank_of(each, ranges) < page for each in rivals)
