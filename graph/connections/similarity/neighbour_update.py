"""Update the neighbour table after a change: only rows that the change can have moved are searched again.

A score changes where a feature of either row does, where both share a column whose weight does, or where part-of trees
do. The table is the same as one computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.builder import QuadSource, concerned_things
from graph.connections.network.incremental_update import GONE, Edited, edit
from graph.connections.network.relations import Relation
from graph.connections.similarity.feature_update import UpdatedFeatures, update_features
from graph.connections.similarity.neighbour_diff import NeighbourDiff, are_among
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.parallel_top_k import search_rows
from graph.connections.similarity.part_of_trees import tie_break_of, trees_of
from graph.connections.similarity.rarity_weights import weights
from graph.connections.similarity.shared_features import published_pairs
from graph.connections.similarity.top_k import NOBODY, ScoringData, TopKSearch, index_columns
from graph.rdf.terms import Triple

MANY = 10_000  # searched rows; beyond, all pairs are compared
_UNKNOWN = -2  # stands for a row that left, where `NOBODY` stands for none


@dataclass(frozen=True, slots=True, eq=False)
class TableUpdate:
    """The table after a change, and the pairs that it publishes differently; None where no link changed."""

    table: NeighbourTable
    diff: NeighbourDiff | None


def update_table(
    before: NeighbourTable,
    after: QuadSource,
    changed: Iterable[Triple],
) -> TableUpdate:
    """Compute the table after a change.

    Args:
        after: The default graph after the change.
        changed: The triples that enter or leave it.
    """
    things = set(concerned_things(changed))
    if not things:
        return TableUpdate(before, None)
    edited = edit(before.network, after, things)
    updated = update_features(before.network, before.features, edited)
    step = _step(before, edited, updated)
    field = step.field
    table = NeighbourTable(
        edited.network,
        updated.features,
        field.weights,
        field.trees,
        field.tie_breaks,
        step.neighbours,
        step.scores,
    )
    return TableUpdate(table, _differing(before, table, updated.moved, step))


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """The rows searched again, and why.

    Attributes:
        own: bool[rows]. Rows whose features or trees changed.
        reweighed: bool[rows]. Rows with a column whose weight changed.
    """

    field: ScoringData
    neighbours: NDArray[np.int32]
    scores: NDArray[np.int64]
    searched: NDArray[np.int64]
    own: NDArray[np.bool_]
    reweighed: NDArray[np.bool_]

    def alters(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return of pairs of rows whether what they share, or how much it weighs, may have changed."""
        one, other = pairs.T
        own, reweighed = (np.append(each, True) for each in (self.own, self.reweighed))  # of `GONE`, the last
        altered: NDArray[np.bool_] = own[one] | own[other] | (reweighed[one] & reweighed[other])
        return altered


def _step(before: NeighbourTable, edited: Edited, updated: UpdatedFeatures) -> _Step:
    """Search the rows that may have moved again."""
    features, moved = updated.features, updated.moved
    stayed = moved != GONE
    moved_or_none = np.append(np.where(stayed, moved, _UNKNOWN), NOBODY)
    trees = _trees(before, edited, updated)
    tie_breaks = _tie_breaks(before, edited.network, updated)
    field = ScoringData(
        features, index_columns(features), weights(features.counts(), len(features)), trees, tie_breaks
    )
    neighbours = np.full((len(features), before.count), NOBODY, np.int32)
    neighbours[moved[stayed]] = moved_or_none[before.neighbours[stayed]]
    scores = np.zeros(neighbours.shape, np.int64)
    scores[moved[stayed]] = before.scores[stayed]
    own = updated.fresh.copy()
    own[moved[stayed]] |= trees[moved[stayed]] != moved_or_none[before.trees[stayed]]
    raised, lowered = _reweighed(before, updated, field)
    is_affected = own | raised
    rows = np.flatnonzero(lowered)  # it lifts nobody: only the lowered rows are concerned
    is_affected[rows] |= (np.append(lowered, False)[neighbours[rows]] & (neighbours[rows] >= 0)).any(axis=1)
    is_affected |= (neighbours == _UNKNOWN).any(axis=1)
    is_affected |= (np.append(own, False)[neighbours] & (neighbours >= 0)).any(axis=1)
    if before.count and not is_affected.all():
        for row in np.flatnonzero(own).tolist():
            is_affected[_lifted(field, neighbours, scores, row)] = True
    searched = np.flatnonzero(is_affected)
    if before.count:
        neighbours[searched], scores[searched] = search_rows(field, searched, before.count)
    return _Step(field, neighbours, scores, searched, own, raised | lowered)


