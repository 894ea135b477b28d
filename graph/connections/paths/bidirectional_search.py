"""Find the cheapest path between two things by bidirectional Dijkstra search.

Of equally cheap paths, the one whose IRIs sort first is found, so that the result does not depend on the order of search.
Things are numbers in the order of their IRIs.
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

_NEVER = int(np.iinfo(np.int32).max)  # costs more than any path


class _Half:
    """The search from one end.

    Every link costs at least `LINK_COST`, so things whose costs lie in the same range of that width cannot improve each other
    and are expanded together. `_nearness` is `_NEVER` minus the lowest known cost, 0 when there is none: an array of zeros is
    allocated without being touched.
    """

    def __init__(self, search_graph: SearchGraph, end: int, barred: Collection[int]) -> None:
        self._search_graph = search_graph
        self._barred = tuple(barred)
        self._nearness = np.zeros(search_graph.size, np.int32)
        self._waiting: defaultdict[int, list[Ids]] = defaultdict(list)
        self._work: defaultdict[int, int] = defaultdict(int)
        self._keep(np.array([end], np.int32), np.zeros(1, np.int64))

    @property
    def floor(self) -> int:
        """Return a lower bound for the cost of all paths that are not final; `_NEVER` when there are none."""
        return min(self._waiting) * LINK_COST if self._waiting else _NEVER

    @property
    def work_ahead(self) -> int:
        """Return the number of links that the next step reads."""
        return self._work[min(self._waiting)]

    def costs(self, things: Ids) -> Costs:
        """Return the lowest known cost of each thing."""
        return _NEVER - self._nearness[things].astype(np.int64)

    def expand(self, barred_next: Collection[int] = ()) -> Ids:
        """Expand the things of the lowest costs, and return the things to which a cheaper path was found."""
        lowest = min(self._waiting)
        things = distinct(np.concatenate(self._waiting.pop(lowest)))
        del self._work[lowest]
        things = things[
            self.costs(things) // LINK_COST == lowest
        ]  # the others were reached more cheaply since
        rows = _without(self._search_graph.next_to(things), (*self._barred, *barred_next))
        known = self.costs(things) + self._search_graph.half_costs(things) + LINK_COST
        costs = known[rows.origins]
        hopeful = costs < self.costs(rows.ends)
        ends, costs = rows.ends[hopeful], costs[hopeful]
        costs += self._search_graph.half_costs(ends)
        return self._keep(ends, costs)

    def steps_back(self, things: Ids) -> NDArray[np.int32]:
        """Return all steps of the cheapest paths to some things: int32[:, 2], from the thing nearer to the end."""
        steps = [np.empty((0, 2), np.int32)]
        while len(things):
            rows = _without(self._search_graph.next_to(things), self._barred)
            costs = self.costs(things) - self._search_graph.half_costs(things) - LINK_COST
            left = costs[rows.origins] - self.costs(rows.ends)
            maybe = left >= 0  # few; the cost of passing through is computed for these only
            ends, origins, left = rows.ends[maybe], rows.origins[maybe], left[maybe]
            is_on_path = left == self._search_graph.half_costs(ends)
            steps.append(np.column_stack((ends[is_on_path], things[origins[is_on_path]])))
            things = distinct(ends[is_on_path])
        return np.concatenate(steps)

    def _keep(self, ends: Ids, costs: Costs) -> Ids:
        np.maximum.at(self._nearness, ends, (_NEVER - costs).astype(np.int32))
        best = self.costs(ends) == costs
        ends, costs = ends[best], costs[best]
        turns = costs // LINK_COST
        for turn in distinct(turns).tolist():
            now = ends[turns == turn]
            self._waiting[turn].append(now)
            self._work[turn] += self._search_graph.work_ahead(now)
        return ends


def shortest_path(
    search_graph: SearchGraph,
    start: int,
    end: int,
    *,
    barred: Collection[int] = (),
    barred_next: Collection[int] = (),
    at_most: int = _NEVER - 1,
) -> tuple[int, ...] | None:
    """Return the things on the cheapest path, both ends included; None when there is no path.

    Args:
        barred: Things that it must not pass through.
        barred_next: Things that must not follow the start.
        at_most: Highest cost, with the half cost of the start.

    Raises:
        Stopped: The search has read as many links as it may.
    """
    forward = _Half(search_graph, start, barred)
    backward = _Half(search_graph, end, {*barred, start})  # so that the first step is taken from the start
    met: list[Ids] = []
    lowest = at_most + 1
    found = forward.expand(barred_next)
    while True:
        both = forward.costs(found) + backward.costs(found)
        lowest = min(lowest, int(both.min(initial=lowest)))
        met.append(found[both == lowest])
        floors = forward.floor, backward.floor
        if _NEVER in floors or sum(floors) > lowest:
            break
        found = min(forward, backward, key=lambda half: half.work_ahead).expand()
    if lowest > at_most:
        return None
    meeting = distinct(np.concatenate(met))
    meeting = meeting[forward.costs(meeting) + backward.costs(meeting) == lowest]
    steps = np.concatenate((forward.steps_back(meeting), backward.steps_back(meeting)[:, ::-1]))
    return _first_path(steps, start, end)


def _without(rows: Rows, barred: Collection[int]) -> Rows:
    for each in barred:
        rows = rows.where(rows.ends != each)
    return rows


def _first_path(steps: NDArray[np.int32], start: int, end: int) -> tuple[int, ...]:
    """Follow steps from start to end, each time to the thing that sorts first; every step leads to the end."""
    following = dict(
        sorted(map(tuple, steps.tolist()), reverse=True)
    )  # the first one comes last, and overwrites
    path = [start]
    while path[-1] != end:
        path.append(following[path[-1]])
    return tuple(path)
