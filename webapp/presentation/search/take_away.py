"""Offer search results as files, with how much is in each, and the SPARQL query that gives them."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.http.limits import EXPORTED_ROWS
from webapp.http.search_address import SearchAddress
from webapp.localization.text import msg
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

MOST_LETTERS = 7_000  # of an address: servers before this one take 8,000
_TABLES = (("csv", msg("CSV")), ("xlsx", msg("Tableur (XLSX)")))
_RDF = (("ttl", msg("Turtle")), ("jsonld", msg("JSON-LD")))
_BEHIND = msg("La requête SPARQL derrière cette page")


@dataclass(frozen=True, slots=True)
class TakeAway:
    """What can be taken away: tables and RDF, none where there is too much for a file; how many things; the query."""

    tables: tuple[Link, ...]
    rdf: tuple[Link, ...]
    count: int
    most: int
    query: Link | None = None


def take_away(address: SearchAddress, total: int, context: PageContext, query: str = "") -> TakeAway | None:
    """Offer all that a search finds, with the SPARQL that gives it where that is told; None for nothing."""
    if not total:
        return None
    links = context.links
    tables, rdf = (
        tuple(
            Link(Text(context.translate(words)), links.search_file(address, suffix)) for suffix, words in each
        )
        for each in (_TABLES, _RDF)
    )
    fits = total <= EXPORTED_ROWS
    behind = _query_link(address, query, context) if query else None
    return TakeAway(tables if fits else (), rdf if fits else (), total, EXPORTED_ROWS, behind)


def _query_link(address: SearchAddress, query: str, context: PageContext) -> Link:
    href = context.links.sparql(query)
    if len(href) > MOST_LETTERS:
        href = context.links.search_file(address, "rq")
    return Link(Text(context.translate(_BEHIND)), href)
