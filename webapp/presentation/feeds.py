"""Write Atom feeds of the contributions that came last. Addresses are whole: a reader of feeds has no page to start from.

Spec: https://www.rfc-editor.org/rfc/rfc4287
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from graph.rdf.terms import NamedNode
from webapp.localization.text import msg
from webapp.presentation.description import Description
from webapp.presentation.page_context import PageContext
from webapp.presentation.values import ValueFormatter

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ALL = msg("Maillage : ce qui est nouveau ou a changé")
_OF = msg("Maillage, {name} : ce qui est nouveau ou a changé")
COVERAGE = msg(
    "Les 50 dernières contributions reçues ou remplacées, chacune à la date où le service l’a reçue. "
    "Ce qui a été retiré, ou modifié par SPARQL Update, n’y est pas."
)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is about, and who answers for it.

    Attributes:
        address: Its own, with scheme and host; in no language it is the identifier.
        page: Of what it is about, with scheme and host.
        name: Of what it is about; empty for all.
        updated: When there is no entry.
    """

    identifier: str
    address: str
    page: str
    name: str
    operator: str
    updated: str


def write_feed(
    feed: Feed, received: Iterable[tuple[NamedNode, str]], cards: Description, context: PageContext
) -> bytes:
    """Write a feed; the names of its entries are among the cards."""
    received = tuple(received)
    title = context.translate(_OF).format(name=feed.name) if feed.name else context.translate(_ALL)
    root = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": context.language})
    _put(root, "id", feed.identifier)
    _put(root, "title", title)
    _put(root, "subtitle", context.translate(COVERAGE))
    _put(root, "updated", max((moment for _, moment in received), default=feed.updated))
    _put(ET.SubElement(root, "author"), "name", feed.operator or "Maillage")
    ET.SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.address})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page})
    formatter = ValueFormatter(cards, context)
    for contribution, moment in received:
        _put_entry(root, contribution, moment, formatter, cards, context)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _put_entry(
    root: ET.Element,
    contribution: NamedNode,
    moment: str,
    formatter: ValueFormatter,
    cards: Description,
    context: PageContext,
) -> None:
    links, entry = context.links, ET.SubElement(root, "entry")
    _put(entry, "id", contribution.value)
    _put(entry, "title", formatter.name(contribution).value)
    _put(entry, "updated", moment)
    for giver in cards.nodes(contribution, "prov:wasAttributedTo"):
        _put(ET.SubElement(entry, "author"), "name", formatter.name(giver).value)
    page = links.absolute(links.thing(contribution.value) or contribution.value)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for licence in cards.nodes(contribution, "dcterms:license"):
        if isinstance(licence, NamedNode):
            ET.SubElement(entry, "link", {"rel": "license", "href": licence.value})
    summary = cards.text(contribution, "dcterms:description", context.language)
    if summary is not None:
        _put(entry, "summary", summary.value)


def _put(parent: ET.Element, name: str, words: str) -> None:
    """Add an element of text, without the characters that no XML may hold."""
    ET.SubElement(parent, name).text = _NOT_IN_XML.sub("\ufffd", words)
