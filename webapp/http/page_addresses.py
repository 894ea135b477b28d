"""Build the addresses by which search engines and other sites know a page: its own, and the same in each language.

What means nothing to the page (the campaign of a newsletter, for instance) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from webapp.http.search_address import FACETS
from webapp.http.urls import UrlBuilder

# The parameters that say what a page shows, by the first part of its path; the language is added to each.
_MEANT: Mapping[str, frozenset[str]] = {
    "search": frozenset({"q", "near", "from", "to", "sort", "view", "page", *FACETS}),
    "list": frozenset({"page", "start", "place"}),
    "pointing": frozenset({"of", "by", "page"}),
    "connections": frozenset({"of", "page"}),
    "paths": frozenset({"from", "to", "by"}),
    "sparql": frozenset({"query"}),
    "described": frozenset({"iri"}),
}
# Pages of which each reader makes their own, without end: for people, not for the index of a search engine.
MADE_BY_READERS = ("/search", "/paths", "/connections", "/sparql", "/pointing")


@dataclass(frozen=True, slots=True)
class PageAddresses:
    """The addresses of one page, with scheme and host.

    Attributes:
        canonical: Its own.
        alternates: The same page in each language, and for readers who chose none: pairs of `hreflang` and address.
        is_indexed: Whether search engines are to list it.
    """

    canonical: str
    alternates: tuple[tuple[str, str], ...]
    is_indexed: bool


def page_addresses(
    links: UrlBuilder, path: str, arguments: Iterable[tuple[str, str]], languages: Iterable[str]
) -> PageAddresses:
    """Return the addresses of the page at a path below the base, asked for with some parameters."""
    own = _MEANT.get(path.lstrip("/").partition("/")[0], frozenset())
    meant = [(name, value) for name, value in arguments if name in own and value]

    def at(language: str) -> str:
        parameters = [*meant, *([("lang", language)] if language else [])]
        query = f"?{urlencode(parameters, quote_via=quote)}" if parameters else ""
        return links.absolute(links.in_language("").page(path) + query)

    versions = [(each, at(each)) for each in languages]
    is_own = bool(meant) and path.startswith(MADE_BY_READERS)
    return PageAddresses(at(links.language), (*versions, ("x-default", at(""))), not is_own)
