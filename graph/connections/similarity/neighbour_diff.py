"""Compare the connections that two neighbour tables publish: the shares that go and come, in batches.

A derivation publishes only this difference, so that its cost follows the change, not the network.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.incremental_update import GONE
from graph.connections.network.sorted_arrays import distinct, is_among
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.rules import Share
from graph.connections.similarity.shared_features import published_pairs, shares

_BLOCK = 20_000  # pairs looked at together


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourDiff:
    """The pairs whose connections may differ. A pair may be there several times, whichever row comes first.

    Attributes:
        moved: int64[rows before]. The row after, or `GONE`.
        was: int64[p, 2]. Rows of the table before.
        will: int64[q, 2]. Rows of the table after.
    """

    before: NeighbourTable
    after: NeighbourTable
    moved: NDArray[np.int64]
    was: NDArray[np.int64]
    will: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the pairs to compare."""
        return len(self.was) + len(self.will)

    def changes(self) -> tuple[frozenset[Share], frozenset[Share]]:
        """Return all shares that go, and all that come."""
        blocks = list(self.blocks())
        gone, come = (frozenset().union(*(block[each] for block in blocks)) for each in (0, 1))
        return gone, come

    def blocks(self) -> Iterator[tuple[frozenset[Share], frozenset[Share]]]:
        """Yield the shares that go and come, batch by batch; both of a pair are in one batch."""
        was, will = distinct(_keys(self.was)), distinct(_keys(self.will))
        ends = np.append(self.moved, GONE)[_rows(was)]
        is_left = (ends == GONE).any(axis=1)
        seen = np.where(is_left, -1 - was, _keys(ends))  # as `will` names pairs; one that left comes first
        order = np.argsort(seen)
        was, seen = was[order], seen[order]
        bounds = np.append(distinct(np.concatenate((seen, will)))[::_BLOCK], np.iinfo(np.int64).max)
        for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            old = was[slice(*np.searchsorted(seen, (low, high)))]
            new = will[slice(*np.searchsorted(will, (low, high)))]
            gone, come = set(_shares(self.before, old)), set(_shares(self.after, new))
            yield frozenset(gone - come), frozenset(come - gone)


def compare_tables(before: NeighbourTable, after: NeighbourTable) -> NeighbourDiff:
    """Compare two tables of which nothing else is known: every published pair of either is compared."""
    places = {iri: row for row, iri in enumerate(_names(after))}
    moved = np.fromiter((places.get(each, GONE) for each in _names(before)), np.int64, len(before.features))
    return NeighbourDiff(before, after, moved, published_pairs(before), published_pairs(after))


def _names(table: NeighbourTable) -> Iterator[bytes]:
    return (table.network.iris.encoded(each) for each in table.features.initiatives.tolist())


def are_among(pairs: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which pairs are among others, whichever row comes first."""
    return is_among(_keys(pairs), np.sort(_keys(others)))


def _keys(pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = pairs.min(axis=1) << 32 | pairs.max(axis=1)
    return keys


def _rows(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.column_stack((keys >> 32, keys & 0xFFFFFFFF))


def _shares(table: NeighbourTable, keys: NDArray[np.int64]) -> Iterator[Share]:
    return shares(table, _rows(np.sort(keys)))
