"""Name the things of the network for one reader: as links, and within the sentences that speak of them.

Flows in: a network, the names of its things, a reader. Flows out: links, and sentences in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graph.connections.network.adjacency import Network
from graph.connections.network.thing_kinds import Kind
from graph.i18n import BilingualText
from graph.rdf.terms import NamedNode
from webapp.localization.kind_labels import KIND_BY_KEY, THING
from webapp.localization.kind_labels import KindLabel as PageKind
from webapp.presentation.description import Text, short_name
from webapp.presentation.page_context import PageContext
from webapp.presentation.view_models import Link

Pieces = tuple[Link, ...]


class Naming:
    """Names things of one network for one reader."""

    def __init__(self, network: Network, labels: Mapping[str, BilingualText], reader: PageContext) -> None:
        """Name by labels; what has none is called by the end of its IRI."""
        self._network = network
        self.labels = labels
        self._reader = reader

    def name(self, iri: str) -> str:
        """Give the name of a thing in the reader's language."""
        words = self.labels.get(iri)
        return words.render(self._reader.language) if words else short_name(NamedNode(iri))

    def kind(self, iri: str) -> PageKind:
        """Tell what the pages call such a thing."""
        place = self._network.iris.find(iri)
        return THING if place is None else page_kind(Kind(int(self._network.kinds[place])))

    def link(self, iri: str) -> Link:
        """Name a thing, and lead to its page."""
        return Link(Text(self.name(iri)), self._reader.links.href(iri), self.kind(iri).hue)

    def tell(self, sentence: BilingualText, iris: Iterable[str]) -> Pieces:
        """Cut a sentence into pieces, so that the first mention of each thing leads to it."""
        told = sentence.render(self._reader.language)
        iri_by_name = {self.name(each): each for each in iris}
        names = sorted(filter(None, iri_by_name), key=len, reverse=True)
        if not names:
            return (_plain(told),)
        sought = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
        pieces: list[Link] = []
        here, met = 0, set[str]()
        for found in sought.finditer(told):
            if found[0] in met:
                continue
            met.add(found[0])
            pieces += [_plain(told[here : found.start()]), self.link(iri_by_name[found[0]])]
            here = found.end()
        return tuple(each for each in (*pieces, _plain(told[here:])) if each.text.value)


def page_kind(kind: Kind) -> PageKind:
    """Give the kind by which the pages call things of a kind of the network."""
    return KIND_BY_KEY.get(kind.word, THING)


def _plain(words: str) -> Link:
    return Link(Text(words))
