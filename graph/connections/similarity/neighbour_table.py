"""Where every initiative stands: what it shares, how much that weighs, and its strongest connections.

In: a network and how many connections each initiative may have. Out: `NeighbourTable`, the same whatever came before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.similarity.features import FeatureMatrix, read_bases
from graph.connections.similarity.parallel_top_k import search_rows
from graph.connections.similarity.part_of_trees import ties_of, trees_of
from graph.connections.similarity.rarity_weights import weights
from graph.connections.similarity.top_k import ScoringData, lists_of


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourTable:
    """The connections of one network.

    weights: int64[columns], what each column of the bases weighs. trees, ties: see graph.connections.similarity.part_of_trees.
    best: int32[n, k], rows of the strongest connections of each row, the strongest first, `NOBODY` where there are
    fewer. scores: int64[n, k], how strong.
    """

    network: Network
    bases: FeatureMatrix
    weights: NDArray[np.int64]
    trees: NDArray[np.int32]
    ties: NDArray[np.uint64]
    best: NDArray[np.int32]
    scores: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Tell how many connections an initiative may have."""
        return int(self.best.shape[1])

    def field(self) -> ScoringData:
        """Give what scores are computed from."""
        return ScoringData(self.bases, lists_of(self.bases), self.weights, self.trees, self.ties)

    def iri(self, row: int) -> str:
        """Name the initiative of a row."""
        return self.network.iris[int(self.bases.initiatives[row])]


def stand(network: Network, count: int) -> NeighbourTable:
    """Find the strongest connections of every initiative."""
    bases = read_bases(network)
    trees, ties = trees_of(network, bases.initiatives), ties_of(network, bases.initiatives)
    field = ScoringData(bases, lists_of(bases), weights(bases.counts(), len(bases)), trees, ties)
    found = search_rows(field, np.arange(len(bases)), count) if count else _nobody(len(bases))
    return NeighbourTable(network, bases, field.weights, trees, ties, *found)


def _nobody(row_count: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the empty table, where no initiative may have a connection."""
    return np.empty((row_count, 0), np.int32), np.empty((row_count, 0), np.int64)
