"""Compute how central each node is: PageRank over the initiative graph.

Each edge counts alike: by rarity, hubs would come last. The cost grows with the links, so that networks of every size
are measured alike. Betweenness, whose cost grows with nodes times links, is covered in part by `articulation_points`:
the pairs that a thing alone joins.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.connections.structure.initiative_graph import InitiativeGraph

_DAMPING = 0.85
_CLOSE_ENOUGH = 1e-10
_MOST_ROUNDS = 200
_DIGITS = 6  # of a rank of 1 on average: what comes after depends on the machine


def ranks(graph: InitiativeGraph) -> NDArray[np.float64]:
    """Return the PageRank of each node, 1 on average."""
    size = len(graph)
    degrees = graph.degrees()
    share = np.divide(1.0, degrees, out=np.zeros(size), where=degrees > 0)
    steps = graph.matrix().astype(np.float64)  # symmetric: read either way
    rank = np.ones(size)
    for _ in range(_MOST_ROUNDS):
        stranded = rank[degrees == 0].sum()
        following = 1 - _DAMPING + _DAMPING * (steps @ (rank * share) + stranded / max(1, size))
        moved = np.abs(following - rank).sum()
        rank = following
        if moved < _CLOSE_ENOUGH * size:
            break
    return np.round(rank, _DIGITS)
