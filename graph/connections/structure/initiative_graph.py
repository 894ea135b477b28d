"""Build the graph in which structure is found: initiatives, what two or more of them share, and stated links.

Two initiatives share a thing as the rules of `similarity.features` define: one has it, the other has it or falls under
it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from graph.connections.network.adjacency import Ids, Network
from graph.connections.network.relations import Relation
from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.rarity_weights import weights

STATED = (Relation.PART_OF, Relation.EXTENDS, Relation.INSPIRED_BY, Relation.ECHOES)


@dataclass(frozen=True, slots=True, eq=False)
class InitiativeGraph:
    """A graph without loops whose first nodes are the initiatives; the others are what they share.

    Attributes:
        places: int32[nodes]. The place of each node in the network.
        initiative_count: How many nodes are initiatives.
        starts: int64[nodes+1]. Where the neighbours of each node start.
        ends: int32[2m]. The neighbours, ascending.
        weights: int64[2m]. Rarity in units of 1e-4; what all share is an edge too, of weight 0.
    """

    places: Ids
    initiative_count: int
    starts: NDArray[np.int64]
    ends: NDArray[np.int32]
    weights: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the nodes."""
        return len(self.places)

    def is_initiative(self) -> NDArray[np.bool_]:
        """Return of each node whether it is an initiative."""
        return np.arange(len(self)) < self.initiative_count

    def degrees(self) -> NDArray[np.int64]:
        """Count the neighbours of each node."""
        return np.diff(self.starts)

    def matrix(self) -> csr_array:
        """Return the graph as a matrix of ones."""
        ones = np.ones(len(self.ends), np.int8)
        return csr_array((ones, self.ends, self.starts), shape=(len(self), len(self)))


def read_initiative_graph(network: Network, features: FeatureMatrix) -> InitiativeGraph:
    """Build the graph of a network."""
    count = len(features)
    rows, things, weighed = _shared(features)
    shared, thing_nodes = np.unique(things, return_inverse=True)
    ones, others, heaviest = _stated(network, features.initiatives)
    starts = np.concatenate((rows, ones))
    ends = np.concatenate((count + thing_nodes, others))
    data = np.concatenate((weighed, np.full(len(ones), heaviest)))
    size = count + len(shared)
    both = coo_array(
        (np.tile(data, 2), (np.concatenate((starts, ends)), np.concatenate((ends, starts)))),
        shape=(size, size),
    )
    matrix = both.tocsr()  # a thing that two rules give counts twice; neighbours are sorted
    matrix.sort_indices()
    places = np.concatenate((features.initiatives, shared)).astype(np.int32)
    return InitiativeGraph(
        places,
        count,
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.int64),
    )


def _shared(features: FeatureMatrix) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return who shares what: rows, places of things, weights; without things that connect nobody."""
    counts = features.counts()
    owned = np.bincount(features.columns[features.has], minlength=len(counts))
    kept = ((counts > 1) & (owned > 0))[features.columns]
    columns = features.columns[kept]
    rows = np.repeat(np.arange(len(features)), np.diff(features.starts))[kept]
    return rows, features.things()[columns], weights(counts, len(features))[columns]


def _stated(network: Network, initiatives: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the initiatives that sources link, each pair once, and the weight of such a link: only two share it."""
    found = [np.empty(0, np.int64)]
    for relation in STATED:
        rows = [np.searchsorted(initiatives, each).astype(np.int64) for each in network.pairs(relation)]
        known = [
            initiatives[np.minimum(row, len(initiatives) - 1)] == place if len(initiatives) else row < 0
            for row, place in zip(rows, network.pairs(relation), strict=True)
        ]
        both = known[0] & known[1] & (rows[0] != rows[1])
        low, high = np.minimum(*rows)[both], np.maximum(*rows)[both]
        found.append(low << 32 | high)
    pairs = np.unique(np.concatenate(found))
    heaviest = int(weights(np.array([2], np.int64), max(2, len(initiatives)))[0])
    return pairs >> 32, pairs & 0xFFFFFFFF, heaviest
