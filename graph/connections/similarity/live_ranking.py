"""Rank what is close to one thing, and why, from the arrays of a network: the rarest shared things first, exactly.

Initiatives are close by the five rules of derived connections, by the whole they are parts of, and by what sources
state; other things by what they share (`families`). A larger territory or need, which every sibling shares, only adds to
other reasons. Pages and the API ask here, so that answers never wait for a derivation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.sorted_arrays import distinct, is_among
from graph.connections.network.thing_kinds import INITIATIVES, Kind
from graph.connections.network.traversal import Hop, Pairs, Path, step, walk
from graph.connections.similarity.common_features import Common, common_features, ends, family_size
from graph.connections.similarity.families import Family, family_of
from graph.connections.similarity.model import Connection, Page, Reason
from graph.connections.similarity.part_of_trees import tie_break_of

MOST_REASONS = 12  # two needs may be answered together by thousands of initiatives
_STATED = 1 << 50  # more than any weight: what is stated comes first
_WHOLE, _PARTS = Hop(Relation.PART_OF), Hop(Relation.PART_OF, backwards=True)


def close_to(network: Network, iri: str, *, limit: int = 20, offset: int = 0) -> Page:
    """Return what a thing is most closely connected to; nothing for a thing that the network does not know.

    Args:
        limit, offset: At least 0.
    """
    thing = network.iris.find(iri)
    kind = Kind(int(network.kinds[thing])) if thing is not None else None
    family = family_of(kind) if kind is not None else None
    if thing is None or family is None:
        return Page(iri, kind, 0, offset, ())
    view = _view(network, thing, family)
    chosen = _strongest(view, offset + limit)[offset:]
    return Page(iri, kind, len(view.others), offset, _connections(view, chosen))


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """All that one thing is close to.

    Attributes:
        others: Places, ascending.
        weights: Of each.
        marks: Its weight, and more where a source states the link.
    """

    network: Network
    thing: int
    family: Family
    commons: tuple[Common, ...]
    others: NDArray[np.int64]
    weights: NDArray[np.int64]
    marks: NDArray[np.int64]


def _view(network: Network, thing: int, family: Family) -> _View:
    tree = _tree(network, thing) if family.kinds == INITIATIVES else np.array([thing], np.int64)
    commons = tuple(_without(each, tree, thing) for each in common_features(network, thing, family))
    others, weights = _summed(commons)
    is_stated = is_among(others, _sharers(each for each in commons if each.is_stated))
    shown = is_stated | (
        is_among(others, _sharers(each for each in commons if each.is_enough)) & (weights > 0)
    )
    others, weights, is_stated = others[shown], weights[shown], is_stated[shown]
    return _View(network, thing, family, commons, others, weights, weights + _STATED * is_stated)


def _tree(network: Network, thing: int) -> NDArray[np.int64]:
    """Return the part-of tree of an initiative, itself included, ascending; things in between count."""
    tree = fresh = np.array([thing], np.int64)
    while len(fresh):
        start = np.zeros(len(fresh), np.int64), fresh
        near = np.concatenate([step(network, start, each)[1] for each in (_WHOLE, _PARTS)])
        near = distinct(near)
        fresh = near[~is_among(near, tree)]
        tree = np.sort(np.concatenate((tree, fresh)))
    return tree


def _without(common: Common, tree: NDArray[np.int64], thing: int) -> Common:
    """Leave out the thing itself and, unless the rule is open to them, those of its tree."""
    numbers, things = common.sharers
    kept = things != thing if common.is_open else ~is_among(things, tree)
    return replace(common, sharers=(numbers[kept], things[kept]))


def _sharers(commons: Iterable[Common]) -> NDArray[np.int64]:
    """Return the things that share something of these, ascending, with repetitions."""
    return np.sort(np.concatenate([np.empty(0, np.int64), *(each.sharers[1] for each in commons)]))


def _summed(commons: tuple[Common, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return all that share something, ascending, and the sum of the weights of what each shares."""
    things = np.concatenate([each.sharers[1] for each in commons]) if commons else np.empty(0, np.int64)
    if not len(things):
        return things, things
    weights = np.concatenate([each.weights[each.sharers[0]] for each in commons])
    first = int(things.min())
    sums = np.bincount(things - first, weights=weights).astype(np.int64)  # exact below 2**53
    found = np.flatnonzero(sums)
    return found + first, sums[found]


