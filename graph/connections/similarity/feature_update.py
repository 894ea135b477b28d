"""Update the feature matrix after a change: only initiatives that the change may concern are read again.

The arrays are the same as if all had been read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.incremental_update import GONE, Edited
from graph.connections.network.relations import Relation
from graph.connections.network.sorted_arrays import distinct
from graph.connections.network.thing_kinds import is_initiative
from graph.connections.similarity.features import FeatureMatrix, column_key, entries_of

_KEY = 31
_ANSWERING = ((Relation.BROADER, Relation.ANSWERS_NEED), (Relation.WITHIN, Relation.ON_TERRITORY))


@dataclass(frozen=True, slots=True, eq=False)
class UpdatedFeatures:
    """The features after a change.

    Attributes:
        moved: int64[rows before]. Where each row went, `GONE` where it left.
        fresh: bool[rows]. The rows that were read again.
        columns: int64[columns before]. Where each column went.
    """

    features: FeatureMatrix
    moved: NDArray[np.int64]
    fresh: NDArray[np.bool_]
    columns: NDArray[np.int64]


def update_features(before: Network, features: FeatureMatrix, edited: Edited) -> UpdatedFeatures:
    """Compute the features of the edited network."""
    network = edited.network
    initiatives = network.initiatives()
    moved = _rows_moved(features, edited, initiatives)
    fresh = np.ones(len(initiatives), np.bool_)
    fresh[moved[moved != GONE]] = False
    reread = {
        int(edited.moved[each]) for thing in edited.touched_before for each in _sharing(before, thing)
    } - {GONE}
    reread |= {each for thing in edited.touched_after for each in _sharing(network, thing)}
    rows = np.searchsorted(initiatives, sorted(reread))
    known = np.array([is_initiative(int(network.kinds[each])) for each in sorted(reread)], np.bool_)
    fresh[rows[known] if len(rows) else rows] = True
    chosen = np.flatnonzero(fresh)
    entries = entries_of(network, initiatives[chosen])
    return _merged(features, edited, initiatives, moved, fresh, entries)


def _rows_moved(features: FeatureMatrix, edited: Edited, initiatives: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return where each row goes; an initiative that is none any more leaves too."""
    places = edited.moved[features.initiatives]
    rows = np.searchsorted(initiatives, places)
    rows[rows == len(initiatives)] = 0
    is_there = initiatives[rows] == places if len(initiatives) else np.zeros(len(places), np.bool_)
    return np.where(is_there & (places != GONE), rows, GONE)


def _sharing(network: Network, thing: int) -> set[int]:
    """Return the initiatives whose features may depend on what is stated of one thing."""
    found = {thing} if is_initiative(int(network.kinds[thing])) else set()
    found.update(network.of(thing, Relation.LEARNED_FROM).tolist())
    for above, answering in _ANSWERING:
        for each in _below(network, thing, above):
            found.update(network.of(each, answering, backwards=True).tolist())
    return found


def _below(network: Network, thing: int, relation: Relation) -> set[int]:
    found, pending = {thing}, [thing]
    while pending:
        fresh = set(network.of(pending.pop(), relation, backwards=True).tolist()) - found
        found |= fresh
        pending += fresh
    return found


def _merged(
    features: FeatureMatrix,
    edited: Edited,
    initiatives: NDArray[np.int32],
    moved: NDArray[np.int64],
    fresh: NDArray[np.bool_],
    entries: NDArray[np.int64],
) -> UpdatedFeatures:
    """Combine the rows that were kept with those that were read again."""
    chosen, rows = np.flatnonzero(fresh), np.flatnonzero(moved != GONE)
    rows = rows[~fresh[moved[rows]]]
    lengths = np.zeros(len(initiatives), np.int64)
    lengths[moved[rows]] = np.diff(features.starts)[rows]
    lengths[chosen] = np.bincount(entries >> (_KEY + 1), minlength=len(chosen))
    starts = np.zeros(len(initiatives) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    is_kept = np.zeros(len(features), np.bool_)
    is_kept[rows] = True
    kept = np.repeat(is_kept, np.diff(features.starts))
    counts = np.bincount(features.columns[kept], minlength=len(features.keys))
    keys_before = column_key(features.rules(), edited.moved[features.things()])
    keys_read = entries >> 1 & ((1 << _KEY) - 1)
    keys = distinct(np.concatenate((keys_before[counts > 0], keys_read)))
    places = np.searchsorted(keys, keys_before)
    places[places == len(keys)] = 0
    still = keys[places] == keys_before if len(keys) else np.zeros(len(places), np.bool_)
    columns = np.empty(starts[-1], np.int32)
    has = np.empty(starts[-1], np.bool_)
    is_read = np.repeat(fresh, lengths)
    columns[is_read], has[is_read] = np.searchsorted(keys, keys_read), entries & 1 == 0
    columns[~is_read], has[~is_read] = places[features.columns[kept]], features.has[kept]
    merged = FeatureMatrix(initiatives, starts, columns, has, keys)
    return UpdatedFeatures(merged, moved, fresh, np.where(still, places, GONE))
