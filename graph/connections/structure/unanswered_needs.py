"""Find what is left unanswered: needs where they were expressed, and lessons that nobody has taken up.

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

    Attributes:
        needs, where, expressions: Places in the network, sorted.
        counts: Initiatives that answer the need elsewhere.
    """

    needs: Numbers
    where: Numbers
    expressions: Numbers
    counts: Numbers


def untaken_lessons(network: Network, features: FeatureMatrix) -> Numbers:
    """Return the lessons that point to needs none of which another initiative answers, ascending."""
    lessons, needs = _links(network, Relation.POINTS_TO_NEED, Kind.LESSON)
    taught = _links(network, Relation.LEARNED_FROM, Kind.LESSON)
    pointing, teachers = _joined_pairs((lessons, np.arange(len(lessons))), taught)
    rows = np.searchsorted(features.initiatives, teachers)
    answering = answers(features)
    own = np.isin(teachers, features.initiatives)
    own &= _is_in(_keys(rows, needs[pointing]), distinct(_keys(*answering)))
    by_teachers = np.bincount(pointing[own], minlength=len(lessons))
    taken = answer_counts(answering, len(network))[needs] > by_teachers
    return np.setdiff1d(lessons, lessons[taken])


def unanswered_needs(network: Network, features: FeatureMatrix) -> Unanswered:
    """Return the needs that no initiative answers where they were expressed.

    An initiative is there when its territory is the place, lies in it or holds it; or when it is carried, started or
    joined by the place, being a body, by one that this is a part of, or by a body that governs the territory.
    """
    expressions, needs = _links(network, Relation.EXPRESSES_NEED, Kind.NEED_EXPRESSION)
    row, where = _places(network, expressions)
    answering = answers(features)
    at, over = _answered_places(network, features, answering)
    met = _is_in(_keys(needs[row], where), over)
    expression, by = _answering_places(network, (np.arange(len(row)), where))
    met[expression[_is_in(_keys(needs[row][expression], by), at)]] = True
    order = np.lexsort((expressions[row], where, needs[row]))
    order = order[~met[order]]
    found = needs[row][order]
    counts = answer_counts(answering, len(network))[found]
    return Unanswered(found, where[order], expressions[row][order], counts)


def answers(features: FeatureMatrix) -> Pairs:
    """Return which initiative answers which need, itself or a narrower one; by row."""
    kept = features.rules()[features.columns] == Rule.NEED
    rows = np.repeat(np.arange(len(features)), np.diff(features.starts))
    return rows[kept], features.things()[features.columns[kept]]


def answer_counts(answering: Pairs, size: int) -> Numbers:
    """Count the initiatives that answer each thing of the network."""
    return np.bincount(answering[1], minlength=size).astype(np.int64)


def _places(network: Network, expressions: Numbers) -> Pairs:
    """Return where each expression was made: the territories of the bodies that speak; without any, these themselves.

    A speaker speaks for the bodies of which it is a member, or else for itself.
    """
    said = step(network, (np.arange(len(expressions)), expressions), Hop(Relation.ATTRIBUTED_TO))
    members = step(network, _numbered(said), Hop(Relation.MEMBER, backwards=True))
    bodies = _or_itself(said, step(network, members, Hop(Relation.MEMBER_OF_BODY)))
    return joined(_or_itself(bodies, step(network, _numbered(bodies), Hop(Relation.HAS_JURISDICTION))))


def _numbered(pairs: Pairs) -> Pairs:
    return np.arange(len(pairs[0])), pairs[1]


def _or_itself(pairs: Pairs, reached: Pairs) -> Pairs:
    """Return what the second of each pair leads to, or else the pair as it is.

    Args:
        reached: By the number of the pair.
    """
    alone = np.ones(len(pairs[0]), np.bool_)
    alone[reached[0]] = False
    rows = np.concatenate((pairs[0][reached[0]], pairs[0][alone]))
    return rows, np.concatenate((reached[1], pairs[1][alone]))


def _answered_places(network: Network, features: FeatureMatrix, answering: Pairs) -> tuple[Numbers, Numbers]:
    """Return each need with where it is answered, a territory or an actor; and with the territories above."""
    start = np.arange(len(features)), features.initiatives.astype(np.int64)
    lands = step(network, start, Hop(Relation.ON_TERRITORY))
    actors = [step(network, start, Hop(each)) for each in _DEEDS]
    at, over = (
        distinct(_keys(*_joined_pairs(answering, places)))
        for places in (joined(lands, *actors), above(network, lands, Relation.WITHIN))
    )
    return at, over


def _answering_places(network: Network, places: Pairs) -> Pairs:
    """Return all places at which an answer would count for each place."""
    wholes, count = places, -1
    while count < len(wholes[0]):
        count = len(wholes[0])
        wholes = above(network, above(network, wholes, Relation.UNIT_OF), Relation.SUB_ORGANISATION_OF)
    governing = step(network, places, Hop(Relation.HAS_JURISDICTION, backwards=True))
    return joined(above(network, places, Relation.WITHIN), wholes, governing)


def _joined_pairs(left: Pairs, right: Pairs) -> Pairs:
    """Join two sets of pairs on equal firsts; return the seconds. `right` is sorted by its firsts."""
    low, high = (np.searchsorted(right[0], left[0], side) for side in ("left", "right"))
    counts = high - low
    shift = low - np.cumsum(counts) + counts
    return np.repeat(left[1], counts), right[1][np.repeat(shift, counts) + np.arange(counts.sum())]


def _links(network: Network, relation: Relation, kind: Kind) -> Pairs:
    """Return one relation's links from things of one kind, ascending."""
    subjects, objects = (each.astype(np.int64) for each in network.pairs(relation))
    kept = network.kinds[subjects] == kind
    return subjects[kept], objects[kept]


def _keys(one: Numbers, other: Numbers) -> Numbers:
    return one << _HALF | other


def _is_in(keys: Numbers, known: Numbers) -> NDArray[np.bool_]:
    """Return which keys are known; `known` is ascending."""
    if not len(known):
        return np.zeros(len(keys), np.bool_)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, keys), len(known) - 1)] == keys
    return found
