"""The language of a page, its translations and its addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.i18n import BilingualText
from webapp.http.urls import UrlBuilder


@dataclass(frozen=True, slots=True)
class PageContext:
    """For whom one page is made: `translate` turns a French msgid into the language of the page."""

    language: str
    translate: Callable[[str], str]
    links: UrlBuilder

    def render(self, text: BilingualText) -> str:
        """Return a text in the language of the page."""
        return text.render(self.language)
