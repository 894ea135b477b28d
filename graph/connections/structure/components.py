"""Find the connected components of a network: initiatives that chains of links join."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from graph.connections.structure.initiative_graph import InitiativeGraph


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of two initiatives or more, by size, the largest first, then by the first member.

    Attributes:
        of: int64[nodes]. The group of each node, from 0; -1 in none.
        sizes: int64[groups]. Initiatives.
    """

    of: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the groups."""
        return len(self.sizes)

    def members(self, initiative_count: int, group_count: int, most: int) -> list[NDArray[np.int64]]:
        """Return the first initiatives of each of the first groups."""
        rows = np.flatnonzero((self.of[:initiative_count] >= 0) & (self.of[:initiative_count] < group_count))
        order = rows[np.argsort(self.of[rows], kind="stable")]
        starts = np.searchsorted(self.of[order], np.arange(min(group_count, len(self)) + 1))
        return [order[low : min(high, low + most)] for low, high in pairwise(starts)]


def grouped(labels: NDArray[np.int64], initiative_count: int) -> Groups:
    """Order groups, whatever numbers they had; those of fewer than two initiatives are dropped.

    Args:
        labels: Of each node; initiatives come first.
    """
    mine = labels[:initiative_count]
    distinct, firsts, counts = np.unique(mine, return_index=True, return_counts=True)
    order = np.lexsort((firsts, -counts))
    order = order[counts[order] > 1]
    number = np.full(int(labels.max(initial=-1)) + 1, -1, np.int64)
    number[distinct[order]] = np.arange(len(order))
    return Groups(number[labels], counts[order].astype(np.int64))


def find_components(graph: InitiativeGraph) -> tuple[Groups, NDArray[np.int64]]:
    """Find the components, and one node of each, also of those of a single node."""
    labels = connected_components(graph.matrix(), directed=False)[1].astype(np.int64)
    return grouped(labels, graph.initiative_count), np.unique(labels, return_index=True)[1].astype(np.int64)
