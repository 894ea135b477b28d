"""Where every initiative stands after a change: only rows that the change can have moved are searched again.

A score changes where a base of either row does, where both share a column whose weight does, or where trees do.
In: the standing before, the merge after, what changed. Out: the standing that a derivation of all would give, and the
pairs that may be told otherwise.
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
from graph.connections.similarity.feature_update import Rebased, rebase
from graph.connections.similarity.neighbour_diff import NeighbourDiff, are_among
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.parallel_top_k import search_rows
from graph.connections.similarity.part_of_trees import tie_of, trees_of
from graph.connections.similarity.rarity_weights import weights
from graph.connections.similarity.shared_features import published_pairs
from graph.connections.similarity.top_k import NOBODY, ScoringData, TopKSearch, lists_of
from graph.rdf.terms import Triple

MANY = 10_000  # rows; where more are searched, all pairs are compared
_UNKNOWN = -2  # stands for a row that left, where `NOBODY` stands for none


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The standing after a change, and what it publishes otherwise; None where nothing links anything otherwise."""

    standing: NeighbourTable
    moves: NeighbourDiff | None


def follow(
    before: NeighbourTable,
    after: QuadSource,
    changed: Iterable[Triple],
) -> Followed:
    """Follow a change.

    Args: after: the merge as it will be
          changed: the triples that enter or leave it
    """
    things = set(concerned_things(changed))
    if not things:
        return Followed(before, None)
    edited = edit(before.network, after, things)
    rebased = rebase(before.network, before.bases, edited)
    step = _step(before, edited, rebased)
    field = step.field
    standing = NeighbourTable(
        edited.network, rebased.bases, field.weights, field.trees, field.ties, step.best, step.scores
    )
    return Followed(standing, _moves(before, standing, rebased.moved, step))


