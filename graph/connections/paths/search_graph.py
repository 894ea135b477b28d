"""The weighted graph that path search runs on: neighbours of things, costs, and which things are hubs.

A membership (a function of a person in a body) is no thing of its own here: the person and the body are neighbours. Costs are
integers (decision 23): every link costs `LINK_COST`, every thing that is passed through costs twice its half cost.
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

_HALF_PASSAGE = LINK_COST / 8  # a thing costs a quarter of the logarithm of its number of links
_LOWEST_HUB_BOUND = 15
_IS_HUB, _IS_INITIATIVE = (
    np.isin(np.arange(256), each) for each in ((Kind.COUNTRY, Kind.CONCEPT), INITIATIVES)
)
_MEMBERSHIP = (Relation.MEMBER, Relation.MEMBER_OF_BODY)
_NO_EXIT = 255
# By which relation a membership is left, by the relation through which it was entered: member to body or back.
_OUT_OF = np.full(256, _NO_EXIT, np.uint8)
for _into, _out in (_MEMBERSHIP, _MEMBERSHIP[::-1]):
    _OUT_OF[code(_into, backwards=True)] = code(_out)


class Stopped(Exception):
    """A search has read as many links as it may."""


class Rows(NamedTuple):
    """Links from some things: the index of the first thing among these, the other end, the code of the relation."""

    origins: NDArray[np.int64]
    ends: Ids
    by: NDArray[np.uint8]

    def where(self, kept: Flags) -> Rows:
        """Return the links that a mask keeps."""
        return Rows(self.origins[kept], self.ends[kept], self.by[kept])

    def followed_by(self, other: Rows) -> Rows:
        """Return these links, and others from the same things."""
        return Rows(
            np.concatenate((self.origins, other.origins)),
            np.concatenate((self.ends, other.ends)),
            np.concatenate((self.by, other.by)),
        )


class _ThingData(NamedTuple):
    """What every search over one network needs for each thing: int32[n], bool[n], bool[n]."""

    half_costs: NDArray[np.int32]
    is_hub: Flags
    is_record: Flags


class SearchGraph:
    """A network as it is searched for paths between two things.

    Attributes:
        size: Number of things.
        looked_at: Number of links read so far.
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
        """Prepare a search between two things; these count neither as hubs nor as memberships."""
        self.looked_at = 0
        self.size = len(network)
        self._network = network
        self._ends = ends
        self._with_hubs = with_hubs
        self._work_bound = work_bound
        self._allowed = _allowed(relations)
        self._things = _thing_data(network)
        self._penalized: tuple[int, ...] = ()
        self._penalty = 0

    def penalize(self, things: Iterable[int], cost: int) -> None:
        """Add a cost to passing through some things, instead of the penalties set before."""
        self._penalized, self._penalty = tuple(things), cost

    def half_costs(self, things: Ids) -> Costs:
        """Return half the cost of passing through each thing; 0 for the two ends."""
        costs = self._things.half_costs[things].astype(np.int64)
        for each in self._penalized:
            costs[things == each] += self._penalty // 2
        for each in self._ends:
            costs[things == each] = 0
        return costs

    def cost(self, things: Sequence[int]) -> int:
        """Return the cost of a path, or of the beginning of one, with half the cost of its last thing."""
        passed: list[int] = self.half_costs(np.array(things, np.int32)).tolist()
        return LINK_COST * (len(things) - 1) + 2 * sum(passed[1:-1]) + passed[-1]

    def work_ahead(self, things: Ids) -> int:
        """Return the number of links of some things."""
        return int(self._links(things).sum())

    def next_to(self, things: Ids) -> Rows:
        """Return the neighbours of some things, each once for each link; through a membership, `by` is that of its first link.

        Raises:
            Stopped: The search has read as many links as it may.
        """
        rows = self._rows(things)
        is_record = self._are_records(rows.ends)
        if is_record.any():
            direct = rows.where(~is_record)
            rows = direct.followed_by(self._beyond(rows.where(is_record)))
        return rows if self._with_hubs else rows.where(~self.are_hubs(rows.ends))

    def links_between(self, thing: int, other: int) -> tuple[Relationship, ...]:
        """Return the links between two neighbours, in the order of relations, then of memberships."""
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
        """Return which things are hubs: countries, concepts of controlled lists, things with more links than the bound."""
        found = self._things.is_hub[things]
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
        found = self._things.is_record[things]
        for each in self._ends:
            found &= things != each
        return found

    def _beyond(self, entering: Rows) -> Rows:
        """Return the other ends of memberships; one that was entered by another relation leads nowhere."""
        entering = entering.where(_OUT_OF[entering.by] != _NO_EXIT)
        leaving = self._rows(entering.ends)
        kept = leaving.by == _OUT_OF[entering.by[leaving.origins]]
        origins, ends, _ = leaving.where(kept)
        return Rows(entering.origins[origins], ends, entering.by[origins])


def hub_bound(network: Network) -> int:
    """Return how many links a thing may have without being a hub; grows more slowly than the number of initiatives."""
    initiatives = sum(np.count_nonzero(network.kinds == each) for each in INITIATIVES)
    return _LOWEST_HUB_BOUND + round(float(np.cbrt(initiatives)) ** 2)


@lru_cache(maxsize=1)  # the network in force
def _thing_data(network: Network) -> _ThingData:
    degrees, kinds, bound = network.degrees(), network.kinds, hub_bound(network)
    is_hub = (degrees > bound) & ~_IS_INITIATIVE[kinds]
    for each in np.flatnonzero(is_hub & (kinds == Kind.TERRITORY)).tolist():
        is_hub[each] = degrees[each] - _contained(network, each) > bound
    half_costs = np.rint(_HALF_PASSAGE * np.log(np.maximum(degrees, 1))).astype(np.int32)
    return _ThingData(half_costs, is_hub | _IS_HUB[kinds], np.asarray(kinds == Kind.MEMBERSHIP))


def _contained(network: Network, thing: int) -> int:
    """Return the number of containment links of a territory, which come from the register and say nothing of activity."""
    by = network.links_of(thing)[1]
    within = code(Relation.WITHIN), code(Relation.WITHIN, backwards=True)
    return int(np.searchsorted(by, within[1], "right") - np.searchsorted(by, within[0], "left"))


def _allowed(relations: Collection[Relation] | None) -> Flags:
    if relations is None:
        return np.ones(256, np.bool_)
    followed = {*relations, *(_MEMBERSHIP if set(_MEMBERSHIP) & set(relations) else ())}
    allowed = np.zeros(256, np.bool_)
    for each in followed:
        allowed[[code(each), code(each, backwards=True)]] = True
    return allowed


def _order(link: Relationship) -> tuple[int, bool, str]:
    return link.relation, link.is_backwards, link.record or ""
