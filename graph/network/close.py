"""Close to this one, and why: all that shares something with a thing, the rarest first; exact, and read live.

Initiatives come close by the five rules of the derived links, by the whole they are parts of, and by what sources state;
other things by what they share (graph.network.sharing).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from graph.network.common import Common, ends, family_size, in_common
from graph.network.connection import STATED, Connection, Page, Reason
from graph.network.kinds import INITIATIVES, Kind
from graph.network.network import Network
from graph.network.relations import Relation
from graph.network.sharing import Family, family_of
from graph.network.walk import Hop, Path, step, walk
from graph.network.weights import UNIT

# What more than three things in four share brings nothing close: in a network of eight initiatives, the body that carries
# seven of them. A connection that weighs less than this is not shown, unless a source states it.
LEAST_WEIGHT = round(log(4 / 3) * UNIT)
_STATED = 1 << 50  # more than any weight: what is stated comes first
_WHOLE, _PARTS = Hop(Relation.PART_OF), Hop(Relation.PART_OF, backwards=True)


def close_to(network: Network, iri: str, *, limit: int = 20, offset: int = 0) -> Page:
    """Give what a thing is most closely connected to; nothing for one that the network does not know.

    Args: limit, offset: at least 0
    """
    thing = network.iris.find(iri)
    kind = Kind(int(network.kinds[thing])) if thing is not None else None
    family = family_of(kind) if kind is not None else None
    if thing is None or family is None:
        return Page(iri, kind, 0, offset, ())
    view = _view(network, thing, family)
    chosen = _strongest(view, offset + limit)[offset:]
    return Page(iri, kind, len(view.others), offset, _told(view, chosen))


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """All that one thing is close to.

    others: places, ascending. weights: of each. marks: its weight, and more where a source states the link.
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
    commons = tuple(_without(each, tree, thing) for each in in_common(network, thing, family))
    others, weights = _summed(commons)
    stated = [each.sharers[1] for each in commons if each.is_stated]
    is_stated = np.isin(others, np.concatenate(stated)) if stated else np.zeros(len(others), np.bool_)
    shown = is_stated | (weights >= LEAST_WEIGHT)
    others, weights, is_stated = others[shown], weights[shown], is_stated[shown]
    return _View(network, thing, family, commons, others, weights, weights + _STATED * is_stated)


def _tree(network: Network, thing: int) -> NDArray[np.int64]:
    """Give the part-of tree of an initiative, itself among it, ascending."""
    tree = fresh = np.array([thing], np.int64)
    while len(fresh):
        start = np.zeros(len(fresh), np.int64), fresh
        near = np.concatenate([step(network, start, each)[1] for each in (_WHOLE, _PARTS)])
        near = near[np.isin(network.kinds[near], INITIATIVES)]
        fresh = np.setdiff1d(near, tree)
        tree = np.union1d(tree, fresh)
    return tree


def _without(common: Common, tree: NDArray[np.int64], thing: int) -> Common:
    """Leave out the thing itself and, unless the rule is open to them, those of its tree."""
    numbers, things = common.sharers
    kept = things != thing if common.is_open else ~np.isin(things, tree)
    return replace(common, sharers=(numbers[kept], things[kept]))


def _summed(commons: tuple[Common, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give all who share something, ascending, and the sum of the weights of what each shares."""
    things = np.concatenate([each.sharers[1] for each in commons]) if commons else np.empty(0, np.int64)
    if not len(things):
        return things, things
    weights = np.concatenate([each.weights[each.sharers[0]] for each in commons])
    first = int(things.min())
    sums = np.bincount(things - first, weights=weights).astype(np.int64)  # exact below 2**53
    found = np.flatnonzero(sums)
    return found + first, sums[found]


def _strongest(view: _View, count: int) -> NDArray[np.int64]:
    """Give the strongest, the first first; among equals, as a number decides that both ends give alike."""
    others, marks = view.others, view.marks
    if not count:
        return others[:0]
    if len(others) > count:
        bar = np.partition(marks, len(marks) - count)[len(marks) - count]
        others, marks = others[marks >= bar], marks[marks >= bar]
    ties = _ties(view.network, others) ^ _ties(view.network, np.array([view.thing], np.int64))
    return others[np.lexsort((others, ties, -marks))][:count]


def _ties(network: Network, things: NDArray[np.int64]) -> NDArray[np.uint64]:
    return np.array([crc32(network.iris.encoded(each)) for each in things.tolist()], np.uint64)


def _told(view: _View, chosen: NDArray[np.int64]) -> tuple[Connection, ...]:
    """Give the reasons of those chosen."""
    kind = Kind(int(view.network.kinds[view.thing]))
    reasons: dict[int, list[Reason]] = {each: [] for each in chosen.tolist()}
    for common in view.commons:
        numbers, things = common.sharers
        kept = np.isin(things, chosen)
        for number, other in zip(numbers[kept].tolist(), things[kept].tolist(), strict=True):
            reasons[other].append(_reason(view, common, number, other))
    return tuple(
        Connection(
            view.network.iris[other],
            (kind, Kind(int(view.network.kinds[other]))),
            sum(each.weight for each in held),
            tuple(sorted(held, key=_weightiest)),
        )
        for other, held in reasons.items()
    )


def _weightiest(reason: Reason) -> tuple[bool, int, str, str]:
    return reason.rule not in STATED, -reason.weight, reason.rule, reason.basis


def _reason(view: _View, common: Common, number: int, other: int) -> Reason:
    iris, basis = view.network.iris, int(common.bases[number])
    return Reason(
        common.rule,
        iris[basis],
        int(common.weights[number]),
        int(common.counts[number]),
        family_size(view.network, view.family),
        iris[basis if common.has[number] else _bearer(view.network, view.thing, basis, common.ways)],
        iris[basis if common.owns(number, other) else _bearer(view.network, other, basis, common.ways)],
        common.is_backwards,
    )


def _bearer(network: Network, thing: int, basis: int, ways: tuple[Path, ...]) -> int:
    """Find the first thing that another has and that falls under a basis."""
    for way in ways:
        own = ends(network, thing, (way[:-1],))
        borne = walk(network, (np.arange(len(own)), own), way[-1:])
        found = borne[0][borne[1] == basis]
        if len(found):
            return int(own[found[0]])
    return basis
