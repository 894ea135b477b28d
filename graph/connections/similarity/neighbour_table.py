"""Compute, for every initiative, the k initiatives that it is most strongly connected to.

The table depends on the network alone; the order of loading and of changes has no influence. `neighbour_update` makes
the same table after a change at a cost that follows the change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.similarity.features import FeatureMatrix, read_features
from graph.connections.similarity.parallel_top_k import search_rows
from graph.connections.similarity.part_of_trees import tie_breaks_of, trees_of
from graph.connections.similarity.rarity_weights import weights
from graph.connections.similarity.top_k import ScoringData, index_columns


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourTable:
    """For each initiative, the k initiatives that it is most strongly connected to.

    Attributes:
        features: Which initiative has which feature; its rows number the initiatives.
        weights: int64[features]. Weight of each column, in ten-thousandths.
        trees: int32[n]. Part-of tree of each initiative; within one tree nothing is connected.
        tie_breaks: uint64[n]. Settles equal scores alike from both ends.
        neighbours: int32[n, k]. Rows of the strongest neighbours, in order; `NOBODY` where there are fewer.
        scores: int64[n, k]. Sum of the weights shared with each neighbour.
    """

    network: Network
    features: FeatureMatrix
    weights: NDArray[np.int64]
    trees: NDArray[np.int32]
    tie_breaks: NDArray[np.uint64]
    neighbours: NDArray[np.int32]
    scores: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Return how many neighbours an initiative may have."""
        return int(self.neighbours.shape[1])

    def field(self) -> ScoringData:
        """Return what scores are computed from."""
        return ScoringData(
            self.features, index_columns(self.features), self.weights, self.trees, self.tie_breaks
        )

    def iri(self, row: int) -> str:
        """Return the IRI of a row's initiative."""
        return self.network.iris[int(self.features.initiatives[row])]


def find_neighbours(network: Network, count: int) -> NeighbourTable:
    """Find the strongest neighbours of every initiative."""
    features = read_features(network)
    trees, tie_breaks = trees_of(network, features.initiatives), tie_breaks_of(network, features.initiatives)
    field = ScoringData(
        features, index_columns(features), weights(features.counts(), len(features)), trees, tie_breaks
    )
    found = search_rows(field, np.arange(len(features)), count) if count else _nobody(len(features))
    return NeighbourTable(network, features, field.weights, trees, tie_breaks, *found)


def _nobody(row_count: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the empty table, where no initiative may have a neighbour."""
    return np.empty((row_count, 0), np.int32), np.empty((row_count, 0), np.int64)
