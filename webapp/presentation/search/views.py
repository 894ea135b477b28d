"""Define what the templates of a search receive, and what the search hands to their presenter.

Each number is that of the list that its link opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.search.cards import Card
from graph.search.model import SearchResult
from graph.search.nearness import Distance
from graph.search.places import Credit
from webapp.http.search_address import SearchAddress
from webapp.presentation.description import Description, Text
from webapp.presentation.search.take_away import TakeAway
from webapp.presentation.view_models import Link


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that can be chosen: how many results it would leave, and where choosing or dropping it leads."""

    link: Link
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet with its values; those past the first few are folded."""

    key: str
    title: str
    values: tuple[FacetValue, ...]
    rest: tuple[FacetValue, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice, and the address without it."""

    title: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A thing that was found: its name, kind, when, where, for which needs, and a sentence."""

    link: Link
    kind: str
    date: str = ""
    places: tuple[Link, ...] = ()
    needs: tuple[Link, ...] = ()
    sentence: Text | None = None
    within: str = ""
    distance: str = ""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of results, and the form that leads to others.

    Attributes:
        words: As typed.
        hidden: Parameters that the form keeps, beside the words.
        total, page, page_count, first, last: What there is, and which stretch of it is shown.
        read_as: Sentences that say what was understood otherwise than typed.
        looser: Links to searches that would find something where this one does not.
    """

    words: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    total: int = 0
    page: int = 1
    page_count: int = 1
    first: int = 0
    last: int = 0
    rows: tuple[ResultRow, ...] = ()
    chips: tuple[Chip, ...] = ()
    clear_href: str = ""
    facets: tuple[FacetView, ...] = ()
    sorts: tuple[FacetValue, ...] = ()
    nearness: tuple[FacetValue, ...] = ()
    views: tuple[FacetValue, ...] = ()
    view: str = "list"
    exact: tuple[Link, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    needed: int = 0
    typed: int = 0
    looser: tuple[Link, ...] = ()
    near_misses: tuple[ResultRow, ...] = ()
    previous_href: str = ""
    next_href: str = ""
    is_everything: bool = False
    index_number: int = 0
    years: tuple[str, str] = ("", "")
    credit: Link | None = None
    taken: TakeAway | None = None


@dataclass(frozen=True, slots=True)
class FoundThings:
    """What a search found, and what names it.

    Attributes:
        result: The IRIs of one page, totals and counts.
        names: The cards of results, of the values of facets and of choices, by IRI.
        description: What the rows of results show.
        distances: How far results are from the place chosen, by IRI, where that is known.
        around: How much is found at each distance from the place chosen; empty without one.
        exact: Things that have just the name or the code typed, for a line of their own.
        near_misses: Where nothing was found: what the words alone would find.
        index_number: The snapshot that the index was made from.
        credit: Whom to name for distances.
    """

    result: SearchResult
    names: Mapping[str, Card]
    description: Description
    distances: Mapping[str, Distance]
    around: Mapping[str, int]
    exact: tuple[Card, ...]
    near_misses: tuple[str, ...]
    index_number: int
    credit: Credit


@dataclass(frozen=True, slots=True)
class PlacesPage:
    """Places that one typed may mean, each leading to the search with it chosen; none where nothing is called so."""

    typed: str
    words: str
    hidden: tuple[tuple[str, str], ...]
    places: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What a place that was typed may mean: the address with it chosen, or several to choose from, or none."""

    address: SearchAddress | None = None
    candidates: tuple[Card, ...] = ()
