"""What ties initiatives, as one graph: initiatives and the things that two or more of them share, and stated links.

Two initiatives share a thing as the rules of graph.connections.similarity.features say: one has it, the other has it or falls under it.
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

    places: int32[nodes], where each node stands in the network. initiative_count: so many nodes are initiatives.
    starts: int64[nodes+1], ends: int32[2m]: the neighbours of each node, ascending. weights: int64[2m], rarity in
    units of 1e-4; what all share ties too, and weighs 0.
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
        """Tell of each node whether it is an initiative."""
        return np.arange(len(self)) < self.initiative_count

    def degrees(self) -> NDArray[np.int64]:
        """Count the neighbours of each node."""
        return np.diff(self.starts)

    def matrix(self) -> csr_array:
        """Give the graph as a matrix of ones."""
        ones = np.ones(len(self.ends), np.int8)
        return csr_array((ones, self.ends, self.starts), shape=(len(self), len(self)))


def read_ties(network: Network, bases: FeatureMatrix) -> InitiativeGraph:
    """Draw the graph of what ties initiatives."""
    count = len(bases)
    rows, things, weighed = _shared(bases)
    shared, thing_nodes = np.unique(things, return_inverse=True)
    ones, others, heaviest = _stated(network, bases.initiatives)
    starts = np.concatenate((rows, ones))
    ends = np.concatenate((count + thing_nodes, others))
    data = np.concatenate((weighed, np.full(len(ones), heaviest)))
    size = count + len(shared)
    both = coo_array(
        (np.tile(data, 2), (np.concatenate((starts, ends)), np.concatenate((ends, starts)))),
        shape=(size, size),
    )
    drawn = both.tocsr()  # a thing that two rules give counts twice; neighbours are sorted
    drawn.sort_indices()
    places = np.concatenate((bases.initiatives, shared)).astype(np.int32)
    return InitiativeGraph(
        places,
        count,
        drawn.indptr.astype(np.int64),
        drawn.indices.astype(np.int32),
        drawn.data.astype(np.int64),
    )


def _shared(bases: FeatureMatrix) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give who shares what: rows, places of things, weights; a thing that ties nobody is left out."""
    counts = bases.counts()
    owned = np.bincount(bases.columns[bases.has], minlength=len(counts))
    kept = ((counts > 1) & (owned > 0))[bases.columns]
    columns = bases.columns[kept]
    rows = np.repeat(np.arange(len(bases)), np.diff(bases.starts))[kept]
    return rows, bases.things()[columns], weights(counts, len(bases))[columns]


def _stated(network: Network, initiatives: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Give the initiatives that sources link, each pair once, and what such a link weighs: only two share it."""
    found = [np.empty(0, np.int64)]
    for relation in STATED:
        told = [np.searchsorted(initiatives, each).astype(np.int64) for each in network.pairs(relation)]
        known = [
            initiatives[np.minimum(row, len(initiatives) - 1)] == place if len(initiatives) else row < 0
            for row, place in zip(told, network.pairs(relation), strict=True)
        ]
        both = known[0] & known[1] & (told[0] != told[1])
        low, high = np.minimum(*told)[both], np.maximum(*told)[both]
        found.append(low << 32 | high)
    pairs = np.unique(np.concatenate(found))
    heaviest = int(weights(np.array([2], np.int64), max(2, len(initiatives)))[0])
    return pairs >> 32, pairs & 0xFFFFFFFF, heaviest
