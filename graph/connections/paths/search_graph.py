"""The ground that a search for paths goes over: who is next to whom, at what cost, and which things are hubs.

A record (a function held) is passed through as if it were a link: whoever is at its other end is next. Costs are whole
numbers, see docs/decisions/0023: every link costs `LINK_COST`, every thing passed through twice its half cost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Ids, Network
from graph.connections.network.relations import Relation, code
from graph.connections.network.thing_kinds import INITIATIVES, Kind
from graph.connections.paths.model import LINK_COST, Relationship

Costs = NDArray[np.int64]
Flags = NDArray[np.bool_]

Numbers = TypeVar("Numbers", Ids, NDArray[np.int64])

_HALF_PASSAGE = LINK_COST / 8  # a thing passed through costs a quarter of the logarithm of its links
_LEAST_BOUND = 15
_IS_HUB, _IS_INITIATIVE = (
    np.isin(np.arange(256), each) for each in ((Kind.COUNTRY, Kind.CONCEPT), INITIATIVES)
)
_FUNCTION = (Relation.MEMBER, Relation.MEMBER_OF_BODY)
_NO_WAY = 255
# By what one goes on from a record that one came into: from its member to its body, or the other way.
_OUT_OF = np.full(256, _NO_WAY, np.uint8)
for _into, _out in (_FUNCTION, _FUNCTION[::-1]):
    _OUT_OF[code(_into, backwards=True)] = code(_out)


class Stopped(Exception):
    """A search has read as many links as it may."""


class Rows(NamedTuple):
    """Links from some things: the place, among these, of the thing that each begins at, its end, and by what."""

    origins: NDArray[np.int64]
    ends: Ids
    by: NDArray[np.uint8]

    def where(self, kept: Flags) -> Rows:
        """Give some of the links."""
        return Rows(self.origins[kept], self.ends[kept], self.by[kept])

    def and_then(self, other: Rows) -> Rows:
        """Give these links and others from the same things."""
        return Rows(
            np.concatenate((self.origins, other.origins)),
            np.concatenate((self.ends, other.ends)),
            np.concatenate((self.by, other.by)),
        )


class _Lie(NamedTuple):
    """What every search over one network needs to know of its things: int32[n], bool[n], bool[n]."""

    half_costs: NDArray[np.int32]
    is_hub: Flags
    is_record: Flags


class SearchGraph:
    """A network as one search between two things goes over it.

    size: how many things there are; looked_at: how many links were read so far.
    """

    def __init__(
        self,
        network: Network,
        ends: tuple[int, int],
        relations: Collection[Relation] | None,
        *,
        with_hubs: bool,
        work_bound: int,
    ) -> None:
        """Look at a network from two things, which are neither hubs nor records whatever they are."""
        self.looked_at = 0
        self.size = len(network)
        self._network = network
        self._ends = ends
        self._with_hubs = with_hubs
        self._work_bound = work_bound
        self._allowed = _allowed(relations)
        self._lie = _lie_of(network)
        self._burdened: tuple[int, ...] = ()
        self._burden = 0

    def burden(self, things: Iterable[int], cost: int) -> None:
        """Make it dearer by a cost to pass through some things, and no others."""
        self._burdened, self._burden = tuple(things), cost

    def half_costs(self, things: Ids) -> Costs:
        """Give half of what passing through each thing costs; nothing for the two ends."""
        costs = self._lie.half_costs[things].astype(np.int64)
        for each in self._burdened:
            costs[things == each] += self._burden // 2
        for each in self._ends:
            costs[things == each] = 0
        return costs

    def cost(self, way: Sequence[int]) -> int:
        """Give what a way costs, or the beginning of one: half of what it costs to pass through its last thing."""
        passed: list[int] = self.half_costs(np.array(way, np.int32)).tolist()
        return LINK_COST * (len(way) - 1) + 2 * sum(passed[1:-1]) + passed[-1]

    def work_ahead(self, things: Ids) -> int:
        """Count the links of some things."""
        return int(self._links(things).sum())

    def next_to(self, things: Ids) -> Rows:
        """Give what is next to some things, a neighbour once for each link; `by` is that of the first link.

        Raises: Stopped.
        """
        rows = self._rows(things)
        is_record = self._are_records(rows.ends)
        if is_record.any():
            direct = rows.where(~is_record)
            rows = direct.and_then(self._beyond(rows.where(is_record)))
        return rows if self._with_hubs else rows.where(~self.are_hubs(rows.ends))

    def links_between(self, thing: int, other: int) -> tuple[Relationship, ...]:
        """Give the links between two neighbours, in the order of relations, then of records."""
        ends, by = self._network.links_of(thing)
        found = [Relationship(Relation(each >> 1), bool(each & 1)) for each in by[ends == other].tolist()]
        for record in ends[self._are_records(ends)].tolist():
            beyond, by_there = self._network.links_of(record)
            out = by_there[beyond == other]
            found += [
                Relationship(Relation(each >> 1), is_backwards=True, record=self._network.iris[record])
                for each in by[ends == record].tolist()
                if each & 1 and _OUT_OF[each] in out
            ]
        return tuple(sorted({each for each in found if self._allowed[2 * each.relation]}, key=_order))

    def are_hubs(self, things: Ids) -> Flags:
        """Tell which things are hubs: countries, entries of closed lists, what has more links than the bound."""
        found = self._lie.is_hub[things]
        for each in self._ends:
            found &= things != each
        return found

    def _links(self, things: Ids) -> NDArray[np.int64]:
        starts = self._network.starts
        return starts[things + 1] - starts[things]

    def _rows(self, things: Ids) -> Rows:
        counts = self._links(things)
        total = int(counts.sum())
        self.looked_at += total
        if self.looked_at > self._work_bound:
            raise Stopped
        origins = np.repeat(np.arange(len(things)), counts)
        before = np.cumsum(counts) - counts
        places = np.arange(total) + (self._network.starts[things] - before)[origins]
        rows = Rows(origins, self._network.ends[places], self._network.by[places])
        return rows if self._allowed.all() else rows.where(self._allowed[rows.by])

    def _are_records(self, things: Ids) -> Flags:
        found = self._lie.is_record[things]
        for each in self._ends:
            found &= things != each
        return found

    def _beyond(self, entering: Rows) -> Rows:
        """Go on from records to their other end; into a record by anything else, there is no way out."""
        entering = entering.where(_OUT_OF[entering.by] != _NO_WAY)
        leaving = self._rows(entering.ends)
        kept = leaving.by == _OUT_OF[entering.by[leaving.origins]]
        origins, ends, _ = leaving.where(kept)
        return Rows(entering.origins[origins], ends, entering.by[origins])


def hub_bound(network: Network) -> int:
    """Give how many links a thing may have that is no hub; grows with the number of initiatives, but more slowly."""
    initiatives = sum(np.count_nonzero(network.kinds == each) for each in INITIATIVES)
    return _LEAST_BOUND + round(float(np.cbrt(initiatives)) ** 2)


@lru_cache(maxsize=1)  # whoever asks for paths asks about the network in force
def _lie_of(network: Network) -> _Lie:
    degrees, kinds, bound = network.degrees(), network.kinds, hub_bound(network)
    is_hub = (degrees > bound) & ~_IS_INITIATIVE[kinds]
    for each in np.flatnonzero(is_hub & (kinds == Kind.TERRITORY)).tolist():
        is_hub[each] = degrees[each] - _contained(network, each) > bound
    half_costs = np.rint(_HALF_PASSAGE * np.log(np.maximum(degrees, 1))).astype(np.int32)
    return _Lie(half_costs, is_hub | _IS_HUB[kinds], np.asarray(kinds == Kind.MEMBERSHIP))


def _contained(network: Network, thing: int) -> int:
    """Count the links of containment of a thing: a register tells them of any territory, whatever happens there."""
    by = network.links_of(thing)[1]
    within = code(Relation.WITHIN), code(Relation.WITHIN, backwards=True)
    return int(np.searchsorted(by, within[1], "right") - np.searchsorted(by, within[0], "left"))


def _allowed(relations: Collection[Relation] | None) -> Flags:
    if relations is None:
        return np.ones(256, np.bool_)
    told = {*relations, *(_FUNCTION if set(_FUNCTION) & set(relations) else ())}
    allowed = np.zeros(256, np.bool_)
    for each in told:
        allowed[[code(each), code(each, backwards=True)]] = True
    return allowed


def _order(link: Relationship) -> tuple[int, bool, str]:
    return link.relation, link.is_backwards, link.record or ""
