"""Link to the things of the network by name, alone or within a sentence that mentions them.

A thing without a page of its own is named without a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graph.connections.network.adjacency import Network
from graph.connections.network.thing_kinds import Kind
from graph.i18n import BilingualText
from graph.rdf.terms import NamedNode
from webapp.localization.kind_labels import DESCRIBED, KIND_BY_KEY, THING
from webapp.localization.kind_labels import KindLabel as PageKind
from webapp.presentation.description import Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

Pieces = tuple[Link, ...]


class ThingLinks:
    """Names the things of one network in the language of one page, and links to them."""

    def __init__(self, network: Network, labels: Mapping[str, BilingualText], context: PageContext) -> None:
        """Name things by labels, by IRI; a thing without one is called by the end of its IRI."""
        self._network = network
        self.labels = labels
        self._context = context

    def name(self, iri: str) -> str:
        """Return the name of a thing in the page's language."""
        words = self.labels.get(iri)
        return words.render(self._context.language) if words else short_name(NamedNode(iri))

    def kind(self, iri: str) -> PageKind:
        """Return the kind of a thing."""
        place = self._network.iris.find(iri)
        return THING if place is None else page_kind(Kind(int(self._network.kinds[place])))

    def link(self, iri: str) -> Link:
        """Link to a thing by its name."""
        kind, links = self.kind(iri), self._context.links
        href = links.page_of(iri) if kind.key in DESCRIBED else links.href(iri)
        return Link(Text(self.name(iri)), href, kind.hue)

    def link_mentions(self, sentence: BilingualText, iris: Iterable[str]) -> Pieces:
        """Cut a sentence into pieces, so that the first mention of each thing links to it."""
        text = sentence.render(self._context.language)
        iri_by_name = {self.name(each): each for each in iris}
        names = sorted(filter(None, iri_by_name), key=len, reverse=True)
        if not names:
            return (_plain(text),)
        sought = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
        pieces: list[Link] = []
        here, met = 0, set[str]()
        for found in sought.finditer(text):
            if found[0] in met:
                continue
            met.add(found[0])
            pieces += [_plain(text[here : found.start()]), self.link(iri_by_name[found[0]])]
            here = found.end()
        return tuple(each for each in (*pieces, _plain(text[here:])) if each.text.value)


def page_kind(kind: Kind) -> PageKind:
    """Return the kind that pages know for a kind of the network."""
    return KIND_BY_KEY.get(kind.word, THING)


def _plain(words: str) -> Link:
    return Link(Text(words))
