"""Search the strongest neighbours of an initiative exactly, without scoring every pair.

Its features are opened from the heaviest to the lightest. Once the rest cannot lift a new row among the strongest, only
the scores of the rows already seen are completed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from graph.connections.similarity.features import FeatureMatrix

NOBODY = -1
_LONG = 256  # rows; before a longer list is opened, the search checks whether it may stop
_HEAD = 2048  # rows seen first from which that is judged


@dataclass(frozen=True, slots=True, eq=False)
class FeatureIndex:
    """For each column, the rows that have it or fall under it, and those that have it; ascending."""

    starts: NDArray[np.int32]
    rows: NDArray[np.int32]
    own_starts: NDArray[np.int32]
    own_rows: NDArray[np.int32]

    def of(self, column: int, *, has: bool) -> NDArray[np.int32]:
        """Return the rows that share a column with a row that has it, or with one that only falls under it."""
        if has:
            return self.rows[self.starts[column] : self.starts[column + 1]]
        return self.own_rows[self.own_starts[column] : self.own_starts[column + 1]]

    def are_shared(self, columns: NDArray[np.int32], has: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return of the columns of a row whether another row shares them."""
        owned = self.own_starts[columns + 1] - self.own_starts[columns]
        sharing = self.starts[columns + 1] - self.starts[columns]
        shared: NDArray[np.bool_] = np.where(has, sharing > 1, owned > 0)
        return shared


def index_columns(features: FeatureMatrix) -> FeatureIndex:
    """Index the rows of the matrix by column."""
    shape = len(features), len(features.keys)
    matrix = csr_array((features.has, features.columns, features.starts), shape=shape).tocsc()
    before = np.zeros(len(matrix.data) + 1, np.int32)
    np.cumsum(matrix.data, out=before[1:])
    return FeatureIndex(matrix.indptr, matrix.indices, before[matrix.indptr], matrix.indices[matrix.data])


@dataclass(frozen=True, slots=True, eq=False)
class ScoringData:
    """All that scores depend on.

    Attributes:
        weights: int64[columns].
        trees: int32[rows]. Two rows of one tree are never connected.
        tie_breaks: uint64[rows]. Settles equal scores.
    """

    features: FeatureMatrix
    index: FeatureIndex
    weights: NDArray[np.int64]
    trees: NDArray[np.int32]
    tie_breaks: NDArray[np.uint64]

    def opened(self, row: int) -> tuple[list[int], list[bool], NDArray[np.int64]]:
        """Return the columns that a row shares, the heaviest first, whether it has each, and their weights above 0."""
        place = slice(self.features.starts[row], self.features.starts[row + 1])
        columns, has = self.features.columns[place], self.features.has[place]
        weights = np.where(self.index.are_shared(columns, has), self.weights[columns], 0)
        order = np.argsort(-weights, kind="stable")
        order = order[: np.count_nonzero(weights)]
        return columns[order].tolist(), has[order].tolist(), weights[order]


