"""Which initiatives belong together: those that parts and wholes join, whatever lies between them."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Ids, Network
from graph.connections.network.relations import Relation
from graph.connections.network.sorted_arrays import distinct


def trees_of(network: Network, initiatives: Ids) -> NDArray[np.int32]:
    """Give, for each initiative, the first of those in its tree, by its place among them."""
    # Whoever only settles ties need not wait for it.
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    parts, wholes = network.pairs(Relation.PART_OF)
    tied = np.concatenate((initiatives, parts, wholes)).astype(np.int64)
    held = distinct(tied)
    places = np.searchsorted(held, parts), np.searchsorted(held, wholes)
    joined = coo_array((np.ones(len(parts), np.bool_), places), shape=(len(held), len(held)))
    _, labels = connected_components(joined, directed=False)
    mine = labels[np.searchsorted(held, initiatives)]
    first = np.full(len(held), len(initiatives), np.int32)
    np.minimum.at(first, mine, np.arange(len(initiatives), dtype=np.int32))
    found: NDArray[np.int32] = first[mine]
    return found


def tie_of(iri: bytes) -> int:
    """Give the number by which ties between connections are settled: for a pair, the two numbers' exclusive or."""
    return int.from_bytes(hashlib.sha256(iri).digest()[:8], "big")


def ties_of(network: Network, initiatives: Ids) -> NDArray[np.uint64]:
    """Give the number of each initiative."""
    return np.array([tie_of(network.iris.encoded(each)) for each in initiatives.tolist()], np.uint64)
