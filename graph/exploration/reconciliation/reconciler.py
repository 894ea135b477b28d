"""Reconcile a batch of queries: find what each may mean, read what is known of all of it at once, score and rank."""

from __future__ import annotations

from collections.abc import Iterable

from graph.backends.protocols import Dataset
from graph.exploration.reconciliation.fact_reader import FactReader
from graph.exploration.reconciliation.model import MatchCandidate, ReconciliationQuery
from graph.exploration.reconciliation.property_values import read_ahead
from graph.exploration.reconciliation.retrieval import FoundThing, find_things
from graph.exploration.reconciliation.scoring import rank_candidates


def reconcile(
    dataset: Dataset, queries: Iterable[ReconciliationQuery]
) -> dict[ReconciliationQuery, tuple[MatchCandidate, ...]]:
    """Return the candidates for each query, best first; each query is looked at for itself.

    Raises:
        NoNetwork, NoSearchIndex: The backend has no index, or none yet.
        DataDamaged: A file of the index cannot be read.
    """
    index, _ = dataset.search_index()
    found = {each: find_things(dataset, index, each) for each in dict.fromkeys(queries)}
    facts = FactReader(dataset)
    _read_conditions(facts, found)
    return {each: rank_candidates(each, things, facts) for each, things in found.items()}


def _read_conditions(facts: FactReader, found: dict[ReconciliationQuery, tuple[FoundThing, ...]]) -> None:
    """Read what the properties of queries need, for all queries with the same properties at once."""
    together: dict[tuple[str, ...], list[ReconciliationQuery]] = {}
    for query in found:
        if query.conditions:
            together.setdefault(tuple(each.property.id for each in query.conditions), []).append(query)
    for queries in together.values():
        iris = dict.fromkeys(each.card.iri for query in queries for each in found[query])
        read_ahead(facts, list(iris), (each.property for each in queries[0].conditions))
