"""Present what a thing is close to: a sentence for each connection, then its reasons as a table.

Sentences come from `graph.connections.wording`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from graph.connections.similarity.model import STATED, UNIT, Connection, Page, Reason
from graph.connections.wording.reasons import connection_sentence, reason_sentence
from webapp.localization.text import msg, write_number
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.thing_links import ThingLinks
from webapp.presentation.view_models import NO_PICK, Closeness, Link, Nearby, Pick, ReasonView

PAGE_SIZE = 20
_CLOSEST, WHY = msg("le plus près"), msg("pourquoi")
MOST_PAGES = 500  # what would come later is barely close
_NOTHING = msg(
    "Rien de publié n’en est proche : rien de rare n’est partagé avec une autre fiche de la même sorte."
)


@dataclass(frozen=True, slots=True)
class NearbyPage:
    """The page of all that a thing is close to; without `nearby`, the form that names the thing."""

    pick: Pick = NO_PICK
    nearby: Nearby | None = None
    kind: str = ""
    page: int = 1
    page_count: int = 1
    previous_href: str = ""
    next_href: str = ""
    query: Link | None = None
    data_href: str = ""


def present_nearby(
    found: Page, thing_links: ThingLinks, context: PageContext, words: str = _CLOSEST
) -> Nearby:
    """Present some connections of a thing.

    Args: words: what they are, in French
    """
    links = context.links
    return Nearby(
        of=thing_links.link(found.of),
        words=context.translate(words),
        total=found.total,
        first=found.offset + 1,
        entries=tuple(_closeness(found.of, each, thing_links, context) for each in found.connections),
        all_href=links.connections(found.of),
        paths_href=links.paths(found.of),
        silence="" if found.total else context.translate(_NOTHING),
    )


def absent(reason: str, context: PageContext) -> Nearby:
    """Present why there is nothing to show."""
    return Nearby(of=Link(Text("")), words=context.translate(_CLOSEST), total=0, silence=reason)


def present_page(nearby: Nearby, pick: Pick, page: int, *, query: Link, context: PageContext) -> NearbyPage:
    """Present a page of connections."""
    links = context.links
    page_count = max(1, min(MOST_PAGES, ceil(nearby.total / PAGE_SIZE)))
    return NearbyPage(
        pick=pick,
        nearby=nearby,
        page=page,
        page_count=page_count,
        previous_href=links.connections(pick.iri, page=page - 1) if page > 1 else "",
        next_href=links.connections(pick.iri, page=page + 1) if page < page_count else "",
        query=query,
        data_href=links.answer("connections", [("of", pick.iri), ("lang", context.language)]),
    )


def _closeness(of: str, connection: Connection, thing_links: ThingLinks, context: PageContext) -> Closeness:
    ends = {of, connection.to}
    shared = {iri for each in connection.reasons for iri in (each.basis, each.here, each.there)} - ends
    return Closeness(
        link=thing_links.link(connection.to),
        kind=context.render(thing_links.kind(connection.to).one),
        sentence=thing_links.link_mentions(connection_sentence(connection, thing_links.labels), shared),
        is_stated=connection.is_stated,
        weight=_weight(connection.weight, context),
        grounds=tuple(_ground(each, connection, ends, thing_links, context) for each in connection.reasons),
        left_out=max(0, connection.shared_count - len(connection.reasons)),
        paths_href=context.links.paths(of, connection.to),
    )


def _ground(
    reason: Reason, connection: Connection, ends: set[str], thing_links: ThingLinks, context: PageContext
) -> ReasonView:
    named = {reason.basis, reason.here, reason.there} - ends
    words = thing_links.link_mentions(reason_sentence(reason, connection, thing_links.labels), named)
    counts = () if reason.rule in STATED or reason.basis == connection.to else (reason.count, reason.of)
    return ReasonView(words, _weight(reason.weight, context), *counts)


def _weight(weight: int, context: PageContext) -> str:
    return write_number(weight / UNIT, context.language)
