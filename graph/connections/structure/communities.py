"""Find communities: initiatives that share more, by rarity, with each other than with the rest; and what marks each.

The Leiden algorithm (V. A. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden: guaranteeing well-connected
communities, 2019) runs with one seed over arrays that do not depend on the order of loading, so that the same data
gives the same communities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from graspologic_native import leiden_csr
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array

from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.model import UNIT
from graph.connections.similarity.rules import Rule
from graph.connections.structure.components import Groups, grouped
from graph.connections.structure.initiative_graph import InitiativeGraph

_SEED = 1
_RESOLUTION = 1.0
_FEW = 10  # initiatives; a thing shared by no more is an edge between each two
TRAITS = 3  # of each kind, for each community


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """What marks communities, in the order of communities, then rules, then the most distinctive first.

    Attributes:
        groups, rules, things: int64. Things are places in the network.
        counts: Initiatives of the group that have the thing or fall under it.
        totals: Initiatives of all groups that do.
    """

    groups: NDArray[np.int64]
    rules: NDArray[np.int64]
    things: NDArray[np.int64]
    counts: NDArray[np.int64]
    totals: NDArray[np.int64]


def find_communities(graph: InitiativeGraph) -> Groups:
    """Find the communities; an initiative that shares nothing with any other is in none."""
    matrix = _adjacency_matrix(graph)
    labels = len(graph) + np.arange(len(graph), dtype=np.int64)
    if matrix.nnz:
        starts, ends = matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32)
        _, found = leiden_csr(starts, ends, matrix.data, len(graph), resolution=_RESOLUTION, seed=_SEED)
        nodes, numbers = (np.fromiter(each, np.int64, len(found)) for each in (found.keys(), found.values()))
        labels[nodes] = numbers
    return grouped(labels, graph.initiative_count)


def _adjacency_matrix(graph: InitiativeGraph) -> csr_array:
    """Build the matrix: what few share as edges between each two of them, what many share as a node.

    As nodes, the things that one initiative and its offer share would make a community of their own around it.
    """
    size, count = len(graph), graph.initiative_count
    weighed = csr_array((graph.weights / UNIT, graph.ends, graph.starts), shape=(size, size))
    degrees = graph.degrees()
    few = (degrees <= _FEW) & ~graph.is_initiative()
    many = diags_array((~few).astype(np.float64))
    shared = weighed[:count][:, few]
    even = diags_array(1.0 / np.maximum(1, degrees[few] - 1))  # each keeps its weight towards the thing
    pairs = shared @ even @ (shared > 0).astype(np.float64).T
    direct = ((pairs + pairs.T) / 2).tocoo()
    apart = direct.row != direct.col
    lifted = csr_array((direct.data[apart], (direct.row[apart], direct.col[apart])), shape=(size, size))
    matrix = (many @ weighed @ many + lifted).tocsr()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def traits_of(communities: Groups, features: FeatureMatrix) -> Traits:
    """Find what is more frequent in each community than overall: the count times the logarithm of how much more."""
    group = np.repeat(communities.of[: len(features)], np.diff(features.starts))
    within = group >= 0
    keys, counts = np.unique(group[within] << 32 | features.columns[within], return_counts=True)
    groups, columns = keys >> 32, keys & 0xFFFFFFFF
    totals = features.counts()[columns]
    expected = totals * (communities.sizes[groups] / len(features))
    telling = (counts > 1) & (counts > expected)
    groups, columns, counts, totals = groups[telling], columns[telling], counts[telling], totals[telling]
    scores = np.round(counts * np.log(counts / expected[telling]), 6)
    rules = features.rules()[columns]
    order = np.lexsort((columns, -counts, -scores, rules, groups))
    family = (groups << 8 | rules)[order]
    kept = order[np.arange(len(order)) - np.searchsorted(family, family) < TRAITS]
    return Traits(groups[kept], rules[kept], features.things()[columns[kept]], counts[kept], totals[kept])


MARKING = {
    Rule.NEED: "needs",
    Rule.TERRITORY: "territories",
    Rule.ACTOR: "actors",
    Rule.METHOD: "methods",
}
