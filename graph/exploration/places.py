"""Say what surrounds a place: what contains it, what shares that, and how far other places are.

Containment is that of the network; distances are those of the points that are known, or of what lies beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation

KILOMETRES = ("20", "50", "100")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A place that was chosen, or several.

    Attributes:
        places: Their IRIs.
        intercommunalites, departements: The IRIs of those that contain them.
    """

    places: tuple[str, ...]
    intercommunalites: tuple[str, ...]
    departements: tuple[str, ...]

    def around(self, near: str) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
        """Return what counts as near: places that contain it, or, by distance, the places themselves, nearest first."""
        wider = {"epci": self.intercommunalites, "departement": self.departements}.get(near, ())
        return wider or self.places, None

    def known_nearness(self) -> tuple[str, ...]:
        """Return the ways of being near that mean something here: "", "epci", "departement", kilometres."""
        own = {"": True, "epci": self.intercommunalites, "departement": self.departements}
        return tuple(near for near, found in own.items() if found)

    def nearest_first(self) -> tuple[str, ...] | None:
        """Return all places whose distance is known, nearest first; None where none is."""
        return None

    def distances(self) -> Mapping[str, float]:
        """Return the kilometres to other places, by IRI."""
        return {}


def surroundings_of(dataset: Dataset, *places: str) -> Surroundings:
    """Return what surrounds some places.

    Raises:
        NoNetwork, NoSearchIndex: The backend has none.
    """
    network = dataset.network()
    above = {iri for each in places for iri in _above(network, each)}
    kinds = {iri: card.kind for iri, card in dataset.search_index()[0].cards(sorted(above)).items()}
    by_kind = {kind: tuple(sorted(each for each in kinds if kinds[each] == kind)) for kind in kinds.values()}
    return Surroundings(places, by_kind.get("epci", ()), by_kind.get("departement", ()))


def _above(network: Network, iri: str) -> set[str]:
    """Return the IRIs of what contains a place, however far; loops come to an end."""
    start = network.iris.find(iri)
    if start is None:
        return set()
    reached, waiting = {start}, [start]
    while waiting:
        for each in network.of(waiting.pop(), Relation.WITHIN).tolist():
            if each not in reached:
                reached.add(each)
                waiting.append(each)
    return {network.iris[each] for each in reached}
