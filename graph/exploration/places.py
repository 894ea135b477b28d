"""Find what surrounds a place: what contains it, what shares that, and how far other places are.

Containment is that of the network; distances are those of the points that are known, or of what lies beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.traversal import above
from graph.search.nearness import Distance
from graph.search.places import Places

KILOMETRES = ("20", "50", "100")


@dataclass(frozen=True, slots=True)
class PlaceSurroundings:
    """A place that was chosen, or several; distances are those from the first.

    Attributes:
        chosen: Their IRIs.
        intercommunalites, departements: The IRIs of those that contain them.
        places: Where territories lie.
    """

    chosen: tuple[str, ...]
    intercommunalites: tuple[str, ...]
    departements: tuple[str, ...]
    places: Places

    def containers(self, near: str) -> tuple[str, ...]:
        """Return the places whose content is near: those chosen, or what contains them."""
        return {"epci": self.intercommunalites, "departement": self.departements}.get(near) or self.chosen

    def within(self, near: str) -> tuple[str, ...] | None:
        """Return the places within so many kilometres; None where nearness is no matter of kilometres."""
        if near not in KILOMETRES:
            return None
        return tuple(iri for iri, km in self.distances().items() if km <= int(near))

    def known_nearness(self) -> tuple[str, ...]:
        """Return the ways of being near that mean something here: "", "epci", "departement", kilometres."""
        kilometres = KILOMETRES if self.places.is_placed(self.chosen[0]) else ()
        epci = ("epci",) if self.intercommunalites and self.intercommunalites != self.chosen else ()
        departement = ("departement",) if self.departements and self.departements != self.chosen else ()
        return ("", *epci, *departement, *kilometres)

    def distances(self) -> Mapping[str, float]:
        """Return the kilometres to other places, by IRI; nothing where it is not known where the place lies."""
        return self.places.distances_from(self.chosen[0])

    def distance(self, others: Iterable[str]) -> Distance | None:
        """Return how far the nearest of some places is, as it may be shown."""
        found = [
            each for other in others if (each := self.places.distance(self.chosen[0], other)) is not None
        ]
        return min(found, default=None)


def surroundings_of(dataset: Dataset, *places: str) -> PlaceSurroundings:
    """Return what surrounds some places.

    Raises:
        NoNetwork, NoSearchIndex: The backend has none.
    """
    network, (index, _) = dataset.network(), dataset.search_index()
    around = containing(network, places)
    kinds = {iri: card.kind for iri, card in index.cards(sorted(around)).items()}
    by_kind = {kind: tuple(sorted(each for each in kinds if kinds[each] == kind)) for kind in kinds.values()}
    return PlaceSurroundings(places, by_kind.get("epci", ()), by_kind.get("departement", ()), index.places)


def containing(network: Network, iris: Iterable[str]) -> set[str]:
    """Return the IRIs of some places and of all that contains them; of those that the network knows."""
    found = sorted({place for each in iris if (place := network.iris.find(each)) is not None})
    start = np.array(found, np.int64)
    _, reached = above(network, (np.zeros(len(start), np.int64), start), Relation.WITHIN)
    return {network.iris[each] for each in reached.tolist()}
