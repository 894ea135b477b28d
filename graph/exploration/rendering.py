"""What the results of this package have in common: things by name, weights, the snapshot, links to other pages.

A `RenderingContext` is made for one result; it holds the names of all things that the result mentions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from graph.connections.network.adjacency import Network
from graph.connections.network.thing_kinds import Kind
from graph.connections.similarity.model import UNIT
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.storage.snapshots import Snapshot

Members = dict[str, object]
LIMIT, MOST = 20, 100  # entries of a page of a list: default, maximum
LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class RenderingContext:
    """Renders things of one snapshot in one language.

    Attributes:
        labels: Names of things, by IRI.
    """

    names: Namespaces
    snapshot: Snapshot | None
    network: Network
    labels: Mapping[str, BilingualText]
    language: str

    def thing(self, iri: str) -> Members:
        """Return the members of a thing: IRI, name, kind, URL of its page."""
        place = self.network.iris.find(iri)
        kind = Kind(int(self.network.kinds[place])) if place is not None else Kind.OTHER
        return {"iri": iri, "name": self.name(iri), "kind": kind.word, "page": self.page(iri)}

    def source(self, iri: str) -> Members:
        """Return the members of a source: IRI, name, URL of its page."""
        return {"iri": iri, "name": self.name(iri), "page": self.page(iri)}

    def name(self, iri: str) -> str:
        """Return the name of a thing; its IRI when it has none."""
        return self.render(self.labels.get(iri) or BilingualText(iri, iri))

    def page(self, iri: str) -> str | None:
        """Return the URL of the page about a thing; None when there is none."""
        return self.names.document(iri) or (iri if iri.startswith(("http://", "https://")) else None)

    def render(self, text: BilingualText) -> str:
        """Return a text in the language of the result."""
        return text.render(self.language)

    def head(self) -> Members:
        """Return the members for the language and the snapshot."""
        number = self.snapshot and {
            "number": self.snapshot.number,
            "published_at": self.snapshot.published_at.isoformat(),
        }
        return {"lang": self.language, "snapshot": number}


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is requested.

    Attributes:
        kept: Parameters that the URLs of the other pages repeat.
    """

    limit: int = LIMIT
    page: int = 1
    kept: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def offset(self) -> int:
        """Return the number of entries before this page."""
        return (self.page - 1) * self.limit

    def members(
        self, context: RenderingContext, path: str, parameters: Mapping[str, str], count: int
    ) -> Members:
        """Return the members that place this page in a list of `count` entries, with the URLs of its neighbours."""
        pages = -(-count // self.limit)
        query: dict[str, str | int] = {
            **parameters,
            "lang": context.language,
            **self.kept,
            "limit": self.limit,
        }
        urls = {
            each: context.names.answer(path, {**query, "page": each})
            for each in (self.page - 1, self.page + 1)
        }
        return {
            "count": count,
            "limit": self.limit,
            "page": self.page,
            "next": urls[self.page + 1] if self.page < min(pages, LAST_PAGE) else None,
            "prev": urls[self.page - 1] if 1 < self.page <= pages + 1 else None,
        }


def number(weight: int) -> float:
    """Return a weight, stored in ten-thousandths, as a number."""
    return round(weight / UNIT, 4)
