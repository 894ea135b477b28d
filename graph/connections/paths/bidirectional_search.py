"""Find the one cheapest way between two things: from both ends, nearest first, until the two halves meet for good.

Of equally cheap ways, it is the one whose IRIs come first, read from the start. Things are numbers: places in the table
of IRIs, which is in their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Ids
from graph.connections.network.sorted_arrays import distinct
from graph.connections.paths.model import LINK_COST
from graph.connections.paths.search_graph import Costs, Rows, SearchGraph

_NEVER = int(np.iinfo(np.int32).max)  # dearer than any way


class _Half:
    """What is known of the ways from one end.

    All links cost at least `LINK_COST`: things whose costs lie within one link of each other do not change each other's,
    and are looked at together. `_nearness` is `_NEVER` less the cost of the cheapest way known so far, 0 without one: an
    array of nothing costs nothing to make, however large.
    """

    def __init__(self, ground: SearchGraph, end: int, barred: Collection[int]) -> None:
        self._ground = ground
        self._barred = tuple(barred)
        self._nearness = np.zeros(ground.size, np.int32)
        self._waiting: defaultdict[int, list[Ids]] = defaultdict(list)
        self._work: defaultdict[int, int] = defaultdict(int)
        self._keep(np.array([end], np.int32), np.zeros(1, np.int64))

    @property
    def floor(self) -> int:
        """Give a cost that all ways not known for good have; `_NEVER` when there are none."""
        return min(self._waiting) * LINK_COST if self._waiting else _NEVER

    @property
    def work_ahead(self) -> int:
        """Count the links to be read next."""
        return self._work[min(self._waiting)]

    def costs(self, things: Ids) -> Costs:
        """Give the cost of the cheapest way known to each thing."""
        return _NEVER - self._nearness[things].astype(np.int64)

    def go_on(self, barred_next: Collection[int] = ()) -> Ids:
        """Look at all that is next to the things of the lowest costs; give those to which a cheaper way was found."""
        lowest = min(self._waiting)
        things = distinct(np.concatenate(self._waiting.pop(lowest)))
        del self._work[lowest]
        things = things[
            self.costs(things) // LINK_COST == lowest
        ]  # a cheaper way was found to the others meanwhile
        rows = _without(self._ground.next_to(things), (*self._barred, *barred_next))
        known = self.costs(things) + self._ground.half_costs(things) + LINK_COST
        costs = known[rows.origins]
        hopeful = costs < self.costs(rows.ends)
        ends, costs = rows.ends[hopeful], costs[hopeful]
        costs += self._ground.half_costs(ends)
        return self._keep(ends, costs)

    def steps_back(self, things: Ids) -> NDArray[np.int32]:
        """Give the last steps of all cheapest ways to some things, and the steps before them: int32[:, 2], each from
        the thing nearer to the end.
        """
        steps = [np.empty((0, 2), np.int32)]
        while len(things):
            rows = _without(self._ground.next_to(things), self._barred)
            costs = self.costs(things) - self._ground.half_costs(things) - LINK_COST
            left = costs[rows.origins] - self.costs(rows.ends)
            maybe = left >= 0  # few; only of these is it worth knowing what passing through costs
            ends, origins, left = rows.ends[maybe], rows.origins[maybe], left[maybe]
            on_way = left == self._ground.half_costs(ends)
            steps.append(np.column_stack((ends[on_way], things[origins[on_way]])))
            things = distinct(ends[on_way])
        return np.concatenate(steps)

    def _keep(self, ends: Ids, costs: Costs) -> Ids:
        np.maximum.at(self._nearness, ends, (_NEVER - costs).astype(np.int32))
        best = self.costs(ends) == costs
        ends, costs = ends[best], costs[best]
        turns = costs // LINK_COST
        for turn in distinct(turns).tolist():
            now = ends[turns == turn]
            self._waiting[turn].append(now)
            self._work[turn] += self._ground.work_ahead(now)
        return ends


def cheapest_way(
    ground: SearchGraph,
    start: int,
    end: int,
    *,
    barred: Collection[int] = (),
    barred_next: Collection[int] = (),
    at_most: int = _NEVER - 1,
) -> tuple[int, ...] | None:
    """Find the cheapest way, or None: the things on it, both ends among them.

    Args:   barred: what it must not pass through; barred_next: what must not follow the start; at_most: what
            it may cost, the start's own half cost among it
    Raises: Stopped.
    """
    there = _Half(ground, start, barred)
    back = _Half(ground, end, {*barred, start})  # so that the first step is always taken from the start
    met: list[Ids] = []
    lowest = at_most + 1
    found = there.go_on(barred_next)
    while True:
        both = there.costs(found) + back.costs(found)
        lowest = min(lowest, int(both.min(initial=lowest)))
        met.append(found[both == lowest])
        floors = there.floor, back.floor
        if _NEVER in floors or sum(floors) > lowest:
            break
        found = min(there, back, key=lambda half: half.work_ahead).go_on()
    if lowest > at_most:
        return None
    meeting = distinct(np.concatenate(met))
    meeting = meeting[there.costs(meeting) + back.costs(meeting) == lowest]
    steps = np.concatenate((there.steps_back(meeting), back.steps_back(meeting)[:, ::-1]))
    return _first_way(steps, start, end)


def _without(rows: Rows, barred: Collection[int]) -> Rows:
    for each in barred:
        rows = rows.where(rows.ends != each)
    return rows


def _first_way(steps: NDArray[np.int32], start: int, end: int) -> tuple[int, ...]:
    """Follow steps, every one of which leads on, taking the first each time."""
    following = dict(
        sorted(map(tuple, steps.tolist()), reverse=True)
    )  # the first of each comes last, and stays
    way = [start]
    while way[-1] != end:
        way.append(following[way[-1]])
    return tuple(way)
