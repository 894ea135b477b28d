"""Find the best few ways from one thing to another: fewest and rarest links first. See docs/decisions/0023."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.connections.paths.bidirectional_search import cheapest_way
from graph.connections.paths.model import Ending, Path, Paths, Step, Thing
from graph.connections.paths.search_graph import SearchGraph, Stopped

WORK_BOUND = 1_000_000  # links that are read before a search is given up
APART_COST = 10_000  # what it costs a path to pass through a thing that a path told before passes through

Way = tuple[int, ...]


def find_paths(  # noqa: PLR0913  each has a meaning of its own, and a default
    network: Network,
    start_iri: str,
    end_iri: str,
    *,
    count: int = 3,
    relations: Collection[Relation] | None = None,
    apart_cost: int = APART_COST,
    work_bound: int = WORK_BOUND,
) -> Paths:
    """Find the best paths between two things, the best first; those from B to A are those from A to B, reversed.

    Args: count: how many at most; relations: the kinds of links to go by, all when None; a function held (org:member,
          org:organization) is one kind of link: either of the two lets it through
    """
    start, end = network.iris.find(start_iri), network.iris.find(end_iri)
    if start is None or end is None:
        asked = {start_iri: start, end_iri: end}
        return Paths((), Ending.UNKNOWN, unknown=tuple(iri for iri, place in asked.items() if place is None))
    if start == end:
        return Paths((Path(0, ()),), Ending.FOUND)
    ends = min(start, end), max(start, end)
    looked_at, is_given_up = 0, False
    for with_hubs in (False, True):
        ground = SearchGraph(network, ends, relations, with_hubs=with_hubs, work_bound=work_bound)
        ways, is_stopped = _best_ways(ground, ends, count, apart_cost)
        looked_at, is_given_up = looked_at + ground.looked_at, is_given_up or is_stopped
        if ways:
            break
    ending = Ending.STOPPED if is_given_up else Ending.FOUND if ways else Ending.UNCONNECTED
    between = np.array([each for way in ways for each in way[1:-1]], np.int32)
    paths = tuple(
        _path(network, ground, way if start < end else way[::-1]) for way in _in_order(ground, ways)
    )
    return Paths(paths, ending, bool(ground.are_hubs(between).any()), looked_at=looked_at)


def _best_ways(
    ground: SearchGraph, ends: tuple[int, int], count: int, apart_cost: int
) -> tuple[list[Way], bool]:
    """Find one way after the other, each the cheapest of those left, and tell whether the search was given up."""
    told: list[Way] = []
    try:
        while len(told) < count:
            ground.burden({each for way in told for each in way[1:-1]}, apart_cost)
            way = _another(ground, ends, told)
            if way is None:
                break
            told.append(way)
    except Stopped:
        return told, True
    return told, False


def _another(ground: SearchGraph, ends: tuple[int, int], told: Sequence[Way]) -> Way | None:
    """Find the cheapest way that was not told: it leaves those told at one of their things (Yen's partition)."""
    start, end = ends
    way = cheapest_way(ground, start, end)
    if way not in told:
        return way
    best: tuple[int, Way] | None = None
    for root in sorted({way[:length] for way in told for length in range(1, len(way))}):
        followed = {way[len(root)] for way in told if way[: len(root)] == root}
        left = {"at_most": best[0] - ground.cost(root)} if best else {}
        rest = cheapest_way(ground, root[-1], end, barred=root[:-1], barred_next=followed, **left)
        if rest is not None:
            way = root[:-1] + rest
            best = min(best or (ground.cost(way), way), (ground.cost(way), way))
    return best[1] if best else None


def _in_order(ground: SearchGraph, ways: Sequence[Way]) -> list[Way]:
    ground.burden((), 0)
    return sorted(ways, key=lambda each: (ground.cost(each), each))


def _path(network: Network, ground: SearchGraph, way: Way) -> Path:
    things = [Thing(network.iris[each], Kind(network.kinds[each])) for each in way]
    links = (ground.links_between(*each) for each in pairwise(way))
    steps = (Step(*ends, each) for ends, each in zip(pairwise(things), links, strict=True))
    return Path(ground.cost(way), tuple(steps))
