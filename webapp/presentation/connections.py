"""Make what a page says of the things that another is close to: a sentence each, then the same as a table.

Flows in: connections, names, the reader. Flows out: frozen values.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from graph.connections.similarity.model import STATED, Connection, Page, Reason
from graph.connections.similarity.rarity_weights import UNIT
from graph.connections.wording.reasons import connection_sentence, reason_sentence
from webapp.localization.text import msg, write_number
from webapp.presentation.description import Text
from webapp.presentation.page_context import PageContext
from webapp.presentation.thing_links import Naming
from webapp.presentation.view_models import NO_PICK, Closeness, Link, Nearby, Pick, ReasonView

PAGE_SIZE = 20
_CLOSEST, WHY = msg("le plus près"), msg("pourquoi")
MOST_PAGES = 500  # what would come later is barely close
_NOTHING = msg(
    "Rien de publié n’est proche de cette chose : elle ne partage rien de rare avec une autre de sa sorte."
)


@dataclass(frozen=True, slots=True)
class NearbyPage:
    """The page of all that a thing is close to; without `nearby` it asks which thing is meant."""

    pick: Pick = NO_PICK
    nearby: Nearby | None = None
    kind: str = ""
    page: int = 1
    page_count: int = 1
    previous_href: str = ""
    next_href: str = ""
    query: Link | None = None
    data_href: str = ""


def present_nearby(found: Page, naming: Naming, reader: PageContext, words: str = _CLOSEST) -> Nearby:
    """Tell some connections of a thing.

    Args: words: what they are, in French
    """
    links = reader.links
    return Nearby(
        of=naming.link(found.of),
        words=reader.translate(words),
        total=found.total,
        first=found.offset + 1,
        entries=tuple(_closeness(found.of, each, naming, reader) for each in found.connections),
        all_href=links.connections(found.of),
        paths_href=links.paths(found.of),
        silence="" if found.total else reader.translate(_NOTHING),
    )


def absent(reason: str, reader: PageContext) -> Nearby:
    """Say why nothing can be told."""
    return Nearby(of=Link(Text("")), words=reader.translate(_CLOSEST), total=0, silence=reason)


def present_page(nearby: Nearby, pick: Pick, page: int, *, query: Link, reader: PageContext) -> NearbyPage:
    """Make a page of connections out of those that stand on it."""
    links = reader.links
    page_count = max(1, min(MOST_PAGES, ceil(nearby.total / PAGE_SIZE)))
    return NearbyPage(
        pick=pick,
        nearby=nearby,
        page=page,
        page_count=page_count,
        previous_href=links.connections(pick.iri, page=page - 1) if page > 1 else "",
        next_href=links.connections(pick.iri, page=page + 1) if page < page_count else "",
        query=query,
        data_href=links.answer("connections", [("of", pick.iri), ("lang", reader.language)]),
    )


def _closeness(of: str, connection: Connection, naming: Naming, reader: PageContext) -> Closeness:
    ends = {of, connection.to}
    shared = {iri for each in connection.reasons for iri in (each.basis, each.here, each.there)} - ends
    return Closeness(
        link=naming.link(connection.to),
        kind=reader.render(naming.kind(connection.to).one),
        sentence=naming.tell(connection_sentence(connection, naming.labels), shared),
        is_stated=connection.is_stated,
        weight=_weight(connection.weight, reader),
        grounds=tuple(_ground(each, connection, ends, naming, reader) for each in connection.reasons),
        left_out=max(0, connection.shared_count - len(connection.reasons)),
        paths_href=reader.links.paths(of, connection.to),
    )


def _ground(
    reason: Reason, connection: Connection, ends: set[str], naming: Naming, reader: PageContext
) -> ReasonView:
    named = {reason.basis, reason.here, reason.there} - ends
    words = naming.tell(reason_sentence(reason, connection, naming.labels), named)
    counts = () if reason.rule in STATED or reason.basis == connection.to else (reason.count, reason.of)
    return ReasonView(words, _weight(reason.weight, reader), *counts)


def _weight(weight: int, reader: PageContext) -> str:
    return write_number(weight / UNIT, reader.language)