@dataclass(frozen=True, slots=True, eq=False)
class _Step:
    """own: bool[rows], whose bases or trees changed; reweighed: bool[rows], with a column that weighs otherwise."""

    field: ScoringData
    best: NDArray[np.int32]
    scores: NDArray[np.int64]
    searched: NDArray[np.int64]
    own: NDArray[np.bool_]
    reweighed: NDArray[np.bool_]

    def alters(self, pairs: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell of pairs of rows whether what they share, or how much it weighs, may have changed."""
        one, other = pairs.T
        own, reweighed = (np.append(each, True) for each in (self.own, self.reweighed))  # of `GONE`, the last
        altered: NDArray[np.bool_] = own[one] | own[other] | (reweighed[one] & reweighed[other])
        return altered


def _step(before: NeighbourTable, edited: Edited, rebased: Rebased) -> _Step:
    """Search again the rows that may have moved."""
    bases, moved = rebased.bases, rebased.moved
    stayed = moved != GONE
    moved_or_none = np.append(np.where(stayed, moved, _UNKNOWN), NOBODY)
    trees = _trees(before, edited, rebased)
    ties = _ties(before, edited.network, rebased)
    field = ScoringData(bases, lists_of(bases), weights(bases.counts(), len(bases)), trees, ties)
    best = np.full((len(bases), before.count), NOBODY, np.int32)
    best[moved[stayed]] = moved_or_none[before.best[stayed]]
    scores = np.zeros(best.shape, np.int64)
    scores[moved[stayed]] = before.scores[stayed]
    own = rebased.fresh.copy()
    own[moved[stayed]] |= trees[moved[stayed]] != moved_or_none[before.trees[stayed]]
    raised, lowered = _reweighed(before, rebased, field)
    is_affected = own | raised
    rows = np.flatnonzero(lowered)  # nobody rises by it: it matters to those who fall alone
    is_affected[rows] |= (np.append(lowered, False)[best[rows]] & (best[rows] >= 0)).any(axis=1)
    is_affected |= (best == _UNKNOWN).any(axis=1)
    is_affected |= (np.append(own, False)[best] & (best >= 0)).any(axis=1)
    if before.count and not is_affected.all():
        for row in np.flatnonzero(own).tolist():
            is_affected[_lifted(field, best, scores, row)] = True
    searched = np.flatnonzero(is_affected)
    if before.count:
        best[searched], scores[searched] = search_rows(field, searched, before.count)
    return _Step(field, best, scores, searched, own, raised | lowered)


def _trees(before: NeighbourTable, edited: Edited, rebased: Rebased) -> NDArray[np.int32]:
    """Give the tree of each row: read again, unless nothing that changed is a part of anything, or has parts."""
    initiatives, stayed = rebased.bases.initiatives, rebased.moved != GONE
    if _has_parts(before.network, edited.touched_before) or _has_parts(edited.network, edited.touched_after):
        return trees_of(edited.network, initiatives)
    trees = np.arange(len(initiatives), dtype=np.int32)
    trees[rebased.moved[stayed]] = rebased.moved[before.trees[stayed]]
    return trees


def _has_parts(network: Network, things: Iterable[int]) -> bool:
    return any(
        len(network.of(each, Relation.PART_OF, backwards=way)) for each in things for way in (False, True)
    )


def _ties(before: NeighbourTable, network: Network, rebased: Rebased) -> NDArray[np.uint64]:
    """Give the number of each row by which ties are settled."""
    initiatives, stayed = rebased.bases.initiatives, rebased.moved != GONE
    ties, is_known = np.zeros(len(initiatives), np.uint64), np.zeros(len(initiatives), np.bool_)
    ties[rebased.moved[stayed]], is_known[rebased.moved[stayed]] = before.ties[stayed], True
    for row in np.flatnonzero(~is_known).tolist():
        ties[row] = tie_of(network.iris.encoded(int(initiatives[row])))
    return ties


def _reweighed(
    before: NeighbourTable, rebased: Rebased, field: ScoringData
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which rows have a column, or fall under one, that weighs more than before, and which one that weighs less."""
    stayed = rebased.columns != GONE
    change = np.zeros(len(field.weights), np.int64)
    places = rebased.columns[stayed]
    change[places] = field.weights[places] - before.weights[stayed]
    entries = np.flatnonzero((change != 0)[field.bases.columns])
    rows = np.searchsorted(field.bases.starts, entries, "right") - 1
    raised, lowered = np.zeros((2, len(field.bases)), np.bool_)
    by = change[field.bases.columns[entries]]
    raised[rows[by > 0]], lowered[rows[by < 0]] = True, True
    return raised, lowered


def _lifted(
    field: ScoringData, best: NDArray[np.int32], scores: NDArray[np.int64], row: int
) -> NDArray[np.int32]:
    """Give the rows among whose strongest one may now be."""
    found, told = TopKSearch(field, 1).scores(row)
    last, bar = best[found, -1], scores[found, -1]
    ties = field.ties[found]
    is_closer = (ties ^ field.ties[row]) <= (ties ^ field.ties[last])
    lifted: NDArray[np.int32] = found[(last < 0) | (told > bar) | ((told == bar) & is_closer)]
    return lifted


def _moves(
    before: NeighbourTable, standing: NeighbourTable, moved: NDArray[np.int64], step: _Step
) -> NeighbourDiff:
    """Find the pairs that a search may have changed, as they were and as they are."""
    forwards = np.append(moved, GONE)
    if len(step.searched) > MANY:
        was, will = published_pairs(before), published_pairs(standing)
    else:
        was, will = _pairs_of(before, standing, moved, step.searched)
    was_now = forwards[was]
    return NeighbourDiff(
        before,
        standing,
        moved,
        was[step.alters(was_now) | ~are_among(was_now, will)],
        will[step.alters(will) | ~are_among(will, was_now)],
    )


def _pairs_of(
    before: NeighbourTable, standing: NeighbourTable, moved: NDArray[np.int64], searched: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the pairs of some rows that are published before and after, and those of the rows that left."""
    back = np.full(len(standing.bases) + 1, GONE, np.int64)  # the last one: of no row at all
    back[moved[moved != GONE]] = np.flatnonzero(moved != GONE)
    old_rows = np.concatenate((back[searched], np.flatnonzero(moved == GONE)))
    old = _ends(before, old_rows[old_rows != GONE])
    new = _ends(standing, searched)
    was = np.concatenate((old, _published(before, back[new])))
    will = np.concatenate((new, _published(standing, np.append(moved, GONE)[old])))
    return was, will


def _ends(standing: NeighbourTable, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the pairs of some rows with their strongest."""
    pairs = np.column_stack((np.repeat(rows, standing.count), standing.best[rows].ravel().astype(np.int64)))
    ended: NDArray[np.int64] = pairs[pairs[:, 1] != NOBODY]
    return ended


def _published(standing: NeighbourTable, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Keep the pairs of which one row is among the strongest of the other."""
    pairs = pairs[(pairs != GONE).all(axis=1)]
    one, other = pairs[:, 0], pairs[:, 1]
    is_told = (standing.best[one] == other[:, None]) | (standing.best[other] == one[:, None])
    told: NDArray[np.int64] = pairs[is_told.any(axis=1)]
    return told
