"""Find what a page shows of a territory: how much happens there, some of it by name, and the list of all of it.

Numbers are counted in the network; where an engine elsewhere has none, in a small one made of all that three queries give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.connections.network.builder import network_of
from graph.connections.network.sorted_arrays import distinct
from graph.connections.network.thing_kinds import INITIATIVES, Kind
from graph.connections.network.traversal import Pairs
from graph.errors import NoNetwork
from graph.exploration.territories import Things, activity_of, count_by_kind, find_territory
from graph.rdf.terms import NamedNode, Triple
from webapp.localization.kind_labels import KIND_BY_KEY, UNNAMED
from webapp.page_data.descriptions import names_of, triples_of
from webapp.presentation.description import Description
from webapp.presentation.rows.territory import NOTHING, Happening, TerritoryFacts

QUERIES = ("browse/territory_activity", "browse/territory_surroundings", "browse/territory_bodies")
CHAIN = "browse/territory_chain"
_LISTS: Mapping[str, tuple[Kind, ...]] = {"initiative": INITIATIVES} | {
    each.word: (each,) for each in Kind if each.word in KIND_BY_KEY.keys() - UNNAMED - {"initiative"}
}
_MOST, _SHOWN = 100, 24  # things of a row that is whole; of one that is not


def describe_territory(dataset: Dataset, focus: NamedNode) -> TerritoryFacts:
    """Find what happens on a territory and around it."""
    around = Description(triples_of(dataset, CHAIN, {"focus": focus}))
    network = _network_around(dataset, focus, QUERIES)
    place = find_territory(network, focus.value)
    if place is None:
        return TerritoryFacts((), NOTHING, NOTHING, NOTHING, Description(()), around)
    found = activity_of(network, place)
    below, above, elsewhere = (
        _some_of(network, pairs) for pairs in (found.below, found.above, found.elsewhere)
    )
    named = _names(dataset, (below, above, elsewhere))
    return TerritoryFacts(_counts(network, found.within), below, above, elsewhere, named, around)


def within(dataset: Dataset, iri: str, slug: str) -> tuple[str, ...] | None:
    """Return the things of a kind on a territory or within it, in the order of IRIs; None for what is no territory."""
    try:
        focus = NamedNode(iri)
    except ValueError:
        return None
    network = _network_around(dataset, focus, QUERIES[:1]) if slug in _LISTS else None
    if network is None:
        return None
    place = find_territory(network, iri)
    if place is None:
        return None
    things = activity_of(network, place).within
    chosen = things[np.isin(network.kinds[things], _LISTS[slug])]
    return tuple(network.iris[each] for each in chosen.tolist())


def _network_around(dataset: Dataset, focus: NamedNode, queries: Iterable[str]) -> Network:
    try:
        return dataset.network()
    except NoNetwork:
        triples: set[Triple] = set()
        for each in queries:
            triples |= triples_of(dataset, each, {"focus": focus})
        return network_of(triples)


def _counts(network: Network, things: Things) -> tuple[tuple[str, int], ...]:
    """Count things by the lists that hold them; learning circles are initiatives."""
    found = count_by_kind(network, things)
    counted = ((slug, sum(found.get(each, 0) for each in kinds)) for slug, kinds in _LISTS.items())
    return tuple((slug, count) for slug, count in counted if count and slug != Kind.CIRCLE.word)


def _some_of(network: Network, pairs: Pairs) -> Happening:
    """Choose what is shown: all, or the things with most links."""
    ends, things = pairs
    every = distinct(things)
    is_cut = len(every) > _MOST
    chosen = every[np.argsort(-network.degrees()[every], kind="stable")[:_SHOWN]] if is_cut else every
    shown = tuple(
        (network.iris[thing], tuple(network.iris[end] for end in ends[things == thing].tolist()))
        for thing in chosen.tolist()
    )
    if not is_cut:
        return Happening(shown, len(every))
    found, counts = np.unique(ends, return_counts=True)
    busiest = np.argsort(-counts, kind="stable")[:_SHOWN]
    counted = tuple((network.iris[found[each]], int(counts[each])) for each in busiest.tolist())
    return Happening(shown, len(every), counted, has_more=len(found) > len(counted))


def _names(dataset: Dataset, parts: Iterable[Happening]) -> Description:
    nodes = {iri for part in parts for thing, ends in part.things for iri in (thing, *ends)}
    return names_of(dataset, sorted(nodes | {iri for part in parts for iri, _ in part.counts}))