class TopKSearch:
    """Finds the strongest neighbours of one row after another; reuses one array for scores."""

    def __init__(self, field: ScoringData, count: int) -> None:
        """Look for `count` connections of each row."""
        self.field = field
        self.count = count
        self._scores = np.zeros(len(field.features), np.int64)

    def strongest(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the rows that are most strongly connected to one, the strongest first, and their scores."""
        columns, has, weights = self.field.opened(row)
        left = np.append(np.cumsum(weights[::-1])[::-1], 0).tolist()
        seen: list[NDArray[np.int32]] = []
        for opened, (column, is_own) in enumerate(zip(columns, has, strict=True)):
            rows = self.field.index.of(column, has=is_own)
            if len(rows) > _LONG and left[0] > 2 * left[opened] and self._bar(row, seen) > left[opened]:
                break
            seen.append(self._add(rows, int(weights[opened])))
        opened = len(seen)
        bar = self._bar(row, seen) - left[opened]
        found = np.concatenate(seen) if seen else np.empty(0, np.int32)
        found = self._others(row, found[self._scores[found] >= bar])
        found = self._complete(found, columns[opened:], has[opened:], weights[opened:])
        neighbours = self._best(row, found)
        scores = self._scores[neighbours]
        self._forget(seen)
        return neighbours, scores

    def scores(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return all rows that are connected to one, in no order, and their scores."""
        seen = [
            self._add(self.field.index.of(column, has=is_own), int(weight))
            for column, is_own, weight in zip(*self.field.opened(row), strict=True)
        ]
        found = self._others(row, np.concatenate(seen)) if seen else np.empty(0, np.int32)
        scores = self._scores[found]
        self._forget(seen)
        return found, scores

    def _add(self, rows: NDArray[np.int32], weight: int) -> NDArray[np.int32]:
        """Add a weight to the scores of a list of rows; return the rows that had none."""
        scores = self._scores[rows]
        self._scores[rows] = scores + weight
        fresh: NDArray[np.int32] = rows[scores == 0]
        return fresh

    def _others(self, row: int, found: NDArray[np.int32]) -> NDArray[np.int32]:
        """Keep the rows that may be connected to one: those of other trees."""
        others: NDArray[np.int32] = found[self.field.trees[found] != self.field.trees[row]]
        return others

    def _bar(self, row: int, seen: list[NDArray[np.int32]]) -> int:
        """Return a score that `count` rows reach already, judged by the first ones seen; 0 while they are too few."""
        head = self._others(row, np.concatenate(seen)[:_HEAD]) if seen else np.empty(0, np.int32)
        if len(head) < self.count:
            return 0
        return int(np.partition(self._scores[head], len(head) - self.count)[len(head) - self.count])

    def _complete(
        self, found: NDArray[np.int32], columns: list[int], has: list[bool], weights: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Complete the scores of rows from the lists not opened; return the rows that may be among the strongest."""
        left = int(weights.sum())
        found = np.sort(self._hopeful(found, left))
        for column, is_own, weight in zip(columns, has, weights.tolist(), strict=True):
            found = self._hopeful(found, left)
            rows = self.field.index.of(column, has=is_own)
            left -= weight
            if len(rows):
                places = np.searchsorted(rows, found)
                places[places == len(rows)] = 0
                self._scores[found[rows[places] == found]] += weight
        return found

    def _hopeful(self, found: NDArray[np.int32], left: int) -> NDArray[np.int32]:
        """Keep, of many rows, those that the remaining weight can lift among the strongest."""
        if len(found) <= max(_LONG, self.count):
            return found
        scores = self._scores[found]
        bar = np.partition(scores, len(found) - self.count)[len(found) - self.count]
        hopeful: NDArray[np.int32] = found[scores + left >= bar]
        return hopeful

    def _best(self, row: int, found: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the strongest of the rows found, equal scores ordered the same from both ends."""
        scores = self._scores[found]
        if len(found) > self.count:
            bar = np.partition(scores, len(found) - self.count)[len(found) - self.count]
            found, scores = found[scores >= bar], scores[scores >= bar]
        tie_breaks = self.field.tie_breaks[found] ^ self.field.tie_breaks[row]
        return found[np.lexsort((found, tie_breaks, -scores))][: self.count]

    def _forget(self, seen: list[NDArray[np.int32]]) -> None:
        for rows in seen:
            self._scores[rows] = 0


def strongest_rows(
    field: ScoringData, rows: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the strongest neighbours of some rows, and their scores."""
    neighbours = np.full((len(rows), count), NOBODY, np.int32)
    scores = np.zeros((len(rows), count), np.int64)
    if count:
        search = TopKSearch(field, count)
        for place, row in enumerate(rows.tolist()):
            found, reached = search.strongest(row)
            neighbours[place, : len(found)], scores[place, : len(found)] = found, reached
    return neighbours, scores
