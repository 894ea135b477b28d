"""The network of one snapshot: things as places in a table of IRIs, links as rows of places. Immutable.

The same data gives the same arrays, whatever the order in which it was loaded.
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
    """Things and the links between them; every link stands in the rows of both its ends.

    iris: the name of thing i. kinds: uint8[n], a `Kind` each. starts: int64[n+1], the row of thing i is
    [starts[i]:starts[i+1]]. ends: int32[2m], the other thing. by: uint8[2m], twice the `Relation`, plus one where it
    is read backwards (thing i is its object). Rows are sorted by (by, end).
    """

    iris: IriTable
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: Ids
    by: NDArray[np.uint8]

    def __len__(self) -> int:
        """Count the things."""
        return len(self.kinds)

    @property
    def link_count(self) -> int:
        """Count the links, each once."""
        return len(self.ends) // 2

    def links_of(self, thing: int) -> tuple[Ids, NDArray[np.uint8]]:
        """Give the things that one is linked to, and for each by what."""
        row = slice(self.starts[thing], self.starts[thing + 1])
        return self.ends[row], self.by[row]

    def of(self, thing: int, relation: int, *, backwards: bool = False) -> Ids:
        """Give what one relation links a thing to, ascending; backwards: what it links to the thing."""
        ends, by = self.links_of(thing)
        sought = code(relation, backwards=backwards)
        return ends[np.searchsorted(by, sought, "left") : np.searchsorted(by, sought, "right")]

    def pairs(self, relation: int) -> tuple[Ids, Ids]:
        """Give all links of one relation: their subjects, ascending, and their objects."""
        found = np.flatnonzero(self.by == code(relation))
        return (np.searchsorted(self.starts, found, "right") - 1).astype(np.int32), self.ends[found]

    def initiatives(self) -> Ids:
        """Give the places of all initiatives, circles among them, ascending."""
        return np.flatnonzero(np.isin(self.kinds, INITIATIVES)).astype(np.int32)

    def degrees(self) -> NDArray[np.int64]:
        """Count the links of each thing."""
        return np.diff(self.starts)


def same(one: Network, other: Network) -> bool:
    """Tell whether two networks have equal arrays."""
    return all(
        np.array_equal(each, its_like) for each, its_like in zip(arrays(one), arrays(other), strict=True)
    )


def arrays(network: Network) -> tuple[NDArray[np.generic], ...]:
    """Give all that a network holds."""
    table = network.iris
    return table.blob, table.offsets, network.kinds, network.starts, network.ends, network.by


def linked(iris: IriTable, kinds: NDArray[np.uint8], links: NDArray[np.int64]) -> Network:
    """Make a network of its things and links.

    Args: links: int64[m, 3]: subject, relation, object; repeated ones are kept once
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
    """Write links as numbers whose order is that of the arrays; room for 134 million things."""
    return rows << _ROW | by << _END | ends
