"""Ask the search index what a page of results shows, and name the values that can be chosen besides.

Names come from the index; what the rows of results show besides comes from the dataset. Any of it raises `NoNetwork` or
`NoSearchIndex` where the backend has no index, or none yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf

from graph.backends.protocols import Dataset
from graph.errors import DataDamaged, NoNetwork, NoSearchIndex
from graph.exploration.places import PlaceSurroundings, surroundings_of
from graph.rdf.terms import NamedNode
from graph.search.cards import Card
from graph.search.index import SearchIndex
from graph.search.model import SearchQuestion, SearchResult
from graph.search.nearness import Distance
from webapp.http.search_address import PAGE_SIZE, SearchAddress
from webapp.page_data.descriptions import cards, once_a_snapshot
from webapp.presentation.description import Description
from webapp.presentation.search.shortcuts import ANSWERING
from webapp.presentation.search.views import FoundPlace, FoundThings

NEAR_MISSES = 5  # of a search that finds nothing
_NEWEST = 5  # contributions, on the home page
_NAMESAKES = 4  # that are told above the results
_OFFERED = 12  # of one name
_OUTWARDS = ("", "20", "epci", "50", "departement", "100")  # from a place on
NO_SEARCH = (NoNetwork, NoSearchIndex, DataDamaged)  # a page that can do without a search goes without
MOST_NAMED = 1_000  # things that a query names one by one


@dataclass(frozen=True, slots=True)
class AllFound:
    """All that was found, in the order of the pages.

    Attributes:
        iris: At most as many as were asked for.
        total: How much there is.
        licences: The one licence under which all of it is; none where there are several, or some without.
    """

    iris: tuple[str, ...]
    total: int
    licences: tuple[str, ...]


def find_all(dataset: Dataset, address: SearchAddress, language: str, *, most: int) -> AllFound:
    """Find all that an address asks for, whatever its page."""
    index, _ = dataset.search_index()
    question = question_of(address, language, place_of(dataset, address))
    iris, total = index.all_found(question, most)
    counted = index.values(question, "licence")
    return AllFound(
        iris, total, tuple(each for each, count in counted if len(counted) == 1 and count == total)
    )


def find(dataset: Dataset, address: SearchAddress, language: str, *, most: int | None = None) -> FoundThings:
    """Find what an address asks for: its page of results, or at most so many from there on and no counts around the place."""
    index, number = dataset.search_index()
    place = place_of(dataset, address)
    question = question_of(address, language, place)
    if most is not None:
        question = replace(question, most=most)
    whole = _whole_list(dataset, language) if address == SearchAddress() else None
    result = whole or index.search(question)
    misses: tuple[str, ...] = ()
    if not result.total and address.words:
        alone = SearchQuestion(
            address.words, most=NEAR_MISSES, language=language, distances=question.distances
        )
        misses = index.search(alone).iris
    exact = _of_that_name(index, question) if address.words and address.page == 1 else ()
    named = [value for values in result.counts.values() for value, _ in values]
    named += [value for values in address.chosen.values() for value in values]
    description = cards(dataset, (*result.iris, *misses))
    return FoundThings(
        result=result,
        names=index.cards((*named, *result.iris, *misses)),
        description=description,
        distances=_distances(place, result.iris, description),
        around=_count_around(index, address, place, language) if most is None else {},
        exact=tuple(each for each in exact if len(exact) > 1 or each.iri not in result.iris[:1]),
        near_misses=misses,
        index_number=number,
        credit=index.places.credit,
    )


def _of_that_name(index: SearchIndex, question: SearchQuestion) -> tuple[Card, ...]:
    """Return the best known things of just the name that was typed, those nearest to the place chosen first."""
    named = index.named(question.words, most=_OFFERED)
    if question.distances:
        named = tuple(sorted(named, key=lambda each: question.distances.get(each.iri, inf)))
    return named[:_NAMESAKES]


def _distances(
    place: PlaceSurroundings | None, iris: Iterable[str], description: Description
) -> dict[str, Distance]:
    """Return how far results are from the place chosen, where that is known."""
    if place is None:
        return {}
    spots = {iri: description.nodes(NamedNode(iri), "mai:onTerritory") for iri in iris}
    found = {iri: place.distance(each.value for each in nodes) for iri, nodes in spots.items()}
    return {iri: distance for iri, distance in found.items() if distance is not None}


def find_place(dataset: Dataset, address: SearchAddress, language: str) -> FoundPlace:
    """Find the place that was typed, and how far around it something of what is sought is found."""
    index, _ = dataset.search_index()
    candidates = index.territories(address.where, most=_OFFERED)
    if not candidates or _is_ambiguous(candidates):
        return FoundPlace(None, candidates)
    return FoundPlace(nearest_with_something(dataset, address, candidates[0].iri, language))


def nearest_with_something(
    dataset: Dataset, address: SearchAddress, place: str, language: str
) -> SearchAddress:
    """Return the address with a place chosen, as wide around it as it takes to find something of what is sought."""
    chosen = replace(address, where="").with_values("place", (place,))
    index, _ = dataset.search_index()
    counts = _count_around(index, chosen, place_of(dataset, chosen), language)
    near = next((near for near in _OUTWARDS if counts.get(near)), "")
    return replace(chosen, near=near)


def _is_ambiguous(candidates: tuple[Card, ...]) -> bool:
    """Return whether the likeliest place has namesakes of its own kind."""
    first, *others = candidates
    return any(each.kind == first.kind and each.names == first.names for each in others)


def _count_around(
    index: SearchIndex, address: SearchAddress, place: PlaceSurroundings | None, language: str
) -> dict[str, int]:
    """Count what is found in the place chosen, and at each distance around it that means something there."""
    if place is None:
        return {}
    around = {near: replace(address, near=near, page=1, sort="") for near in place.known_nearness()}
    return {near: index.count(question_of(each, language, place)) for near, each in around.items()}


def question_of(address: SearchAddress, language: str, place: PlaceSurroundings | None) -> SearchQuestion:
    """Return the question that an address puts to the index."""
    chosen = dict(address.chosen)
    near = place.within(address.near) if place is not None else None
    if near is not None:
        del chosen["place"]
    elif place is not None:
        chosen["place"] = place.containers(address.near)
    distances = place.distances() if place is not None else {}
    return SearchQuestion(
        words=address.words,
        chosen=chosen,
        years=address.years,
        near=near,
        distances=distances,
        sort=address.order if address.order != "nearest" or distances else "name",
        language=language,
        first=(address.page - 1) * PAGE_SIZE,
        most=PAGE_SIZE,
    )


@once_a_snapshot
def initiatives_everywhere(dataset: Dataset, language: str) -> tuple[SearchAddress, FoundThings]:
    """Count initiatives by what they could be chosen by, in the whole network."""
    address = SearchAddress(chosen={"kind": ("initiative", "circle")})
    return address, find(dataset, address, language, most=0)


@once_a_snapshot
def newest_contributions(dataset: Dataset, language: str) -> tuple[SearchAddress, FoundThings]:
    """Find the contributions that came last."""
    address = SearchAddress(chosen={"kind": ("contribution",)}, sort="date")
    return address, find(dataset, address, language, most=_NEWEST)


def answers_of(dataset: Dataset, need: str, language: str) -> tuple[SearchAddress, int]:
    """Count who answers a need, narrower needs included; return the search for them."""
    address = SearchAddress(chosen={"need": (need,), "kind": ANSWERING})
    return address, count_found(dataset, address, language)


def count_found(dataset: Dataset, address: SearchAddress, language: str) -> int:
    """Count what an address finds, however near or far."""
    return dataset.search_index()[0].count(question_of(address, language, place_of(dataset, address)))


def needs_in(dataset: Dataset, place: str, language: str) -> tuple[SearchAddress, FoundThings]:
    """Find which needs are answered in a place, and by how many initiatives."""
    address = SearchAddress(chosen={"place": (place,), "kind": ANSWERING})
    return address, find(dataset, address, language, most=0)


def suggest(dataset: Dataset, typed: str, place_iri: str, *, most: int) -> dict[str, tuple[Card, ...]]:
    """Suggest things whose name begins as what was typed, by group of kinds."""
    index, _ = dataset.search_index()
    return index.suggest(
        typed, most=most, distances=index.places.distances_from(place_iri) if place_iri else {}
    )


def place_of(dataset: Dataset, address: SearchAddress) -> PlaceSurroundings | None:
    """Return what surrounds the place that an address has chosen; None without one."""
    places = address.values("place")
    return surroundings_of(dataset, places[0], *places[1:]) if places else None


@once_a_snapshot
def _whole_list(dataset: Dataset, language: str) -> SearchResult:
    """Return the first page of everything: its counts touch each document, and every visitor begins here."""
    return dataset.search_index()[0].search(question_of(SearchAddress(), language, None))
