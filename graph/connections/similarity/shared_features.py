"""Compute what two initiatives share, rule by rule, for the pairs that are published: each share is a connection.

Pairs are processed in batches, so that memory stays bounded for large networks.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.rules import Rule, Share
from graph.connections.similarity.top_k import NOBODY

_BLOCK = 20_000  # pairs in one batch


def published_pairs(table: NeighbourTable) -> NDArray[np.int64]:
    """Return the connected pairs of rows: one is among the strongest of the other; int64[p, 2], ascending."""
    rows = np.repeat(np.arange(len(table.neighbours), dtype=np.int64), table.count)
    ends = table.neighbours.ravel().astype(np.int64)
    rows, ends = rows[ends != NOBODY], ends[ends != NOBODY]
    keys = np.sort(np.minimum(rows, ends) << 32 | np.maximum(rows, ends))
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return np.column_stack((keys >> 32, keys & 0xFFFFFFFF))


def shares(table: NeighbourTable, pairs: NDArray[np.int64]) -> Iterator[Share]:
    """Yield what each pair shares, one share for each rule."""
    weights = table.weights
    rules, things = table.features.rules(), table.features.things()
    iris = table.network.iris
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        places, columns = _common(table.features, block)
        kept = weights[columns] > 0
        places, columns = places[kept], columns[kept]
        groups = np.flatnonzero(np.diff(places * len(Rule) + rules[columns], prepend=-1))
        for low, high in zip(groups.tolist(), [*groups[1:].tolist(), len(columns)], strict=True):
            one, other = block[places[low]].tolist()
            group = columns[low:high]
            yield Share(
                first=table.iri(one),
                second=table.iri(other),
                rule=Rule(rules[group[0]]),
                weight=int(weights[group].sum()),
                bases=tuple(iris[int(each)] for each in things[group]),
            )


def _common(features: FeatureMatrix, pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the columns that the rows of each pair share: one has it, the other has it or falls under it.

    Returns:
        Place of the pair, and column; ascending.
    """
    one = _entries(features, pairs[:, 0])
    other = _entries(features, pairs[:, 1])
    common, here, there = np.intersect1d(one[0], other[0], assume_unique=True, return_indices=True)
    common = common[one[1][here] | other[1][there]]
    return common >> 32, (common & 0xFFFFFFFF).astype(np.int32)


def _entries(features: FeatureMatrix, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    counts = features.starts[rows + 1] - features.starts[rows]
    shift = features.starts[rows] - np.cumsum(counts) + counts
    flat = np.repeat(shift, counts) + np.arange(counts.sum())
    places = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
    return places << 32 | features.columns[flat], features.has[flat]
