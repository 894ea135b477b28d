"""Find the best few paths between two things: few links, and rare ones, come first (decision 23).

    found = find_paths(network, "http://…/id/need/entraide", "http://…/id/circle/arpentage", count=3)

Hubs, such as a country, are passed through only when nothing else connects the two things.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.connections.paths.bidirectional_search import shortest_path
from graph.connections.paths.model import Ending, Path, Paths, Step, Thing
from graph.connections.paths.search_graph import SearchGraph, Stopped

WORK_BOUND = 1_000_000  # links; a search that has read so many is stopped
APART_COST = 10_000  # what a path pays for each thing that an earlier path passes through

Things = tuple[int, ...]


def find_paths(  # noqa: PLR0913  the last four have defaults
    network: Network,
    start_iri: str,
    end_iri: str,
    *,
    count: int = 3,
    relations: Collection[Relation] | None = None,
    apart_cost: int = APART_COST,
    work_bound: int = WORK_BOUND,
) -> Paths:
    """Find the best paths between two things, the best first.

    The paths from B to A are those from A to B, reversed.

    Args:
        count: How many at most.
        relations: The relations to follow; None for all. A membership (org:member, org:organization) is one link, followed
            when either of the two is given.
        work_bound: How many links may be read.
    """
    start, end = network.iris.find(start_iri), network.iris.find(end_iri)
    if start is None or end is None:
        ends_by_iri = {start_iri: start, end_iri: end}
        unknown = tuple(iri for iri, thing in ends_by_iri.items() if thing is None)
        return Paths((), Ending.UNKNOWN, unknown=unknown)
    if start == end:
        return Paths((Path(0, ()),), Ending.FOUND)
    ends = min(start, end), max(start, end)
    looked_at, is_incomplete = 0, False
    for with_hubs in (False, True):
        search_graph = SearchGraph(network, ends, relations, with_hubs=with_hubs, work_bound=work_bound)
        routes, is_stopped = _best_paths(search_graph, ends, count, apart_cost)
        looked_at, is_incomplete = looked_at + search_graph.looked_at, is_incomplete or is_stopped
        if routes:
            break
    ending = Ending.STOPPED if is_incomplete else Ending.FOUND if routes else Ending.UNCONNECTED
    between = np.array([each for route in routes for each in route[1:-1]], np.int32)
    paths = tuple(
        _path(network, search_graph, route if start < end else route[::-1])
        for route in _in_order(search_graph, routes)
    )
    return Paths(paths, ending, bool(search_graph.are_hubs(between).any()), looked_at=looked_at)


def _best_paths(
    search_graph: SearchGraph, ends: tuple[int, int], count: int, apart_cost: int
) -> tuple[list[Things], bool]:
    """Return the cheapest paths one after the other, and whether the search was stopped."""
    found: list[Things] = []
    try:
        while len(found) < count:
            search_graph.penalize({each for path in found for each in path[1:-1]}, apart_cost)
            path = _next_path(search_graph, ends, found)
            if path is None:
                break
            found.append(path)
    except Stopped:
        return found, True
    return found, False


def _next_path(search_graph: SearchGraph, ends: tuple[int, int], found: Sequence[Things]) -> Things | None:
    """Return the cheapest path that is not yet found: it leaves the found ones at one of their things (Yen's algorithm)."""
    start, end = ends
    path = shortest_path(search_graph, start, end)
    if path not in found:
        return path
    best: tuple[int, Things] | None = None
    for root in sorted({path[:length] for path in found for length in range(1, len(path))}):
        followed = {path[len(root)] for path in found if path[: len(root)] == root}
        left = {"at_most": best[0] - search_graph.cost(root)} if best else {}
        rest = shortest_path(search_graph, root[-1], end, barred=root[:-1], barred_next=followed, **left)
        if rest is not None:
            path = root[:-1] + rest
            best = min(best or (search_graph.cost(path), path), (search_graph.cost(path), path))
    return best[1] if best else None


def _in_order(search_graph: SearchGraph, routes: Sequence[Things]) -> list[Things]:
    search_graph.penalize((), 0)
    return sorted(routes, key=lambda each: (search_graph.cost(each), each))


def _path(network: Network, search_graph: SearchGraph, route: Things) -> Path:
    things = [Thing(network.iris[each], Kind(network.kinds[each])) for each in route]
    links = (search_graph.links_between(*each) for each in pairwise(route))
    steps = (Step(*ends, each) for ends, each in zip(pairwise(things), links, strict=True))
    return Path(search_graph.cost(route), tuple(steps))
