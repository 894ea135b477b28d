"""Evaluate a query text on a snapshot in the test's own process, where the product would use a worker."""

from __future__ import annotations

from pyoxigraph import Store

from graph.sparql.evaluation import evaluate
from graph.sparql.results import QueryResult
from graph.storage.dataset import SnapshotDataset


def evaluate_in(dataset: SnapshotDataset, text: str) -> QueryResult:
    """Evaluate a query over the default graph of a snapshot."""
    store = Store.read_only(str(dataset.snapshot.store_path))
    return evaluate(store, text, base_iri=dataset.names.document_base)
