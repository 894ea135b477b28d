"""Find which initiatives are parts of one whole, and the numbers that settle equal scores."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Ids, Network
from graph.connections.network.relations import Relation
from graph.connections.network.sorted_arrays import distinct


def trees_of(network: Network, initiatives: Ids) -> NDArray[np.int32]:
    """Return, for each initiative, the place of the first initiative in its tree."""
    # Callers that only settle ties do not pay for the import.
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    parts, wholes = network.pairs(Relation.PART_OF)
    named = np.concatenate((initiatives, parts, wholes)).astype(np.int64)
    things = distinct(named)
    places = np.searchsorted(things, parts), np.searchsorted(things, wholes)
    joined = coo_array((np.ones(len(parts), np.bool_), places), shape=(len(things), len(things)))
    _, labels = connected_components(joined, directed=False)
    mine = labels[np.searchsorted(things, initiatives)]
    first = np.full(len(things), len(initiatives), np.int32)
    np.minimum.at(first, mine, np.arange(len(initiatives), dtype=np.int32))
    found: NDArray[np.int32] = first[mine]
    return found


def tie_break_of(iri: bytes) -> int:
    """Return an initiative's number for equal scores; a pair is ordered by the exclusive or of its two numbers."""
    return int.from_bytes(hashlib.sha256(iri).digest()[:8], "big")


def tie_breaks_of(network: Network, initiatives: Ids) -> NDArray[np.uint64]:
    """Return the number of each initiative."""
    return np.array([tie_break_of(network.iris.encoded(each)) for each in initiatives.tolist()], np.uint64)
