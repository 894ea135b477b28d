"""What is left unanswered: needs where they were expressed, and lessons that nobody has taken up.

An initiative answers a need when it answers the need itself or a narrower one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network
from graph.connections.network.relations import Relation
from graph.connections.network.sorted_arrays import distinct
from graph.connections.network.thing_kinds import Kind
from graph.connections.network.traversal import Hop, Pairs, above, joined, step
from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.rules import Rule

Numbers = NDArray[np.int64]
_HALF = 32
_DEEDS = (Relation.CARRIED_BY, Relation.INITIATED_BY, Relation.HAS_PARTICIPANT)


@dataclass(frozen=True, slots=True, eq=False)
class Unanswered:
    """Needs that were expressed somewhere and are not answered there: one row for each expression.

    needs, where, expressions: places in the network, sorted. counts: initiatives that answer the need elsewhere.
    """

    needs: Numbers
    where: Numbers
    expressions: Numbers
    counts: Numbers


def untaken_lessons(network: Network, bases: FeatureMatrix) -> Numbers:
    """Give the lessons that point to needs none of which another initiative answers, ascending."""
    lessons, needs = _told(network, Relation.POINTS_TO_NEED, Kind.LESSON)
    taught = _told(network, Relation.LEARNED_FROM, Kind.LESSON)
    pointing, teachers = _matched((lessons, np.arange(len(lessons))), taught)
    rows = np.searchsorted(bases.initiatives, teachers)
    answering = answers(bases)
    own = np.isin(teachers, bases.initiatives)
    own &= _is_in(_keys(rows, needs[pointing]), distinct(_keys(*answering)))
    by_teachers = np.bincount(pointing[own], minlength=len(lessons))
    taken = answer_counts(answering, len(network))[needs] > by_teachers
    return np.setdiff1d(lessons, lessons[taken])


def unanswered_needs(network: Network, bases: FeatureMatrix) -> Unanswered:
    """Give the needs that no initiative answers where they were expressed.

    An initiative is there when its territory is the place, lies in it or holds it; or when it is carried, started or
    joined by the place, being a body, by one that this is a part of, or by a body that governs the territory.
    """
    expressions, needs = _told(network, Relation.EXPRESSES_NEED, Kind.NEED_EXPRESSION)
    row, where = _places(network, expressions)
    answering = answers(bases)
    at, over = _reach(network, bases, answering)
    met = _is_in(_keys(needs[row], where), over)
    heard, by = _heard(network, (np.arange(len(row)), where))
    met[heard[_is_in(_keys(needs[row][heard], by), at)]] = True
    order = np.lexsort((expressions[row], where, needs[row]))
    order = order[~met[order]]
    found = needs[row][order]
    counts = answer_counts(answering, len(network))[found]
    return Unanswered(found, where[order], expressions[row][order], counts)


def answers(bases: FeatureMatrix) -> Pairs:
    """Give which initiative answers which need, itself or a narrower one; by row."""
    kept = bases.rules()[bases.columns] == Rule.NEED
    rows = np.repeat(np.arange(len(bases)), np.diff(bases.starts))
    return rows[kept], bases.things()[bases.columns[kept]]


def answer_counts(answering: Pairs, size: int) -> Numbers:
    """Count the initiatives that answer each thing of the network."""
    return np.bincount(answering[1], minlength=size).astype(np.int64)


def _places(network: Network, expressions: Numbers) -> Pairs:
    """Give where each expression was made: the territories of the bodies that speak; without any, these themselves.

    Who speaks does so for the bodies of which it is a member, or else for itself.
    """
    said = step(network, (np.arange(len(expressions)), expressions), Hop(Relation.ATTRIBUTED_TO))
    held = step(network, _numbered(said), Hop(Relation.MEMBER, backwards=True))
    bodies = _or_itself(said, step(network, held, Hop(Relation.MEMBER_OF_BODY)))
    return joined(_or_itself(bodies, step(network, _numbered(bodies), Hop(Relation.HAS_JURISDICTION))))


def _numbered(pairs: Pairs) -> Pairs:
    return np.arange(len(pairs[0])), pairs[1]


def _or_itself(pairs: Pairs, reached: Pairs) -> Pairs:
    """Give what the second of each pair leads to, or else the pair as it is.

    Args: reached: by the number of the pair
    """
    alone = np.ones(len(pairs[0]), np.bool_)
    alone[reached[0]] = False
    rows = np.concatenate((pairs[0][reached[0]], pairs[0][alone]))
    return rows, np.concatenate((reached[1], pairs[1][alone]))


def _reach(network: Network, bases: FeatureMatrix, answering: Pairs) -> tuple[Numbers, Numbers]:
    """Give each need with where it is answered: at a territory or by an actor; and with what holds the territory."""
    start = np.arange(len(bases)), bases.initiatives.astype(np.int64)
    lands = step(network, start, Hop(Relation.ON_TERRITORY))
    actors = [step(network, start, Hop(each)) for each in _DEEDS]
    at, over = (
        distinct(_keys(*_matched(answering, places)))
        for places in (joined(lands, *actors), above(network, lands, Relation.WITHIN))
    )
    return at, over


def _heard(network: Network, places: Pairs) -> Pairs:
    """Give all at which a need of each place would be answered."""
    wholes, count = places, -1
    while count < len(wholes[0]):
        count = len(wholes[0])
        wholes = above(network, above(network, wholes, Relation.UNIT_OF), Relation.SUB_ORGANISATION_OF)
    governing = step(network, places, Hop(Relation.HAS_JURISDICTION, backwards=True))
    return joined(above(network, places, Relation.WITHIN), wholes, governing)


def _matched(left: Pairs, right: Pairs) -> Pairs:
    """Give the seconds of all pairs, one of either side, whose firsts are equal; `right` is sorted by its firsts."""
    low, high = (np.searchsorted(right[0], left[0], side) for side in ("left", "right"))
    counts = high - low
    shift = low - np.cumsum(counts) + counts
    return np.repeat(left[1], counts), right[1][np.repeat(shift, counts) + np.arange(counts.sum())]


def _told(network: Network, relation: Relation, kind: Kind) -> Pairs:
    """Give one relation's links from things of one kind, ascending."""
    subjects, objects = (each.astype(np.int64) for each in network.pairs(relation))
    kept = network.kinds[subjects] == kind
    return subjects[kept], objects[kept]


def _keys(one: Numbers, other: Numbers) -> Numbers:
    return one << _HALF | other


def _is_in(keys: Numbers, held: Numbers) -> NDArray[np.bool_]:
    """Tell which keys are held; `held` is ascending."""
    if not len(held):
        return np.zeros(len(keys), np.bool_)
    found: NDArray[np.bool_] = held[np.minimum(np.searchsorted(held, keys), len(held) - 1)] == keys
    return found
