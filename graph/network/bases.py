"""What each initiative has, and what it falls under, rule by rule: the rows from which pairs are found.

In: a network. Out: `Bases`, the same arrays whatever the order of loading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.network.kinds import Kind
from graph.network.network import Ids, Network
from graph.network.numbers import distinct
from graph.network.relations import Relation
from graph.network.rules import Rule

_RULE = 28  # a column: its rule, then 28 bits of the basis
_ROW = 31  # an entry: its row, then a column
_SMALL = 512  # so many things are read one by one faster than the whole network at once

Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True, eq=False)
class Bases:
    """For each initiative, by row, the columns it has or falls under; a column is a rule and a basis.

    initiatives: int32[n], their places in the network, ascending. starts: int64[n+1], the row of each.
    columns: int32[entries], ascending in a row. has: bool[entries], whether it has the basis itself.
    keys: int64[c], rule and place of each column, ascending; no column is empty.
    """

    initiatives: Ids
    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    has: NDArray[np.bool_]
    keys: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the initiatives."""
        return len(self.initiatives)

    def rules(self) -> NDArray[np.int64]:
        """Give the rule of each column."""
        return self.keys >> _RULE

    def things(self) -> NDArray[np.int64]:
        """Give the place of each column's basis."""
        return self.keys & ((1 << _RULE) - 1)

    def counts(self) -> NDArray[np.int64]:
        """Count, for each column, the initiatives that have it or fall under it."""
        return np.bincount(self.columns, minlength=len(self.keys)).astype(np.int64)


def column_key(rules: NDArray[np.int64], things: NDArray[np.int64]) -> NDArray[np.int64]:
    """Write rules and bases as column keys."""
    return rules << _RULE | things


def read_bases(network: Network) -> Bases:
    """Find what every initiative has and falls under."""
    initiatives = network.initiatives()
    return composed(initiatives, entries_of(network, initiatives))


def entries_of(network: Network, initiatives: Ids) -> NDArray[np.int64]:
    """Give what some initiatives have and fall under, by their place among those given; see `entry`."""
    start = np.arange(len(initiatives), dtype=np.int64), initiatives.astype(np.int64)
    found = []
    for rule, (own, wider) in _reached(network, start).items():
        for pairs, is_under in ((own, 0), (wider, 1)):
            found.append((pairs[0] << _ROW | int(rule) << _RULE | pairs[1]) << 1 | is_under)
    told = distinct(np.concatenate(found))
    is_first = np.diff(told >> 1, prepend=-1) != 0
    entries: NDArray[np.int64] = told[is_first]  # of an entry that is both, the first: it has it
    return entries


def composed(initiatives: Ids, entries: NDArray[np.int64]) -> Bases:
    """Make bases of entries: row, column's key and, in the last bit, whether it only falls under it; ascending."""
    rows = entries >> (_ROW + 1)
    told = entries >> 1 & ((1 << _ROW) - 1)
    keys = distinct(told)
    columns = np.searchsorted(keys, told)
    starts = np.zeros(len(initiatives) + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=len(initiatives)), out=starts[1:])
    return Bases(initiatives, starts, columns.astype(np.int32), entries & 1 == 0, keys)


def _reached(network: Network, start: Pairs) -> dict[Rule, tuple[Pairs, Pairs]]:
    """Give, for each rule, what is had and what is fallen under besides."""
    needs = step(network, start, Relation.ANSWERS_NEED)
    places = _lands(network, step(network, start, Relation.ON_TERRITORY))
    methods = step(network, start, Relation.USES_METHOD)
    actors = joined(
        *(step(network, start, each) for each in (Relation.CARRIED_BY, Relation.INITIATED_BY)),
        step(network, start, Relation.HAS_PARTICIPANT),
    )
    lessons = step(network, start, Relation.LEARNED_FROM, backwards=True)
    pointed = step(network, lessons, Relation.POINTS_TO_NEED)
    none = (np.empty(0, np.int64), np.empty(0, np.int64))
    return {
        Rule.NEED: (needs, above(network, needs, Relation.BROADER)),
        Rule.TERRITORY: (places, _lands(network, above(network, places, Relation.WITHIN))),
        Rule.ACTOR: (actors, none),
        Rule.METHOD: (methods, none),
        Rule.LESSON: (joined(lessons, pointed), needs),
    }


def _lands(network: Network, pairs: Pairs) -> Pairs:
    """Leave countries out: what they join is everything."""
    kept = network.kinds[pairs[1]] != Kind.COUNTRY
    return pairs[0][kept], pairs[1][kept]


def above(network: Network, pairs: Pairs, relation: Relation) -> Pairs:
    """Give all that is above things, at any height; what is its own ancestor too."""
    found, fresh = joined(pairs), pairs
    while len(fresh[0]):
        reached = joined(found, step(network, fresh, relation))
        fresh = _without(reached, found)
        found = reached
    return found


def step(network: Network, pairs: Pairs, relation: Relation, *, backwards: bool = False) -> Pairs:
    """Follow one relation from the second of each pair."""
    rows, things = pairs
    if len(things) <= _SMALL:
        reached = [network.of(each, relation, backwards=backwards) for each in things.tolist()]
        found = np.concatenate(reached) if reached else np.empty(0, np.int64)
        return np.repeat(rows, [len(each) for each in reached]), found.astype(np.int64)
    starts, ends = network.adjacency(relation, backwards=backwards)
    counts = starts[things + 1] - starts[things]
    shift = starts[things] - np.cumsum(counts) + counts
    return np.repeat(rows, counts), ends[np.repeat(shift, counts) + np.arange(counts.sum())].astype(np.int64)


def joined(*several: Pairs) -> Pairs:
    """Put pairs together, each once, ascending."""
    told = distinct(np.concatenate([rows << _RULE | things for rows, things in several]))
    return told >> _RULE, told & ((1 << _RULE) - 1)


def _without(pairs: Pairs, others: Pairs) -> Pairs:
    told = np.setdiff1d(pairs[0] << _RULE | pairs[1], others[0] << _RULE | others[1], assume_unique=True)
    return told >> _RULE, told & ((1 << _RULE) - 1)
