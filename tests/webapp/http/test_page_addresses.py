"""The addresses by which others know a page."""

from __future__ import annotations

import pytest

from webapp.http.page_addresses import page_addresses
from webapp.http.urls import UrlBuilder

LINKS = UrlBuilder("https://data.example.org/atlas")


def test_a_page_is_known_in_each_language_and_without_one() -> None:
    """What the address means is kept, what it does not is left out; the canonical address is that of the language."""
    found = page_addresses(
        LINKS.in_language("en"),
        "/list/need",
        [("page", "2"), ("utm_source", "x"), ("lang", "en")],
        ("fr", "en"),
    )
    address = "https://data.example.org/atlas/list/need?page=2"
    assert found.canonical == f"{address}&lang=en"
    assert found.alternates == (
        ("fr", f"{address}&lang=fr"),
        ("en", f"{address}&lang=en"),
        ("x-default", address),
    )
    assert found.is_indexed


@pytest.mark.parametrize(
    ("path", "arguments", "is_indexed"),
    [
        ("/search", [], True),
        ("/search", [("lang", "en")], True),
        ("/search", [("q", "crise")], False),
        ("/search", [("place", "territory/commune-34057")], False),
        ("/sparql", [("query", "ASK {}")], False),
        ("/list/need", [("page", "2")], True),
    ],
)
def test_what_readers_make_is_not_for_search_engines(
    path: str, arguments: list[tuple[str, str]], *, is_indexed: bool
) -> None:
    """A search without words or choices is a page like another."""
    assert page_addresses(LINKS, path, arguments, ("fr", "en")).is_indexed is is_indexed
