"""Hold the values of reconciliation: a query, what is sought in it, and the candidates that are found for it.

All of it is frozen: equal queries of a batch are looked at once.

Spec: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/#core-concepts
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from graph.exploration.reconciliation.entity_properties import EntityProperty
from graph.search.cards import Card

DEFAULT_LIMIT, MOST_CANDIDATES = 5, 50


class SoughtValue(NamedTuple):
    """A value that a property should have: a text, the IRI of a thing, or both."""

    text: str = ""
    iri: str = ""


class PropertyCondition(NamedTuple):
    """A property and the values of which it should have one."""

    property: EntityProperty
    values: tuple[SoughtValue, ...]


@dataclass(frozen=True, slots=True)
class ReconciliationQuery:
    """What one row of a list is known by.

    Attributes:
        text: The name; empty where only properties are known.
        kinds: Keys of the kinds of the types that are wanted; none for all.
        is_type_required: Whether things of other types are left out; else they only score less.
        conditions: What is known besides.
        limit: Candidates to return.
    """

    text: str = ""
    kinds: frozenset[str] = frozenset()
    is_type_required: bool = True
    conditions: tuple[PropertyCondition, ...] = ()
    limit: int = DEFAULT_LIMIT


class MatchFeature(NamedTuple):
    """One reason of a score: a number from 0 to 100, or whether something holds."""

    id: str
    value: float | bool


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """A thing that a query may mean.

    Attributes:
        score: From 0 to 100; `features` explain it.
        is_match: Whether it may be taken without a person looking at it.
    """

    card: Card
    score: float
    features: tuple[MatchFeature, ...]
    is_match: bool = False
