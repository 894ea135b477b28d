"""Find the nodes whose removal takes a network apart, and the sizes of the parts that would be left.

After R. E. Tarjan and U. Vishkin, An efficient parallel biconnectivity algorithm (1985), level by level over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from graph.connections.structure.initiative_graph import InitiativeGraph

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """The articulation points, and the parts that each would leave, as far as they hold initiatives.

    Attributes:
        nodes: int64[c], ascending.
        starts: int64[c+1]. Where the parts of each node start.
        sizes: int64. Initiatives in each part, the largest first.
    """

    nodes: Numbers
    starts: Numbers
    sizes: Numbers

    def pair_counts(self) -> Numbers:
        """Count, for each node, the pairs of initiatives that are connected through it alone."""
        if not len(self.nodes):
            return np.empty(0, np.int64)
        whole = np.add.reduceat(self.sizes, self.starts[:-1])
        return (whole**2 - np.add.reduceat(self.sizes**2, self.starts[:-1])) // 2


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """A breadth-first tree over a graph and a root that joins its components; nodes are numbered in that order.

    Attributes:
        order: The node of each number.
        parents: The number of each one's parent.
        bounds: Where each level begins.
        firsts: The preorder of each.
        counts: The nodes under it, itself included.
    """

    order: Numbers
    parents: Numbers
    bounds: list[int]
    firsts: Numbers
    counts: Numbers


def find_cuts(graph: InitiativeGraph, roots: Numbers) -> Cuts:
    """Find the nodes whose removal separates initiatives.

    Args:
        roots: One node of each component.
    """
    tree = _breadth_first_tree(graph, roots)
    numbers = np.empty(len(tree.order), np.int64)
    numbers[tree.order] = np.arange(len(tree.order))
    starts = np.repeat(numbers[:-1], graph.degrees())
    blocks = _blocks(tree, starts, numbers[graph.ends])
    sizes = _subtree_sums(tree, np.append(graph.is_initiative(), False)[tree.order].astype(np.int64))
    component = np.zeros(len(tree.order), np.int64)  # of each number, the size of its component
    component[_component_roots(tree)] = sizes[_component_roots(tree)]
    for low, high in _levels(tree):
        if low > 1:
            component[low:high] = np.maximum(component[low:high], component[tree.parents[low:high]])
    return _cuts(graph, tree, blocks, sizes, component)


def _cuts(graph: InitiativeGraph, tree: _Tree, blocks: Numbers, sizes: Numbers, component: Numbers) -> Cuts:
    """Count the initiatives in the parts below each node, and in the one above it."""
    child = np.arange(1, len(tree.order))
    parents = tree.parents[1:]
    below = (parents > 0) & (blocks[child] != blocks[parents])
    groups, places = np.unique(parents[below] << 32 | blocks[child[below]], return_inverse=True)
    weights = np.zeros(len(groups), np.int64)
    np.add.at(weights, places, sizes[child[below]])
    owners = groups >> 32
    hung = np.bincount(owners, weights, minlength=len(tree.order)).astype(np.int64)
    whole = component - np.append(graph.is_initiative(), False)[tree.order]
    rest = whole - hung
    above = np.flatnonzero((rest > 0) & (np.bincount(owners, minlength=len(tree.order)) > 0))
    numbers, parts = np.concatenate((owners, above)), np.concatenate((weights, rest[above]))
    numbers, parts = numbers[parts > 0], parts[parts > 0]
    several = np.bincount(numbers, minlength=len(tree.order))[numbers] > 1
    nodes, parts = tree.order[numbers[several]], parts[several]
    sorting = np.lexsort((-parts, nodes))
    distinct, starts = np.unique(nodes[sorting], return_index=True)
    return Cuts(distinct, np.append(starts, len(parts)), parts[sorting])


def _breadth_first_tree(graph: InitiativeGraph, roots: Numbers) -> _Tree:
    """Build the tree; the root that joins the components is the last node."""
    size = len(graph) + 1
    ends = np.concatenate((graph.ends, roots)).astype(np.int32)
    starts = np.append(graph.starts, len(ends))
    matrix = csr_array((np.ones(len(ends), np.int8), ends, starts), shape=(size, size))
    order, predecessors = breadth_first_order(matrix, size - 1, directed=True)
    numbers = np.empty(size, np.int64)
    numbers[order] = np.arange(size)
    parents = np.zeros(size, np.int64)
    parents[1:] = numbers[predecessors[order[1:]]]
    bounds = [0, 1]
    while bounds[-1] < size:  # the children of a level are adjacent, in the order of their parents
        bounds.append(1 + int(np.searchsorted(parents[1:], bounds[-1])))
    tree = _Tree(order.astype(np.int64), parents, bounds, np.zeros(size, np.int64), np.ones(size, np.int64))
    tree.counts[:] = _subtree_sums(tree, tree.counts)
    for low, high in _levels(tree):
        _number_level(tree, low, high)
    return tree


def _number_level(tree: _Tree, low: int, high: int) -> None:
    """Set the preorder of a level: after the parent, and after the subtrees of earlier siblings."""
    if low == 0:
        return
    parents, counts = tree.parents[low:high], tree.counts[low:high]
    before = np.cumsum(counts) - counts
    family = np.searchsorted(parents, parents)  # the first sibling
    tree.firsts[low:high] = tree.firsts[parents] + 1 + before - before[family]


def _levels(tree: _Tree) -> list[tuple[int, int]]:
    return list(pairwise(tree.bounds))


def _component_roots(tree: _Tree) -> slice:
    """Return the numbers of the components' own roots."""
    return slice(tree.bounds[1], tree.bounds[2]) if len(tree.bounds) > 2 else slice(0, 0)  # noqa: PLR2004


def _subtree_sums(tree: _Tree, amounts: Numbers) -> Numbers:
    """Sum the amounts in each node's subtree, itself included."""
    found = amounts.copy()
    for low, high in _levels(tree)[:0:-1]:
        np.add.at(found, tree.parents[low:high], found[low:high])
    return found


def _blocks(tree: _Tree, starts: Numbers, ends: Numbers) -> Numbers:
    """Number the blocks: two edges are in one when a cycle contains both. An edge is known by its lower end."""
    size = len(tree.order)
    last = tree.firsts + tree.counts
    low, high = tree.firsts.copy(), tree.firsts.copy()
    np.minimum.at(low, starts, tree.firsts[ends])
    np.maximum.at(high, starts, tree.firsts[ends])
    for begin, end in _levels(tree)[:0:-1]:
        np.minimum.at(low, tree.parents[begin:end], low[begin:end])
        np.maximum.at(high, tree.parents[begin:end], high[begin:end])
    apart = last[starts] <= tree.firsts[ends]  # neither is above the other
    child = np.arange(1, size)
    parents = tree.parents[1:]
    leaving = (low[child] < tree.firsts[parents]) | (high[child] >= last[parents])
    leaving &= parents > 0
    one = np.concatenate((starts[apart], child[leaving]))
    other = np.concatenate((ends[apart], parents[leaving]))
    joined = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(size, size))
    blocks: Numbers = connected_components(joined, directed=False)[1].astype(np.int64)
    return blocks