def _strongest(view: _View, count: int) -> NDArray[np.int64]:
    """Return the strongest, in order; equal ones by a number that is the same seen from both ends."""
    others, marks = view.others, view.marks
    if not count:
        return others[:0]
    if len(others) > count:
        bar = np.partition(marks, len(marks) - count)[len(marks) - count]
        others, marks = others[marks >= bar], marks[marks >= bar]
    tie_breaks = _tie_breaks(view.network, others) ^ _tie_breaks(
        view.network, np.array([view.thing], np.int64)
    )
    return others[np.lexsort((others, tie_breaks, -marks))][:count]


def _tie_breaks(network: Network, things: NDArray[np.int64]) -> NDArray[np.uint64]:
    return np.array([tie_break_of(network.iris.encoded(each)) for each in things.tolist()], np.uint64)


def _connections(view: _View, chosen: NDArray[np.int64]) -> tuple[Connection, ...]:
    """Build the connections to the chosen things, each with its heaviest reasons."""
    kinds, iris = view.network.kinds, view.network.iris
    places = np.searchsorted(view.others, chosen)
    found = _shared_with(view, chosen)
    return tuple(
        Connection(
            iris[other],
            (Kind(int(kinds[view.thing])), Kind(int(kinds[other]))),
            weight,
            len(found[other][0]),
            tuple(
                _reason(view, view.commons[place], number, other) for place, number in _first(*found[other])
            ),
        )
        for other, weight in zip(chosen.tolist(), view.weights[places].tolist(), strict=True)
    )


def _shared_with(view: _View, chosen: NDArray[np.int64]) -> dict[int, Pairs]:
    """Find, for each chosen thing, which rules and features connect it, in the order of reasons."""
    in_order = np.sort(chosen)
    rows = []
    for place, common in enumerate(view.commons):
        numbers, things = common.sharers
        kept = is_among(things, in_order)
        numbers, things = numbers[kept], things[kept]
        marks = common.weights[numbers] + _STATED * common.is_stated
        rows.append(np.stack((things, -marks, np.full(len(numbers), place), common.bases[numbers], numbers)))
    table = np.concatenate(rows, axis=1) if rows else np.empty((5, 0), np.int64)
    table = table[:, np.lexsort(table[:4][::-1])]
    starts = np.searchsorted(table[0], in_order)
    stops = np.searchsorted(table[0], in_order, "right")
    return {
        other: (table[2, start:stop], table[4, start:stop])
        for other, start, stop in zip(in_order.tolist(), starts.tolist(), stops.tolist(), strict=True)
    }


def _first(places: NDArray[np.int64], numbers: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    return zip(places[:MOST_REASONS].tolist(), numbers[:MOST_REASONS].tolist(), strict=True)


def _reason(view: _View, common: Common, number: int, other: int) -> Reason:
    iris, basis = view.network.iris, int(common.bases[number])
    both = (view.thing, other) if common.is_stated else _bearers(view, common, number, other)
    return Reason(
        common.rule,
        iris[basis],
        int(common.weights[number]),
        int(common.counts[number]),
        family_size(view.network, view.family),
        iris[both[0]],
        iris[both[1]],
        Kind(int(view.network.kinds[basis])),
        common.is_backwards,
    )


def _bearers(view: _View, common: Common, number: int, other: int) -> tuple[int, int]:
    """Find what each of two things has of a feature: itself, or what falls under it."""
    basis = int(common.bases[number])
    is_own, is_others = bool(common.has[number]), common.owns(number, other)
    return (
        basis if is_own else _bearer(view.network, view.thing, basis, common.ways),
        basis if is_others else _bearer(view.network, other, basis, common.ways),
    )


def _bearer(network: Network, thing: int, basis: int, ways: tuple[Path, ...]) -> int:
    """Find the first thing that another has and that falls under a feature."""
    found = []
    for way in ways:
        own = ends(network, thing, (way[:-1],))
        origins, reached = walk(network, (np.arange(len(own)), own), way[-1:])
        found += own[origins[reached == basis]].tolist()
    return int(min(found))
