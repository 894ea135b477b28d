"""Open a snapshot and answer our own queries from it; what strangers ask goes through `graph.sparql.evaluation`."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pyoxigraph import QuerySolution, QuerySolutions, Store

from graph.connections.network.adjacency import Network
from graph.errors import (
    BindingMismatch,
    RowLimitExceeded,
    SnapshotMissing,
)
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, Triple, Variable, prefixes
from graph.sparql.evaluation import evaluate
from graph.sparql.named_queries import NamedQuery
from graph.sparql.results import QueryResult
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.snapshot_network import network_of
from graph.storage.snapshots import Held, Snapshot, current_number, hold


class SnapshotDataset:
    """A snapshot open for reading; threads may share it."""

    def __init__(self, held: Held, names: Namespaces) -> None:
        """Read the snapshot that is held."""
        self._held = held
        self.names = names
        self._network: Network | None = None
        self._reading = threading.Lock()

    @property
    def snapshot(self) -> Snapshot:
        """Tell which snapshot this is."""
        return self._held.snapshot

    @cached_property
    def _store(self) -> Store:
        """Open the store for the first that asks: whoever has workers evaluate everything need not wait for it."""
        return Store.read_only(str(self.snapshot.store_path))

    @property
    def edition(self) -> str:
        """Give a text that changes with the snapshot."""
        return f"{self.snapshot.path} {self.snapshot.digest}"

    @property
    def repeats_triples(self) -> bool:
        """Tell that the default graph has each triple once."""
        return False

    def run(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> QueryResult:
        """Evaluate one of our queries; solutions are lazy and in the query's order.

        Raises: BindingMismatch when the names bound are not the query's parameters.
        """
        bound = dict(bindings or {})
        if bound.keys() != {each.name for each in query.parameters}:
            expected = ", ".join(each.name for each in query.parameters) or "∅"
            raise BindingMismatch(name=query.name, expected=expected, found=", ".join(bound) or "∅")
        substitutions = {Variable(key): term for key, term in bound.items()}
        return QueryResult(
            self._store.query(
                query.body,
                prefixes=dict(prefixes()),
                base_iri=self.names.document_base,
                substitutions=substitutions,
            )
        )

    def rows(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> Iterator[QuerySolution]:
        """Give the solutions of one of our SELECT queries, one by one.

        Raises: BindingMismatch; RowLimitExceeded while reading, after `query.max_rows` solutions.
        """
        solutions = self.run(query, bindings).result
        assert isinstance(solutions, QuerySolutions), f"{query.name} is not a SELECT query"
        for count, solution in enumerate(solutions, start=1):
            if query.max_rows is not None and count > query.max_rows:
                raise RowLimitExceeded(name=query.name, limit=query.max_rows)
            yield solution

    def evaluate(
        self, text: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> QueryResult:
        """Evaluate a query that somebody else wrote.

        Args:   default_graphs, named_graphs: the protocol's dataset; both empty: the query's own, else the merge
        Raises: QuerySyntaxError, UpdateRefused, ServiceRefused.
        Spec:   https://www.w3.org/TR/sparql11-protocol/#dataset
        """
        return evaluate(
            self._store,
            text,
            base_iri=self.names.document_base,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
        )

    def network(self) -> Network:
        """Return what links things in this snapshot, exactly, whether it has arrays of its own or not."""
        with self._reading:
            if self._network is None:
                self._network = network_of(self.snapshot, lambda: self._store)
            return self._network

    def mentions(self, thing: NamedNode) -> bool:
        """Tell whether anything is said of a thing, or of another in terms of it."""
        places = ((thing, None, None), (None, None, thing))
        return any(next(self._store.quads_for_pattern(*each), None) is not None for each in places)

    def quads(self) -> Iterator[Quad]:
        """Give the quads of named graphs and of the merge, lazily."""
        return self._store.quads_for_pattern(None, None, None, None)

    def graph_triples(self, graph_name: NamedNode) -> Iterator[Triple]:
        """Give the triples of one named graph, lazily."""
        return (quad.triple for quad in self._store.quads_for_pattern(None, None, None, graph_name))

    def graph(self, graph_name: str) -> Iterator[Triple] | None:
        """Give the triples of one graph, lazily; the merge for an empty name; None when there is no such graph."""
        if not graph_name:
            found = self._store.quads_for_pattern(None, None, None, DefaultGraph())
        elif self._store.contains_named_graph(NamedNode(graph_name)):
            found = self._store.quads_for_pattern(None, None, None, NamedNode(graph_name))
        else:
            return None
        return (quad.triple for quad in found)

    def check(self) -> None:
        """Open the store: it can be asked then."""
        _ = self._store

    def graph_names(self) -> list[NamedNode]:
        """Name the graphs of the snapshot, in order."""
        found = (each for each in self._store.named_graphs() if isinstance(each, NamedNode))
        return sorted(found, key=lambda each: each.value)


class CurrentDataset:
    """The dataset of the snapshot in force; `get` is cheap enough to call for every request."""

    def __init__(self, data_dir: Path) -> None:
        """Look in a data directory, which need not hold a snapshot yet."""
        self._data_dir = data_dir
        self._directory: DataDirectory | None = None
        self._dataset: SnapshotDataset | None = None
        self._opening = threading.Lock()

    def get(self) -> SnapshotDataset:
        """Give the dataset in force, opened anew when another snapshot was published.

        Raises: SnapshotMissing, DataDirectoryUnknown.
        """
        directory = self._found_directory()
        number = current_number(directory)
        dataset = self._dataset
        if dataset is not None and dataset.snapshot.number == number:
            return dataset
        with self._opening:
            self._dataset = open_current(directory)
            return self._dataset

    def _found_directory(self) -> DataDirectory:
        if self._directory is None:
            self._directory = find_directory(self._data_dir)
        if self._directory is None:
            raise SnapshotMissing(path=self._data_dir)
        return self._directory


def open_current(directory: DataDirectory) -> SnapshotDataset:
    """Open the snapshot in force.

    Raises: SnapshotMissing when nothing was published.
    """
    while True:
        number = current_number(directory)
        if not number:
            raise SnapshotMissing(path=directory.path)
        try:
            return SnapshotDataset(hold(directory, number), directory.names)
        except SnapshotMissing:
            if current_number(directory) == number:  # it was not just replaced: it is really missing
                raise


def open_snapshot(directory: DataDirectory, number: int) -> SnapshotDataset:
    """Open one snapshot by its number.

    Raises: SnapshotMissing.
    """
    return SnapshotDataset(hold(directory, number), directory.names)
