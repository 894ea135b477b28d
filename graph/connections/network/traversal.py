"""Follow relations from many things at once; each thing that is reached keeps the number of the thing it came from.

Whole sets of things are processed at once by NumPy, because a loop in Python would take seconds on large networks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation, code
from graph.connections.network.sorted_arrays import distinct, is_among
from graph.connections.network.thing_kinds import Kind

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]  # origins and things reached
_FEW = 24  # things; their rows are read faster one by one than together
_SHORT = 24  # links of each thing; in shorter rows all links are compared, in longer ones bisection is faster
_THING = 28  # bits of a thing in a key, as in `adjacency`


@dataclass(frozen=True, slots=True)
class Hop:
    """One relation to follow.

    Attributes:
        is_climb: Follow it repeatedly, any number of times but at least once.
        kinds: The kinds of things that may be reached; empty for any.
        not_kinds: The kinds of things that may not be reached.
    """

    relation: Relation
    backwards: bool = False
    is_climb: bool = False
    kinds: tuple[Kind, ...] = ()
    not_kinds: tuple[Kind, ...] = ()


Path = tuple[Hop, ...]


def turned(path: Path, kinds: tuple[Kind, ...]) -> Path:
    """Return the path in the opposite direction, to things of some kinds."""
    stops = [(each.kinds, each.not_kinds) for each in path[:-1]]
    return tuple(
        replace(hop, backwards=not hop.backwards, kinds=allowed, not_kinds=refused)
        for hop, (allowed, refused) in zip(path[::-1], [*stops[::-1], (kinds, ())], strict=True)
    )


def walk(network: Network, pairs: Pairs, path: Path) -> Pairs:
    """Follow a path from each thing; the pairs are ascending and distinct."""
    for place, hop in enumerate(path):
        pairs = _kept(
            network, _climb(network, pairs, hop) if hop.is_climb else step(network, pairs, hop), hop
        )
        if place or hop.is_climb:
            pairs = joined(pairs)
    return pairs


def above(network: Network, pairs: Pairs, relation: Relation) -> Pairs:
    """Return the pairs, and those with everything above the things, at any height."""
    return joined(pairs, walk(network, pairs, (Hop(relation, is_climb=True),)))


def step(network: Network, pairs: Pairs, hop: Hop) -> Pairs:
    """Follow one relation once. From a single origin with ascending things, the result is ascending too."""
    origins, things = pairs
    if len(things) <= _FEW:
        rows = [network.of(each, hop.relation, backwards=hop.backwards) for each in things.tolist()]
        counts = np.array([len(each) for each in rows], np.int64)
        return np.repeat(origins, counts), _concatenated(rows)
    sought = code(hop.relation, backwards=hop.backwards)
    starts, degrees = network.starts[things], network.starts[things + 1] - network.starts[things]
    total = int(degrees.sum())
    if total <= _SHORT * len(things):
        places = np.arange(total) + np.repeat(starts - np.cumsum(degrees) + degrees, degrees)
        is_sought = network.by[places] == sought
        return np.repeat(origins, degrees)[is_sought], network.ends[places[is_sought]].astype(np.int64)
    firsts = _first(network, starts, starts + degrees, sought)
    counts = _first(network, firsts, starts + degrees, sought + 1) - firsts
    shift = firsts - np.cumsum(counts) + counts
    reached = network.ends[np.repeat(shift, counts) + np.arange(counts.sum())]
    return np.repeat(origins, counts), reached.astype(np.int64)


def joined(*several: Pairs) -> Pairs:
    """Return all pairs, ascending and distinct."""
    keys = several[0][0] << _THING | several[0][1]
    if len(several) > 1:
        keys = np.concatenate([keys, *(origins << _THING | things for origins, things in several[1:])])
    keys = distinct(keys)
    return keys >> _THING, keys & ((1 << _THING) - 1)


def has_pairs(pairs: Pairs, sought: Pairs) -> NDArray[np.bool_]:
    """Return for each sought pair whether it is among others, which are ascending."""
    held, keys = (origins << _THING | things for origins, things in (pairs, sought))
    return is_among(keys, held)


def of_kinds(network: Network, things: NDArray[np.int64], kinds: tuple[Kind, ...]) -> NDArray[np.int64]:
    """Return the things that are of some kinds."""
    return _kept(network, (things, things), Hop(Relation.PART_OF, kinds=kinds))[1]


def nothing() -> Pairs:
    """Return no pairs."""
    return np.empty(0, np.int64), np.empty(0, np.int64)


def _climb(network: Network, pairs: Pairs, hop: Hop) -> Pairs:
    """Return everything reached by following a relation repeatedly; a thing on a cycle is reached from itself."""
    found, fresh = nothing(), pairs
    while len(fresh[0]):
        reached = joined(step(network, fresh, hop))
        is_new = ~has_pairs(found, reached)
        fresh = reached[0][is_new], reached[1][is_new]
        found = joined(found, fresh)
    return found


def _kept(network: Network, pairs: Pairs, hop: Hop) -> Pairs:
    if not hop.kinds and not hop.not_kinds:
        return pairs
    passing = np.zeros(len(Kind), np.bool_)
    passing[list(hop.kinds or Kind)] = True
    passing[list(hop.not_kinds)] = False
    is_kept = passing[network.kinds[pairs[1]]]
    return pairs[0][is_kept], pairs[1][is_kept]


def _first(
    network: Network, low: NDArray[np.int64], high: NDArray[np.int64], sought: int
) -> NDArray[np.int64]:
    """Return the position that a code has or would take in each range, by bisecting all ranges at once."""
    low, high = low.copy(), high.copy()
    open_ = np.flatnonzero(low < high)
    while len(open_):
        middle = (low[open_] + high[open_]) >> 1
        is_before = network.by[middle] < sought
        low[open_[is_before]] = middle[is_before] + 1
        high[open_[~is_before]] = middle[~is_before]
        open_ = open_[low[open_] < high[open_]]
    return low


def _concatenated(rows: list[NDArray[np.int32]]) -> NDArray[np.int64]:
    return np.concatenate(rows).astype(np.int64) if rows else np.empty(0, np.int64)