def _trees(before: NeighbourTable, edited: Edited, updated: UpdatedFeatures) -> NDArray[np.int32]:
    """Return the tree of each row: read again only if something that changed is a part or has parts."""
    initiatives, stayed = updated.features.initiatives, updated.moved != GONE
    if _has_parts(before.network, edited.touched_before) or _has_parts(edited.network, edited.touched_after):
        return trees_of(edited.network, initiatives)
    trees = np.arange(len(initiatives), dtype=np.int32)
    trees[updated.moved[stayed]] = updated.moved[before.trees[stayed]]
    return trees


def _has_parts(network: Network, things: Iterable[int]) -> bool:
    return any(
        len(network.of(each, Relation.PART_OF, backwards=way)) for each in things for way in (False, True)
    )


def _tie_breaks(before: NeighbourTable, network: Network, updated: UpdatedFeatures) -> NDArray[np.uint64]:
    """Return each row's number for equal scores, computed for new rows alone."""
    initiatives, stayed = updated.features.initiatives, updated.moved != GONE
    tie_breaks, is_known = np.zeros(len(initiatives), np.uint64), np.zeros(len(initiatives), np.bool_)
    tie_breaks[updated.moved[stayed]], is_known[updated.moved[stayed]] = before.tie_breaks[stayed], True
    for row in np.flatnonzero(~is_known).tolist():
        tie_breaks[row] = tie_break_of(network.iris.encoded(int(initiatives[row])))
    return tie_breaks


def _reweighed(
    before: NeighbourTable, updated: UpdatedFeatures, field: ScoringData
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows have a column, or fall under one, that gained weight, and which have one that lost weight."""
    stayed = updated.columns != GONE
    change = np.zeros(len(field.weights), np.int64)
    places = updated.columns[stayed]
    change[places] = field.weights[places] - before.weights[stayed]
    entries = np.flatnonzero((change != 0)[field.features.columns])
    rows = np.searchsorted(field.features.starts, entries, "right") - 1
    raised, lowered = np.zeros((2, len(field.features)), np.bool_)
    by = change[field.features.columns[entries]]
    raised[rows[by > 0]], lowered[rows[by < 0]] = True, True
    return raised, lowered


def _lifted(
    field: ScoringData, neighbours: NDArray[np.int32], scores: NDArray[np.int64], row: int
) -> NDArray[np.int32]:
    """Return the rows that may now count this row among their strongest."""
    found, reached = TopKSearch(field, 1).scores(row)
    last, bar = neighbours[found, -1], scores[found, -1]
    tie_breaks = field.tie_breaks[found]
    is_closer = (tie_breaks ^ field.tie_breaks[row]) <= (tie_breaks ^ field.tie_breaks[last])
    lifted: NDArray[np.int32] = found[(last < 0) | (reached > bar) | ((reached == bar) & is_closer)]
    return lifted


def _differing(
    before: NeighbourTable, table: NeighbourTable, moved: NDArray[np.int64], step: _Step
) -> NeighbourDiff:
    """Find the pairs that a search may have changed, before and after."""
    forwards = np.append(moved, GONE)
    if len(step.searched) > MANY:
        was, will = published_pairs(before), published_pairs(table)
    else:
        was, will = _pairs_of(before, table, moved, step.searched)
    was_now = forwards[was]
    return NeighbourDiff(
        before,
        table,
        moved,
        was[step.alters(was_now) | ~are_among(was_now, will)],
        will[step.alters(will) | ~are_among(will, was_now)],
    )


def _pairs_of(
    before: NeighbourTable, table: NeighbourTable, moved: NDArray[np.int64], searched: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the published pairs of the searched rows before and after, and those of the rows that left."""
    back = np.full(len(table.features) + 1, GONE, np.int64)  # the last one: of no row at all
    back[moved[moved != GONE]] = np.flatnonzero(moved != GONE)
    old_rows = np.concatenate((back[searched], np.flatnonzero(moved == GONE)))
    old = _ends(before, old_rows[old_rows != GONE])
    new = _ends(table, searched)
    was = np.concatenate((old, _published(before, back[new])))
    will = np.concatenate((new, _published(table, np.append(moved, GONE)[old])))
    return was, will


def _ends(table: NeighbourTable, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of some rows with their strongest neighbours."""
    pairs = np.column_stack((np.repeat(rows, table.count), table.neighbours[rows].ravel().astype(np.int64)))
    ended: NDArray[np.int64] = pairs[pairs[:, 1] != NOBODY]
    return ended


def _published(table: NeighbourTable, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep the pairs of which one row is among the strongest of the other."""
    pairs = pairs[(pairs != GONE).all(axis=1)]
    one, other = pairs[:, 0], pairs[:, 1]
    is_either = (table.neighbours[one] == other[:, None]) | (table.neighbours[other] == one[:, None])
    found: NDArray[np.int64] = pairs[is_either.any(axis=1)]
    return found
