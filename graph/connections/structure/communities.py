"""Communities: initiatives that share more, by rarity, with each other than with the rest; and what marks each.

Found by the Leiden algorithm over what ties initiatives (V. A. Traag, L. Waltman, N. J. van Eck, From Louvain to
Leiden: guaranteeing well-connected communities, 2019), from one seed, over arrays that the order of loading leaves
alone: the same data gives the same communities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from graspologic_native import leiden_csr
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.rarity_weights import UNIT
from graph.connections.similarity.rules import Rule
from graph.connections.structure.components import Groups, grouped
from graph.connections.structure.initiative_graph import InitiativeGraph

_SEED = 1
_RESOLUTION = 1.0
_FEW = 10  # initiatives; a thing that no more of them share is drawn as ties between each two
TRAITS = 3  # of each kind, for each community


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What marks communities, in the order of communities, then rules, then the most telling first.

    groups, rules, things: int64; things are places in the network. counts: initiatives of the group that have the
    thing or fall under it; totals: of all.
    """

    groups: NDArray[np.int64]
    rules: NDArray[np.int64]
    things: NDArray[np.int64]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]


def find_communities(ties: InitiativeGraph) -> Groups:
    """Find the communities; an initiative that shares nothing with any other is in none."""
    drawn = _drawn(ties)
    labels = len(ties) + np.arange(len(ties), dtype=np.int64)
    if drawn.nnz:
        starts, ends = drawn.indptr.astype(np.int64), drawn.indices.astype(np.int32)
        _, found = leiden_csr(starts, ends, drawn.data, len(ties), resolution=_RESOLUTION, seed=_SEED)
        nodes, numbers = (np.fromiter(each, np.int64, len(found)) for each in (found.keys(), found.values()))
        labels[nodes] = numbers
    return grouped(labels, ties.initiative_count)


def _drawn(ties: InitiativeGraph) -> csr_array:
    """Draw what few share as ties between each two of them, what many share as a node that ties them.

    As nodes, the things that one initiative and its offer share would make a community of their own around it.
    """
    size, count = len(ties), ties.initiative_count
    weighed = csr_array((ties.weights / UNIT, ties.ends, ties.starts), shape=(size, size))
    degrees = ties.degrees()
    few = (degrees <= _FEW) & ~ties.is_initiative()
    many = diags_array((~few).astype(np.float64))
    shared = weighed[:count][:, few]
    even = diags_array(1.0 / np.maximum(1, degrees[few] - 1))  # each is tied as much as it was to the thing
    pairs = shared @ even @ (shared > 0).astype(np.float64).T
    direct = ((pairs + pairs.T) / 2).tocoo()
    apart = direct.row != direct.col
    lifted = csr_array((direct.data[apart], (direct.row[apart], direct.col[apart])), shape=(size, size))
    drawn = (many @ weighed @ many + lifted).tocsr()
    drawn.sum_duplicates()
    drawn.eliminate_zeros()
    return drawn


def traits_of(communities: Groups, bases: FeatureMatrix) -> Traits:
    """Find what is more frequent in each community than anywhere: the count times the logarithm of how much more."""
    group = np.repeat(communities.of[: len(bases)], np.diff(bases.starts))
    within = group >= 0
    told, counts = np.unique(group[within] << 32 | bases.columns[within], return_counts=True)
    groups, columns = told >> 32, told & 0xFFFFFFFF
    totals = bases.counts()[columns]
    expected = totals * (communities.sizes[groups] / len(bases))
    telling = (counts > 1) & (counts > expected)
    groups, columns, counts, totals = groups[telling], columns[telling], counts[telling], totals[telling]
    scores = np.round(counts * np.log(counts / expected[telling]), 6)
    rules = bases.rules()[columns]
    order = np.lexsort((columns, -counts, -scores, rules, groups))
    family = (groups << 8 | rules)[order]
    kept = order[np.arange(len(order)) - np.searchsorted(family, family) < TRAITS]
    return Traits(groups[kept], rules[kept], bases.things()[columns[kept]], counts[kept], totals[kept])


MARKING = {
    Rule.NEED: "needs",
    Rule.TERRITORY: "territories",
    Rule.ACTOR: "actors",
    Rule.METHOD: "methods",
}
