"""The network of one snapshot: things, and for each thing its links, as immutable arrays.

A thing is a number, its place in a sorted table of IRIs. The links are compressed sparse rows, so that the neighbours of a
thing are a slice. The same data gives the same arrays, in whatever order it was loaded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.iri_table import IriTable
from graph.connections.network.relations import code
from graph.connections.network.thing_kinds import INITIATIVES

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """n things and the m links between them; each link is in the rows of both its ends.

    Attributes:
        iris: The IRIs of the things.
        kinds: uint8[n]. `Kind` of each thing.
        starts: int64[n + 1]. The row of thing i is [starts[i]:starts[i + 1]], sorted by (by, end).
        ends: int32[2m]. The thing at the other end.
        by: uint8[2m]. Twice the `Relation`, plus one where thing i is the object of the statement.
    """

    iris: IriTable
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: Ids
    by: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return the number of things."""
        return len(self.kinds)

    @property
    def link_count(self) -> int:
        """Return the number of links, each counted once."""
        return len(self.ends) // 2

    def links_of(self, thing: int) -> tuple[Ids, NDArray[np.uint8]]:
        """Return the things that a thing is linked to, and for each the code of the relation (`by`)."""
        row = slice(self.starts[thing], self.starts[thing + 1])
        return self.ends[row], self.by[row]

    def of(self, thing: int, relation: int, *, backwards: bool = False) -> Ids:
        """Return the objects that a relation links a thing to, ascending; backwards: the subjects linked to the thing."""
        ends, by = self.links_of(thing)
        sought = code(relation, backwards=backwards)
        return ends[np.searchsorted(by, sought, "left") : np.searchsorted(by, sought, "right")]

    def pairs(self, relation: int) -> tuple[Ids, Ids]:
        """Return the subjects, ascending, and the objects of all links of a relation."""
        found = np.flatnonzero(self.by == code(relation))
        return (np.searchsorted(self.starts, found, "right") - 1).astype(np.int32), self.ends[found]

    def initiatives(self) -> Ids:
        """Return all initiatives, learning circles included, ascending."""
        return np.flatnonzero(np.isin(self.kinds, INITIATIVES)).astype(np.int32)

    def degrees(self) -> NDArray[np.int64]:
        """Return the number of links of each thing."""
        return np.diff(self.starts)


def same(one: Network, other: Network) -> bool:
    """Return whether two networks have equal arrays."""
    return all(
        np.array_equal(each, its_like) for each, its_like in zip(arrays(one), arrays(other), strict=True)
    )


def arrays(network: Network) -> tuple[NDArray[np.generic], ...]:
    """Return all arrays of a network, in the order of `array_files`."""
    table = network.iris
    return table.blob, table.offsets, network.kinds, network.starts, network.ends, network.by


def linked(iris: IriTable, kinds: NDArray[np.uint8], links: NDArray[np.int64]) -> Network:
    """Build a network from its things and links.

    Args:
        links: int64[m, 3]. Subject, relation, object; may have repetitions.
    """
    count = len(kinds)
    forwards = _keys(links[:, 0], 2 * links[:, 1], links[:, 2])
    backwards = _keys(links[:, 2], 2 * links[:, 1] + 1, links[:, 0])
    keys = np.sort(np.concatenate((forwards, backwards)))
    keys = keys[np.diff(keys, prepend=-1) != 0]
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount((keys >> _ROW).astype(np.int64), minlength=count), out=starts[1:])
    return Network(
        iris, kinds, starts, (keys & _END_MASK).astype(np.int32), (keys >> _END & _BY_MASK).astype(np.uint8)
    )


_END, _ROW = 28, 36  # a key: 28 bits of row, 8 of relation and direction, 28 of end
_END_MASK, _BY_MASK = (1 << _END) - 1, (1 << (_ROW - _END)) - 1


def _keys(rows: NDArray[np.int64], by: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return links as numbers that sort in the order of the arrays; they have room for 134 million things."""
    return rows << _ROW | by << _END | ends
