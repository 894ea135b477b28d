"""Find what one thing shares with others, and with whom: the features it has or falls under, and all who share them.

`live_ranking` asks when somebody opens a page, so only what lies around the one thing is read. Features weigh as they
do in the neighbour table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.sorted_arrays import is_among
from graph.connections.network.thing_kinds import Kind
from graph.connections.network.traversal import Pairs, Path, joined, nothing, of_kinds, turned, walk
from graph.connections.similarity.families import Family, Sharing, Stated
from graph.connections.similarity.rarity_weights import weights

_TWO = 2  # a stated link joins two things, whatever else is stated


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """What a thing has in common with others by one rule.

    Attributes:
        bases: Places in the network of the features.
        has: Whether the thing itself has each feature; otherwise it only falls under it.
        counts: How many things of the family share each feature.
        weights: Weight of each feature within the family.
        sharers: Number of a feature and place of a thing that shares it, ascending.
        owners: The same, of the things that have the feature themselves.
        is_open: Whether initiatives of one part-of tree count.
        is_enough: Whether sharing this alone makes two things close.
        ways: Paths from a thing to what falls under a feature, and on to the feature.
    """

    rule: str
    bases: NDArray[np.int64]
    has: NDArray[np.bool_]
    counts: NDArray[np.int64]
    weights: NDArray[np.int64]
    sharers: Pairs
    owners: Pairs
    is_open: bool
    ways: tuple[Path, ...] = ()
    is_stated: bool = False
    is_backwards: bool = False
    is_enough: bool = True

    def owns(self, number: int, thing: int) -> bool:
        """Return whether a thing that shares a feature has it itself."""
        low, high = np.searchsorted(self.owners[0], (number, number + 1))
        owning = self.owners[1][low:high]
        place = int(np.searchsorted(owning, thing))
        return place < len(owning) and bool(owning[place] == thing)


def common_features(network: Network, thing: int, family: Family) -> Iterator[Common]:
    """Find what a thing of a family has in common with others, rule by rule; lazy."""
    size = family_size(network, family)
    for stated in family.stated:
        for is_backwards in (False, True):
            found = _linked(network, thing, family, stated, is_backwards=is_backwards)
            if len(found):
                yield _as_common(stated.rule, found, size, is_backwards=is_backwards)
    for sharing in family.sharings:
        common = _shared(network, thing, family, sharing)
        if common is not None:
            yield common


def family_size(network: Network, family: Family) -> int:
    """Count the things of a family."""
    return sum(_census(network)[each] for each in family.kinds)


def ends(network: Network, thing: int, paths: tuple[Path, ...]) -> NDArray[np.int64]:
    """Return the things that some paths lead to from one thing, ascending."""
    start = np.zeros(1, np.int64), np.array([thing], np.int64)
    return _all(walk(network, start, each) for each in paths)[1]


def _linked(
    network: Network, thing: int, family: Family, stated: Stated, *, is_backwards: bool
) -> NDArray[np.int64]:
    path = turned(stated.path, family.kinds) if is_backwards else stated.path
    found = of_kinds(network, ends(network, thing, (path,)), family.kinds)
    others: NDArray[np.int64] = found[found != thing]
    return others


def _as_common(rule: str, found: NDArray[np.int64], size: int, *, is_backwards: bool) -> Common:
    """Treat stated links as features that the two things alone share: each is the other thing itself."""
    count = len(found)
    weight = weights(np.ones(1, np.int64), size)
    return Common(
        rule,
        found,
        np.ones(count, np.bool_),
        np.full(count, _TWO, np.int64),
        np.repeat(weight, count),
        (np.arange(count), found),
        (np.arange(count), found),
        is_open=True,
        is_stated=True,
        is_backwards=is_backwards,
    )


def _shared(network: Network, thing: int, family: Family, sharing: Sharing) -> Common | None:
    own = ends(network, thing, sharing.has)
    wider = ends(network, thing, sharing.under)
    wider = wider[~is_among(wider, own)]
    bases = np.concatenate((own, wider))
    if not len(bases):
        return None
    start = np.arange(len(bases)), bases
    has = start[0] < len(own)
    owners = _all(walk(network, start, turned(each, family.kinds)) for each in sharing.has)
    under = [walk(network, start, turned(each, family.kinds)) for each in sharing.under]
    all_sharers = joined(owners, *under) if under else owners
    counts = np.bincount(all_sharers[0], minlength=len(bases))
    weighed = weights(counts, family_size(network, family))
    sharers = _of_some(all_sharers, has & (weighed > 0)), _of_some(owners, ~has & (weighed > 0))
    return Common(
        sharing.rule,
        bases,
        has,
        counts,
        weighed,
        (np.concatenate((sharers[0][0], sharers[1][0])), np.concatenate((sharers[0][1], sharers[1][1]))),
        owners,
        sharing.is_open,
        sharing.under,
        is_enough=sharing.is_enough,
    )


def _of_some(pairs: Pairs, is_sought: NDArray[np.bool_]) -> Pairs:
    kept = is_sought[pairs[0]]
    return pairs[0][kept], pairs[1][kept]


def _all(found: Iterator[Pairs]) -> Pairs:
    pairs = list(found)
    if not pairs:
        return nothing()
    return joined(*pairs) if len(pairs) > 1 else pairs[0]


@lru_cache(maxsize=2)  # the current snapshot, and the one before while queries still read it
def _census(network: Network) -> tuple[int, ...]:
    return tuple(np.bincount(network.kinds, minlength=len(Kind)).tolist())
