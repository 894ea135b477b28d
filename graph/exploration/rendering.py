"""What every answer tells alike: things by name, weights, the snapshot, and the way to the next page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph.connections.network.adjacency import Network
from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity.rarity_weights import UNIT
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.storage.snapshots import Snapshot

Members = dict[str, object]
LIMIT, MOST, LAST_PAGE = (
    20,
    100,
    100_000,
)  # of a page of a list: usual length, greatest length; greatest number


@dataclass(frozen=True, slots=True)
class RenderingContext:
    """Tells one answer of one snapshot in one language.

    labels: by IRI
    """

    names: Namespaces
    snapshot: Snapshot | None
    network: Network
    labels: Mapping[str, BilingualText]
    language: str

    def thing(self, iri: str) -> Members:
        """Tell a thing: its IRI, name, kind, and the page about it."""
        place = self.network.iris.find(iri)
        kind = Kind(int(self.network.kinds[place])) if place is not None else Kind.OTHER
        return {"iri": iri, "name": self.name(iri), "kind": kind.word, "page": self.page(iri)}

    def source(self, iri: str) -> Members:
        """Tell what a statement comes from: its IRI, its name, and the page about it."""
        return {"iri": iri, "name": self.name(iri), "page": self.page(iri)}

    def name(self, iri: str) -> str:
        """Name a thing; one without a name is called by its IRI."""
        return self.say(self.labels.get(iri) or BilingualText(iri, iri))

    def page(self, iri: str) -> str | None:
        """Tell where a browser reads about a thing, where it can."""
        return self.names.document(iri) or (iri if iri.startswith(("http://", "https://")) else None)

    def say(self, words: BilingualText) -> str:
        """Say words in the language of the answer."""
        return words.render(self.language)

    def head(self) -> Members:
        """Tell the language and the snapshot."""
        told = self.snapshot
        held = {"number": told.number, "published_at": told.published_at.isoformat()} if told else None
        return {"lang": self.language, "snapshot": held}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which part of a list is asked for; kept: what the addresses of its other pages repeat."""

    limit: int = LIMIT
    page: int = 1
    kept: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def offset(self) -> int:
        """Count the entries before this page."""
        return (self.page - 1) * self.limit

    def members(
        self, teller: RenderingContext, path: str, parameters: Mapping[str, str], count: int
    ) -> Members:
        """Tell the place in a list of so many entries, and name the pages before and after it."""
        pages = -(-count // self.limit)
        held: dict[str, str | int] = {**parameters, "lang": teller.language, **self.kept, "limit": self.limit}
        named = {
            each: teller.names.answer(path, {**held, "page": each}) for each in (self.page - 1, self.page + 1)
        }
        return {
            "count": count,
            "limit": self.limit,
            "page": self.page,
            "next": named[self.page + 1] if self.page < min(pages, LAST_PAGE) else None,
            "prev": named[self.page - 1] if 1 < self.page <= pages + 1 else None,
        }


def number(weight: int) -> float:
    """Give a weight, kept in ten-thousandths, as a number."""
    return round(weight / UNIT, 4)
