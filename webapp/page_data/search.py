"""Ask the search index what a page of results shows, and name the values that can be chosen besides.

Names come from the index; what the rows of results show besides comes from the dataset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.exploration.places import Surroundings, surroundings_of
from graph.search.cards import Card
from graph.search.model import SearchQuestion, SearchResult
from webapp.http.search_address import PAGE_SIZE, SearchAddress
from webapp.page_data.descriptions import cards, once_a_snapshot
from webapp.presentation.description import Description

NEAR_MISSES = 5  # of a search that finds nothing


@dataclass(frozen=True, slots=True)
class FoundThings:
    """What was found, and what names it.

    Attributes:
        result: The IRIs of one page, totals and counts.
        names: The cards of all values of facets and of things mentioned, by IRI.
        description: What the rows of results show.
        place: The place chosen, and what surrounds it; None without one.
        exact: Things that have just the name or the code typed, territories first: for a line of their own.
        near_misses: Where nothing was found: what the words alone would find.
        index_number: The snapshot that the index was made from.
    """

    result: SearchResult
    names: Mapping[str, Card]
    description: Description
    place: Surroundings | None
    exact: tuple[Card, ...]
    near_misses: tuple[str, ...]
    index_number: int


def find(dataset: Dataset, address: SearchAddress, language: str) -> FoundThings:
    """Find what an address asks for.

    Raises:
        NoSearchIndex: There is no index, or none yet.
    """
    index, number = dataset.search_index()
    place = _place(dataset, address)
    question = question_of(address, language, place)
    result = _whole_list(dataset, language) if address.is_empty and not question.first else None
    result = result or index.search(question)
    misses: tuple[str, ...] = ()
    if not result.total and address.words:
        misses = index.search(SearchQuestion(address.words, most=NEAR_MISSES, language=language)).iris
    exact = index.named(address.words, most=4) if address.words and address.page == 1 else ()
    named = [value for values in result.counts.values() for value, _ in values]
    named += [value for values in address.chosen.values() for value in values]
    return FoundThings(
        result,
        index.cards(named),
        cards(dataset, (*result.iris, *misses)),
        place,
        tuple(each for each in exact if len(exact) > 1 or each.iri not in result.iris[:1]),
        misses,
        number,
    )


def question_of(address: SearchAddress, language: str, place: Surroundings | None) -> SearchQuestion:
    """Return the question that an address puts to the index."""
    chosen = {facet: values for facet, values in address.chosen.items() if facet != "place"}
    near = None
    if place is not None:
        around, near = place.around(address.near)
        if near is None:
            chosen["place"] = around
    sort = address.sort or ("relevance" if address.words else "name")
    if sort == "nearest" and place is None:
        sort = "name"
    return SearchQuestion(
        words=address.words,
        chosen=chosen,
        years=address.years,
        near=near if near is not None else place.nearest_first() if place and sort == "nearest" else None,
        distances=place.distances() if place is not None else {},
        sort=sort,
        language=language,
        first=(address.page - 1) * PAGE_SIZE,
        most=PAGE_SIZE,
    )


def suggest(dataset: Dataset, typed: str, place_iri: str, *, most: int) -> dict[str, tuple[Card, ...]]:
    """Suggest things whose name begins as what was typed, by group of kinds.

    Raises:
        NoSearchIndex: There is no index, or none yet.
    """
    index, _ = dataset.search_index()
    place = surroundings_of(dataset, place_iri) if place_iri else None
    return index.suggest(typed, most=most, distances=place.distances() if place is not None else {})


def _place(dataset: Dataset, address: SearchAddress) -> Surroundings | None:
    places = address.values("place")
    return surroundings_of(dataset, places[0], *places[1:]) if places else None


@once_a_snapshot
def _whole_list(dataset: Dataset, language: str) -> SearchResult:
    """Return the first page of everything: its counts touch each document, and every visitor begins here."""
    index, _ = dataset.search_index()
    return index.search(SearchQuestion(sort="name", language=language, most=PAGE_SIZE))
