"""Read which initiative has or falls under which feature, as a sparse matrix.

A feature is a rule and a thing. The arrays are the same whatever the order of loading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Ids, Network
from graph.connections.network.sorted_arrays import distinct
from graph.connections.network.traversal import walk
from graph.connections.similarity.families import INITIATIVE_FAMILY
from graph.connections.similarity.rules import Rule

_RULE = 28  # a column: its rule, then 28 bits of the basis
_ROW = 31  # an entry: its row, then a column
_SHARINGS = {rule: each for rule in Rule for each in INITIATIVE_FAMILY.sharings if each.rule == rule.word}


@dataclass(frozen=True, slots=True, eq=False)
class FeatureMatrix:
    """For each initiative, by row, the columns it has or falls under; a column is a rule and a thing.

    Attributes:
        initiatives: int32[n]. Their places in the network, ascending.
        starts: int64[n+1]. Where each row starts.
        columns: int32[entries]. Ascending in a row.
        has: bool[entries]. Whether the initiative has the feature itself.
        keys: int64[c]. Rule and place of each column, ascending; no column is empty.
    """

    initiatives: Ids
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    has: NDArray[np.bool_]
    keys: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the initiatives."""
        return len(self.initiatives)

    def rules(self) -> NDArray[np.int64]:
        """Return the rule of each column."""
        return self.keys >> _RULE

    def things(self) -> NDArray[np.int64]:
        """Return the place of each column's thing."""
        return self.keys & ((1 << _RULE) - 1)

    def counts(self) -> NDArray[np.int64]:
        """Count, for each column, the initiatives that have it or fall under it."""
        return np.bincount(self.columns, minlength=len(self.keys)).astype(np.int64)


def column_key(rules: NDArray[np.int64], things: NDArray[np.int64]) -> NDArray[np.int64]:
    """Encode rules and things as column keys."""
    return rules << _RULE | things


def read_features(network: Network) -> FeatureMatrix:
    """Read what every initiative has and falls under."""
    initiatives = network.initiatives()
    return composed(initiatives, entries_of(network, initiatives))


def entries_of(network: Network, initiatives: Ids) -> NDArray[np.int64]:
    """Return what initiatives have and fall under as entries, by place among those passed; see `composed`."""
    start = np.arange(len(initiatives), dtype=np.int64), initiatives.astype(np.int64)
    found = []
    for rule in Rule:
        for is_under, paths in enumerate((_SHARINGS[rule].has, _SHARINGS[rule].under)):
            for rows, things in (walk(network, start, each) for each in paths):
                found.append((rows << _ROW | int(rule) << _RULE | things) << 1 | is_under)
    every = distinct(np.concatenate(found))
    entries: NDArray[np.int64] = every[
        np.diff(every >> 1, prepend=-1) != 0
    ]  # of an entry that is both, the first: it has it
    return entries


def composed(initiatives: Ids, entries: NDArray[np.int64]) -> FeatureMatrix:
    """Build the matrix from ascending entries: row, column key and, in the last bit, whether it only falls under it."""
    rows = entries >> (_ROW + 1)
    entry_keys = entries >> 1 & ((1 << _ROW) - 1)
    keys = distinct(entry_keys)
    columns = np.searchsorted(keys, entry_keys)
    starts = np.zeros(len(initiatives) + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=len(initiatives)), out=starts[1:])
    return FeatureMatrix(initiatives, starts, columns.astype(np.int32), entries & 1 == 0, keys)
