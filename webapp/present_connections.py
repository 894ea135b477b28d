"""Make what a page says of the things that another is close to: a sentence each, then the same as a table.

Flows in: connections, names, the reader. Flows out: frozen values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from graph.network.connection import Connection, Page, Reason
from graph.network.sentences import tell_connection, tell_reason
from graph.network.weights import UNIT
from graph.words import Words
from webapp.naming import Naming
from webapp.page import Closeness, Ground, Link, Nearby, Pick
from webapp.reader import Reader
from webapp.texts import write_number
from webapp.words import msg

PAGE_SIZE = 20
MOST_PAGES = 500  # what would come later is barely close
_NOTHING = msg("Rien de publié n’est proche de cette chose : elle ne partage rien de rare avec une autre de sa sorte.")


@dataclass(frozen=True, slots=True)
class NearbyPage:
    """The page of all that a thing is close to; without `nearby` it asks which thing is meant."""

    pick: Pick = Pick()
    nearby: Nearby | None = None
    kind: str = ""
    page: int = 1
    page_count: int = 1
    previous_href: str = ""
    next_href: str = ""
    query: Link | None = None
    data_href: str = ""
    has_network: bool = True


def present_nearby(
    found: Page, entries: Iterable[Connection], labels: Mapping[str, Words], naming: Naming, reader: Reader
) -> Nearby:
    """Tell some connections of a thing."""
    links = reader.links
    return Nearby(
        of=naming.link(found.of),
        total=found.total,
        first=found.offset + 1,
        entries=tuple(_closeness(found.of, each, labels, naming, reader) for each in entries),
        all_href=links.connections(found.of),
        paths_href=links.paths(found.of),
        silence="" if found.total else reader.translate(_NOTHING),
    )


def present_page(nearby: Nearby, pick: Pick, page: int, *, query: Link, reader: Reader) -> NearbyPage:
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
        data_href=links.api("connections", [("of", pick.iri), ("lang", reader.language)]),
    )


def _closeness(
    of: str, connection: Connection, labels: Mapping[str, Words], naming: Naming, reader: Reader
) -> Closeness:
    shared = {
        iri for each in connection.reasons for iri in (each.basis, each.here, each.there)
    } - {of, connection.to}
    return Closeness(
        link=naming.link(connection.to),
        kind=reader.translate(naming.kind(connection.to).one),
        sentence=naming.tell(tell_connection(connection, labels), shared),
        is_stated=connection.is_stated,
        weight=_weight(connection.weight, reader),
        grounds=tuple(_ground(each, connection, labels, naming, reader) for each in connection.reasons),
        paths_href=reader.links.paths(of, connection.to),
    )


def _ground(
    reason: Reason, connection: Connection, labels: Mapping[str, Words], naming: Naming, reader: Reader
) -> Ground:
    is_shared = reason.basis != connection.to
    words = naming.tell(tell_reason(reason, connection, labels), {reason.basis, reason.here, reason.there} - {connection.to})
    return Ground(words, _weight(reason.weight, reader), *((reason.count, reason.of) if is_shared else ()))


def _weight(weight: int, reader: Reader) -> str:
    return write_number(weight / UNIT, reader.language)
