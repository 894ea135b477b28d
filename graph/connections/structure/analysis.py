"""Analyse the structure of a network, the same whatever the order of loading.

A derivation runs this after commits; `tables` and `cache` write what it finds.
"""

from __future__ import annotations

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import ACTORS, Kind
from graph.connections.similarity.features import FeatureMatrix, read_features
from graph.connections.structure.articulation_points import find_cuts
from graph.connections.structure.communities import MARKING, find_communities, traits_of
from graph.connections.structure.components import Groups, find_components
from graph.connections.structure.initiative_graph import InitiativeGraph, read_initiative_graph
from graph.connections.structure.model import (
    LISTED,
    NAMED,
    Bridge,
    CentralActor,
    Community,
    Component,
    Listing,
    Membership,
    Structure,
    Trait,
    UnansweredNeed,
    UntakenLesson,
)
from graph.connections.structure.pagerank import ranks
from graph.connections.structure.unanswered_needs import unanswered_needs, untaken_lessons


def structure_of(network: Network, listed: int | None = LISTED) -> Structure:
    """Analyse the structure of a network.

    Args:
        listed: Rows of each listing at most; None for all.
    """
    reading = _Reading(network, listed)
    return Structure(
        isolated_count=int(len(reading.features) - reading.components.sizes.sum()),
        components=reading.component_listing(),
        bridges=reading.bridge_listing(),
        communities=reading.community_listing(),
        actors=reading.actor_listing(),
        needs=reading.need_listing(),
        lessons=reading.lesson_listing(),
        initiatives=reading.initiative_listing(),
    )


class _Reading:
    """The arrays from which the listings of one network are made."""

    def __init__(self, network: Network, listed: int | None) -> None:
        self._network = network
        self._listed = len(network) if listed is None else listed
        self.features: FeatureMatrix = read_features(network)
        self._graph: InitiativeGraph = read_initiative_graph(network, self.features)
        self.components, self._roots = find_components(self._graph)
        self._communities = find_communities(self._graph)

    def component_listing(self) -> Listing[Component]:
        groups, graph = self.components, self._graph
        things = groups.of[graph.initiative_count :]
        counts = np.bincount(things[things >= 0], minlength=len(groups))
        members = self._members(groups)
        return Listing(
            len(groups),
            tuple(
                Component(number, int(groups.sizes[number - 1]), int(counts[number - 1]), names)
                for number, names in enumerate(members, start=1)
            ),
        )

    def bridge_listing(self) -> Listing[Bridge]:
        cuts = find_cuts(self._graph, self._roots)
        pairs = cuts.pair_counts()
        return Listing(
            len(pairs),
            tuple(
                Bridge(
                    *self._thing(self._graph.places[cuts.nodes[each]]),
                    pair_count=int(pairs[each]),
                    part_count=int(cuts.starts[each + 1] - cuts.starts[each]),
                    parts=tuple(cuts.sizes[cuts.starts[each] : cuts.starts[each + 1]][:NAMED].tolist()),
                )
                for each in np.argsort(-pairs, kind="stable")[: self._listed].tolist()
            ),
        )

    def community_listing(self) -> Listing[Community]:
        groups = self._communities
        marks = self._marks(groups)
        return Listing(
            len(groups),
            tuple(
                Community(
                    number,
                    int(groups.sizes[number - 1]),
                    members=names,
                    **{field: marks.get((number - 1, rule), ()) for rule, field in MARKING.items()},
                )
                for number, names in enumerate(self._members(groups), start=1)
            ),
        )

    def _marks(self, groups: Groups) -> dict[tuple[int, int], tuple[Trait, ...]]:
        traits = traits_of(groups, self.features)
        rows = zip(
            *(each.tolist() for each in (traits.groups, traits.rules, traits.things)),
            traits.counts.tolist(),
            traits.totals.tolist(),
            strict=True,
        )
        shown = (row for row in rows if row[0] < self._listed)
        return {
            key: tuple(Trait(self._network.iris[thing], count, total) for _, _, thing, count, total in family)
            for key, family in groupby(shown, lambda row: (row[0], row[1]))
        }

    def actor_listing(self) -> Listing[CentralActor]:
        graph = self._graph
        actors = np.flatnonzero(np.isin(self._network.kinds[graph.places], ACTORS))
        rank = ranks(graph)[actors]
        counts = graph.degrees()[actors]
        order = np.lexsort((actors, -counts, -rank))[: self._listed]
        return Listing(
            len(actors),
            tuple(
                CentralActor(
                    *self._thing(graph.places[actors[each]]),
                    initiative_count=int(counts[each]),
                    rank=float(rank[each]),
                )
                for each in order.tolist()
            ),
        )

    def need_listing(self) -> Listing[UnansweredNeed]:
        found = unanswered_needs(self._network, self.features)
        changes = (np.diff(found.needs, prepend=-1) != 0) | (np.diff(found.where, prepend=-1) != 0)
        starts = np.append(np.flatnonzero(changes), len(found.needs))
        order = np.lexsort((starts[:-1], found.counts[starts[:-1]], -np.diff(starts)))
        return Listing(
            len(order),
            tuple(
                UnansweredNeed(
                    self._network.iris[found.needs[starts[each]]],
                    self._network.iris[found.where[starts[each]]],
                    int(found.counts[starts[each]]),
                    self._names(found.expressions[starts[each] : starts[each + 1]]),
                )
                for each in order[: self._listed].tolist()
            ),
        )

    def lesson_listing(self) -> Listing[UntakenLesson]:
        network = self._network
        found = untaken_lessons(network, self.features)
        return Listing(
            len(found),
            tuple(
                UntakenLesson(
                    network.iris[each],
                    self._names(network.of(each, Relation.POINTS_TO_NEED)),
                    self._names(network.of(each, Relation.LEARNED_FROM)),
                )
                for each in found[: self._listed].tolist()
            ),
        )

    def initiative_listing(self) -> Listing[Membership]:
        count = self._graph.initiative_count
        numbers = (self.components.of[:count] + 1, self._communities.of[:count] + 1)
        listed = slice(0, self._listed)
        rows = zip(
            self._names(self._graph.places[:count][listed]),
            *(each[listed].tolist() for each in numbers),
            strict=True,
        )
        return Listing(count, tuple(Membership(*row) for row in rows))

    def _members(self, groups: Groups) -> list[tuple[str, ...]]:
        rows = groups.members(self._graph.initiative_count, self._listed, NAMED)
        return [self._names(self._graph.places[each]) for each in rows]

    def _names(self, places: NDArray[np.integer]) -> tuple[str, ...]:
        return tuple(self._network.iris[each] for each in places.tolist())

    def _thing(self, place: int) -> tuple[str, Kind]:
        return self._network.iris[place], Kind(self._network.kinds[place])
