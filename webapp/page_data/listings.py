"""Read long lists from the network: what is too much to be ordered by name, and what has most links.

IRIs come page by page, in the order of their bytes, or the busiest first with their counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.connections.network.relations import PREDICATES, Relation
from graph.connections.network.sorted_arrays import distinct
from graph.connections.network.thing_kinds import INITIATIVES, Kind
from graph.errors import NoNetwork
from graph.rdf.terms import Term, compact, name
from graph.sparql.named_queries import read_query
from webapp.page_data.descriptions import once_a_snapshot

_RELATIONS = {predicates[0]: relation for relation, predicates in PREDICATES.items()}
_KINDS = {each.word: (each,) for each in Kind} | {"initiative": INITIATIVES}
_BUSIEST, _BUSIEST_ACTORS = "browse/busiest", "browse/busiest_actors"
_CARRYING = (Relation.CARRIED_BY, Relation.INITIATED_BY)


@dataclass(frozen=True, slots=True)
class ListSlice:
    """A stretch of a long list of IRIs, and the length of the whole."""

    iris: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Busiest:
    """What has most links: initiatives, then what initiatives link to, with how many of them do."""

    initiatives: tuple[str, ...]
    needs: tuple[tuple[str, int], ...]
    territories: tuple[tuple[str, int], ...]
    actors: tuple[tuple[str, int], ...]
    territory_count: int


def all_of_kind(dataset: Dataset, slug: str, *, first: int, most: int) -> ListSlice | None:
    """Return the things of a kind from one on; None for a kind that the network does not know.

    Raises: NoNetwork.
    """
    if slug not in _KINDS:
        return None
    network = dataset.network()
    return _slice(network, np.flatnonzero(np.isin(network.kinds, _KINDS[slug])), first, most)


def pointing(dataset: Dataset, iri: str, predicate: str, *, first: int, most: int) -> ListSlice | None:
    """Return the things that point to one by a property, from one on; None where the network does not know either.

    Raises: NoNetwork.
    """
    network, relation = dataset.network(), _RELATIONS.get(compact(predicate) or "")
    place = network.iris.find(iri)
    if place is None or relation is None:
        return None
    return _slice(network, network.of(place, relation, backwards=True), first, most)


def listed(dataset: Dataset, iri: str, reference_counts: Mapping[str, int]) -> frozenset[str]:
    """Return the properties, of those counted, by which `pointing` lists all that points to a thing."""
    try:
        found = {each: pointing(dataset, iri, each, first=0, most=0) for each in reference_counts}
    except NoNetwork:
        return frozenset()
    return frozenset(each for each, roll in found.items() if roll and roll.total == reference_counts[each])


@once_a_snapshot
def busiest(dataset: Dataset, most: int) -> Busiest:
    """Find what has most links; of equals, the first by IRI. Without a network, no initiatives."""
    try:
        network = dataset.network()
    except NoNetwork:
        return _asked(dataset, most)
    initiatives = network.initiatives()
    order = np.argsort(-network.degrees()[initiatives], kind="stable")[:most]
    on_territory = _counts(network, (Relation.ON_TERRITORY,))
    return Busiest(
        tuple(network.iris[each] for each in initiatives[order].tolist()),
        _first(network, _counts(network, (Relation.ANSWERS_NEED,)), most),
        _first(network, on_territory, most),
        _first(network, _counts(network, _CARRYING), most),
        int(np.count_nonzero(on_territory)),
    )


@once_a_snapshot
def link_counts(dataset: Dataset, curie: str) -> Mapping[str, int]:
    """Count the things that point to each thing by a property, the most first, by IRI."""
    return _counted(dataset, _BUSIEST, {"predicate": name(curie)})


@once_a_snapshot
def actor_counts(dataset: Dataset) -> Mapping[str, int]:
    """Count the initiatives that each actor carries or began, the most first, by IRI."""
    return _counted(dataset, _BUSIEST_ACTORS, {})


def _counted(dataset: Dataset, query: str, bindings: Mapping[str, Term]) -> dict[str, int]:
    rows = dataset.rows(read_query(query), bindings)
    found = [(row["thing"].value, int(row["count"].value)) for row in rows]
    return dict(sorted(found, key=lambda each: (-each[1], each[0])))


def _asked(dataset: Dataset, most: int) -> Busiest:
    needs, territories, actors = (
        tuple(each.items())
        for each in (
            link_counts(dataset, "mai:answersNeed"),
            link_counts(dataset, "mai:onTerritory"),
            actor_counts(dataset),
        )
    )
    return Busiest((), needs[:most], territories[:most], actors[:most], len(territories))


def _slice(network: Network, places: NDArray[np.integer], first: int, most: int) -> ListSlice:
    shown = places[first : first + most]
    return ListSlice(tuple(network.iris[each] for each in shown.tolist()), len(places))


def _counts(network: Network, relations: tuple[Relation, ...]) -> NDArray[np.int64]:
    """Count the things that point to each by one of some relations."""
    pairs = [network.pairs(each) for each in relations]
    packed = np.concatenate([ends.astype(np.int64) << 32 | starts for starts, ends in pairs])
    counts: NDArray[np.int64] = np.bincount(distinct(packed) >> 32, minlength=len(network))
    return counts


def _first(network: Network, counts: NDArray[np.int64], most: int) -> tuple[tuple[str, int], ...]:
    order = np.argsort(-counts, kind="stable")[:most]
    return tuple((network.iris[each], int(counts[each])) for each in order.tolist() if counts[each])
