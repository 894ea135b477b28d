"""Read and write the address of a search: what was typed and chosen is all there, so that an address can be sent.

Things are named by the end of their IRI, `need/entraide`, where they are of this deployment, else by the whole IRI.
Parameters that mean nothing here are left out of what is written, and never an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Protocol

# Facets whose values are things, by the name of their parameter; `kind` takes keys of kinds.
OF_THINGS = ("need", "place", "theme", "actor", "method", "status", "type", "licence", "source")
FACETS = ("kind", *OF_THINGS)
SORTS = ("relevance", "nearest", "date", "name", "links")
VIEWS = ("list", "table")
# How near a place: what lies in it, what shares its intercommunalité or its département, or kilometres.
NEARNESS = ("", "epci", "departement", "20", "50", "100")
PAGE_SIZE = 20
_MOST_VALUES = 20  # of a facet
_MOST_LETTERS = 200
_MOST_PAGES = 5_000
_LONGEST_IRI = 500
_YEARS = range(1, 10_000)
_UNPLAIN = re.compile(r"[^a-z0-9]+")
_SLUG_LETTERS = 60


class QueryParameters(Protocol):
    """The parameters of a query string, several of one name among them."""

    def get(self, name: str, default: str) -> str:
        """Return the first value of a parameter."""

    def getlist(self, name: str) -> list[str]:
        """Return all values of a parameter."""


@dataclass(frozen=True, slots=True)
class SearchAddress:
    """What a search asks for, as its address has it.

    Attributes:
        words: As typed.
        chosen: By facet, what was chosen of it: IRIs, for `kind` keys.
        near: One of `NEARNESS`; how far around the place chosen.
        where: A place as typed, which is still to be found; the page leads on to the address that has it chosen.
        years: First and last year; None where open.
        sort: One of `SORTS`; empty where the reader did not choose.
        view: "list" or "table".
        page: From 1 on.
    """

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    near: str = ""
    where: str = ""
    years: tuple[int | None, int | None] = (None, None)
    sort: str = ""
    view: str = "list"
    page: int = 1

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was typed or chosen."""
        return not (self.words or any(self.chosen.values()) or any(self.years))

    @property
    def order(self) -> str:
        """Return the order of the results: that chosen, else the one that fits what is sought."""
        return self.sort or ("relevance" if self.words else "nearest" if self.near else "name")

    def values(self, facet: str) -> tuple[str, ...]:
        """Return what was chosen of a facet."""
        return self.chosen.get(facet, ())

    def with_values(self, facet: str, values: Iterable[str]) -> SearchAddress:
        """Return the same search with other values of a facet, from its first page on."""
        chosen = {**self.chosen, facet: tuple(dict.fromkeys(values))}
        near = self.near if chosen.get("place") else ""
        return replace(self, chosen=chosen, near=near, page=1)

    def slug(self, base_iri: str) -> str:
        """Return a few plain words that name the search, for a file."""
        parts = [
            self.words,
            *(short_name(value, base_iri) for each in self.chosen.values() for value in each),
        ]
        parts += [str(year) for year in self.years if year]
        plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
        return _UNPLAIN.sub("-", plain).strip("-")[:_SLUG_LETTERS].rstrip("-") or "tout"

    def parameters(self, base_iri: str) -> list[tuple[str, str]]:
        """Return the parameters of the address, in a fixed order."""
        found = [("q", self.words)]
        for facet in FACETS:
            found += [(facet, short_name(each, base_iri)) for each in self.values(facet)]
        first, last = self.years
        found += [
            ("where", self.where),
            ("near", self.near),
            ("from", str(first or "")),
            ("to", str(last or "")),
            ("sort", self.sort),
        ]
        found += [("view", self.view if self.view != VIEWS[0] else "")]
        found += [("page", str(self.page) if self.page > 1 else "")]
        return [each for each in found if each[1]]


def read_search(parameters: QueryParameters, base_iri: str) -> SearchAddress:
    """Read the address of a search; what cannot be is left out."""
    chosen = {facet: _values(parameters, facet, base_iri) for facet in FACETS}
    near, sort, view = (parameters.get(each, "") for each in ("near", "sort", "view"))
    return SearchAddress(
        words=_typed(parameters, "q"),
        where=_typed(parameters, "where"),
        chosen={facet: values for facet, values in chosen.items() if values},
        near=near if near in NEARNESS and chosen["place"] else "",
        years=(_whole(parameters.get("from", "")), _whole(parameters.get("to", ""))),
        sort=sort if sort in SORTS else "",
        view=view if view in VIEWS else VIEWS[0],
        page=min(_whole(parameters.get("page", "")) or 1, _MOST_PAGES),
    )


def short_name(value: str, base_iri: str) -> str:
    """Write a value as addresses have it: the end of an IRI of ours, anything else whole."""
    return value.removeprefix(f"{base_iri}/id/")


def _values(parameters: QueryParameters, facet: str, base_iri: str) -> tuple[str, ...]:
    written = [each for each in parameters.getlist(facet) if each and len(each) <= _LONGEST_IRI][
        :_MOST_VALUES
    ]
    if facet not in OF_THINGS:
        return tuple(dict.fromkeys(written))
    return tuple(dict.fromkeys(each if ":" in each else f"{base_iri}/id/{each}" for each in written))


def _typed(parameters: QueryParameters, name: str) -> str:
    """Return what was typed, its spaces made one, cut where it is very long."""
    return " ".join(parameters.get(name, "")[: 2 * _MOST_LETTERS].split())[:_MOST_LETTERS]


def _whole(text: str) -> int | None:
    """Return a year or a page number; None for anything else, whatever digits the world has."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < len("10000") else 0
    return number if number in _YEARS else None
