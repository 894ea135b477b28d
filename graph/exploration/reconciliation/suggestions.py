"""Suggest things, types and properties by the beginning of their name, or by their identifier.

Types and properties are few and kept in memory; things come from the index.

Spec: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/#suggest-services
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from graph.backends.protocols import Dataset
from graph.exploration.reconciliation.entity_properties import (
    EntityProperty,
    entity_properties,
    find_property,
)
from graph.exploration.reconciliation.entity_types import EntityType, entity_types, find_type
from graph.exploration.reconciliation.name_similarity import fold_name
from graph.exploration.reconciliation.retrieval import identify
from graph.rdf.terms import compact
from graph.search.cards import Card
from graph.search.name_search import NameQuestion

T = TypeVar("T", EntityType, EntityProperty)
SUGGESTED, MOST_SKIPPED = 10, 10_000
_NOT = 2


def suggest_things(
    dataset: Dataset, prefix: str, kinds: frozenset[str] = frozenset(), *, skipped: int = 0
) -> list[Card]:
    """Return things whose name begins so, the best known first; the one of which it is the IRI before all.

    Raises:
        NoNetwork, NoSearchIndex: The backend has no index, or none yet.
        DataDamaged: A file of the index cannot be read.
    """
    index, _ = dataset.search_index()
    found = index.names.beginning(NameQuestion(prefix, kinds), first=skipped, most=SUGGESTED)
    identified = identify(index, [prefix], dataset.names.base_iri).get(prefix) if not skipped else None
    return (
        found if identified is None else [identified, *(each for each in found if each.iri != identified.iri)]
    )


def suggest_types(prefix: str, language: str, *, skipped: int = 0) -> list[EntityType]:
    """Return the types whose name, or a word of it, begins so."""
    found = _beginning(prefix, entity_types().values(), language)
    return _with_first(find_type(prefix), found)[skipped : skipped + SUGGESTED]


def suggest_properties(prefix: str, language: str, *, skipped: int = 0) -> list[EntityProperty]:
    """Return the properties whose name, or a word of it, begins so."""
    found = _beginning(prefix, entity_properties().values(), language)
    return _with_first(find_property(prefix), found)[skipped : skipped + SUGGESTED]


def _with_first(identified: T | None, found: Sequence[T]) -> list[T]:
    others = [each for each in found if each != identified]
    if identified is not None:
        others.insert(0, identified)
    return others


def _beginning(prefix: str, offered: Iterable[T], language: str) -> list[T]:
    """Return what begins so, in the order offered: first whole names, then words within them, in either language."""
    wanted = fold_name(prefix)
    ranks = [(_rank(wanted, each, language), each) for each in offered]
    return [each for rank, each in sorted(ranks, key=lambda pair: pair[0]) if rank < _NOT]


def _rank(wanted: str, offered: EntityType | EntityProperty, language: str) -> int:
    names = (
        *(offered.name.render(each) for each in (language, "fr", "en")),
        compact(offered.id) or offered.id,
    )
    texts = [fold_name(each) for each in names]
    if any(each.startswith(wanted) for each in texts):
        return 0
    return 1 if any(f" {wanted}" in each for each in texts) else _NOT
