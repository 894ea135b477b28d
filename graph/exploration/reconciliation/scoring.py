"""Score the things that a query may mean, and list why: each number of a score is a feature of its own.

A score is what the name is worth, or what name and properties are worth together, three parts to two. One candidate is
taken for a match where its name is the same, every property that is known agrees, and no other comes near.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graph.exploration.reconciliation.fact_reader import CODES, FactReader
from graph.exploration.reconciliation.model import MatchCandidate, MatchFeature, ReconciliationQuery
from graph.exploration.reconciliation.name_similarity import SAME, SAME_BUT_ARTICLE, compare_names, fold_name
from graph.exploration.reconciliation.property_values import values_of
from graph.exploration.reconciliation.retrieval import FoundThing
from graph.exploration.reconciliation.value_similarity import compare_values
from graph.rdf.terms import expand

NAME, NAME_SAME, FORMER_NAME, CODE, IDENTIFIER, TYPE, PROPERTIES, PROPERTY = (
    "name_similarity", "name_same", "former_name", "code", "identifier", "type", "properties", "property:",
)  # fmt: skip
FEATURES = (NAME, NAME_SAME, FORMER_NAME, CODE, IDENTIFIER, TYPE, PROPERTIES, PROPERTY)
_NAME_SHARE, _FORMER_SHARE, _OTHER_TYPE_SHARE = 0.6, 0.9, 0.8
_CLEARLY = 5.0  # points between the first candidate and the second


def rank_candidates(
    query: ReconciliationQuery, found: Iterable[FoundThing], facts: FactReader
) -> tuple[MatchCandidate, ...]:
    """Return the candidates for a query, best first, at most as many as it wants; equal ones in the order of finding."""
    scored = [_score(query, each, facts) for each in found]
    scored.sort(key=lambda each: -each[0].score)
    candidates = [candidate for candidate, _ in scored]
    if scored and scored[0][1] and _leads(candidates):
        candidates[0] = replace(candidates[0], is_match=True)
    return tuple(candidates[: query.limit])


def _leads(candidates: Sequence[MatchCandidate]) -> bool:
    return len(candidates) == 1 or candidates[0].score - candidates[1].score >= _CLEARLY


def _score(query: ReconciliationQuery, found: FoundThing, facts: FactReader) -> tuple[MatchCandidate, bool]:
    """Return a candidate, and whether all that is known of it agrees."""
    name, features = _name_features(query, found)
    is_of_type = not query.kinds or found.card.kind in query.kinds
    if query.kinds:
        features.append(MatchFeature(TYPE, is_of_type))
    nearness = [
        compare_values(
            each.values,
            values_of(facts, found.card.iri, each.property),
            facts,
            with_above=not each.property.kind,
        )
        for each in query.conditions
    ]
    whole = name
    if nearness:
        mean = sum(nearness) / len(nearness)
        whole = _NAME_SHARE * name + (1 - _NAME_SHARE) * mean if query.text else mean
        features.append(MatchFeature(PROPERTIES, _points(mean)))
        features += _property_features(query, nearness)
    if not is_of_type:
        whole *= _OTHER_TYPE_SHARE
    is_named = name >= SAME_BUT_ARTICLE if query.text else _has_code(query, nearness)
    is_certain = is_named and is_of_type and all(each >= SAME_BUT_ARTICLE for each in nearness)
    return MatchCandidate(found.card, _points(whole), tuple(features)), is_certain


def _name_features(query: ReconciliationQuery, found: FoundThing) -> tuple[float, list[MatchFeature]]:
    """Return what the name is worth, from 0 to 1, and why; nothing where the query has none."""
    if not query.text:
        return 0.0, []
    wanted = fold_name(query.text)
    named = max((compare_names(wanted, each) for each in found.labels), default=0.0)
    former = max((compare_names(wanted, fold_name(each)) for each in found.card.former), default=0.0)
    features = [
        MatchFeature(NAME, _points(named)),
        MatchFeature(NAME_SAME, named >= SAME_BUT_ARTICLE),
        MatchFeature(CODE, found.has_code),
        MatchFeature(IDENTIFIER, found.is_identified),
    ]
    if former > named:
        features.append(MatchFeature(FORMER_NAME, _points(former)))
    is_known = found.has_code or found.is_identified
    return max(named, _FORMER_SHARE * former, SAME if is_known else 0.0), features


def _property_features(query: ReconciliationQuery, nearness: Sequence[float]) -> list[MatchFeature]:
    """Return a feature for each property; of one that is there twice, the nearest."""
    best: dict[str, float] = {}
    for each, near in zip(query.conditions, nearness, strict=True):
        best[each.property.id] = max(near, best.get(each.property.id, 0.0))
    return [MatchFeature(f"{PROPERTY}{each}", _points(near)) for each, near in best.items()]


def _has_code(query: ReconciliationQuery, nearness: Sequence[float]) -> bool:
    """Return whether one of the properties is a code of the thing, and agrees."""
    codes = {expand(each) for each in CODES}
    pairs = zip(query.conditions, nearness, strict=True)
    return any(each.property.id in codes and near == SAME for each, near in pairs)


def _points(share: float) -> float:
    return round(100 * share, 1)
