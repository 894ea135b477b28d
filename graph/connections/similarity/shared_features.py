"""What two initiatives share, rule by rule, for the pairs that are published: in words a connection each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.rules import Rule, Share
from graph.connections.similarity.top_k import NOBODY

_BLOCK = 20_000  # pairs looked at together


def published_pairs(standing: NeighbourTable) -> NDArray[np.int64]:
    """Give the pairs of rows that are connected: one is among the strongest of the other; int64[p, 2], ascending."""
    rows = np.repeat(np.arange(len(standing.best), dtype=np.int64), standing.count)
    ends = standing.best.ravel().astype(np.int64)
    rows, ends = rows[ends != NOBODY], ends[ends != NOBODY]
    told = np.sort(np.minimum(rows, ends) << 32 | np.maximum(rows, ends))
    told = told[np.diff(told, prepend=-1) != 0]
    return np.column_stack((told >> 32, told & 0xFFFFFFFF))


def shares(standing: NeighbourTable, pairs: NDArray[np.int64]) -> Iterator[Share]:
    """Tell what each pair shares, a share a rule; lazy."""
    weighed = standing.weights
    rules, things = standing.bases.rules(), standing.bases.things()
    iris = standing.network.iris
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        places, columns = _common(standing.bases, block)
        kept = weighed[columns] > 0
        places, columns = places[kept], columns[kept]
        groups = np.flatnonzero(np.diff(places * len(Rule) + rules[columns], prepend=-1))
        for low, high in zip(groups.tolist(), [*groups[1:].tolist(), len(columns)], strict=True):
            one, other = block[places[low]].tolist()
            held = columns[low:high]
            yield Share(
                first=standing.iri(one),
                second=standing.iri(other),
                rule=Rule(rules[held[0]]),
                weight=int(weighed[held].sum()),
                bases=tuple(iris[int(each)] for each in things[held]),
            )


def _common(bases: FeatureMatrix, pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Give the columns that the rows of each pair share: one has it, the other has it or falls under it.

    Returns: the place of the pair, the column; ascending.
    """
    one = _entries(bases, pairs[:, 0])
    other = _entries(bases, pairs[:, 1])
    told, here, there = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    told = told[one[1][here] | other[1][there]]
    return told >> 32, (told & 0xFFFFFFFF).astype(np.int32)


def _entries(bases: FeatureMatrix, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    counts = bases.starts[rows + 1] - bases.starts[rows]
    shift = bases.starts[rows] - np.cumsum(counts) + counts
    flat = np.repeat(shift, counts) + np.arange(counts.sum())
    places = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
    return places << 32 | bases.columns[flat], bases.has[flat]
