"""Count the contributions under each licence, for the legal notice."""

from __future__ import annotations

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode
from graph.sparql.named_queries import read_query
from webapp.page_data.descriptions import once_a_snapshot


@once_a_snapshot
def licence_counts(dataset: Dataset) -> dict[str, int]:
    """Return how many contributions are under each licence, by its IRI, the most used first."""
    rows = dataset.rows(read_query("browse/licence_counts"))
    return {
        row["licence"].value: int(row["contribution_count"].value)
        for row in rows
        if isinstance(row["licence"], NamedNode)
    }
