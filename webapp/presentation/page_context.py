"""For whom a page is made: the language, the words, the addresses and the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from graph.i18n import BilingualText
from webapp.http.urls import UrlBuilder


@dataclass(frozen=True, slots=True)
class PageContext:
    """One reader of one snapshot: `translate` turns a French msgid into the reader's words."""

    language: str
    translate: Callable[[str], str]
    links: UrlBuilder

    def render(self, text: BilingualText) -> str:
        """Return a text in the language of the page."""
        return text.render(self.language)
