"""Open a snapshot and answer our own queries from it.

Users' queries go through `graph.execution`, in processes that can be stopped. `CurrentDataset` always returns the
newest snapshot.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import QuerySolution, QuerySolutions, Store

from graph.connections.network.adjacency import Network
from graph.errors import (
    BindingMismatch,
    NoSearchIndex,
    RowLimitExceeded,
    SnapshotMissing,
)
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, Triple, Variable, prefixes
from graph.search.index import SearchIndex
from graph.search.index_files import is_current
from graph.sparql.named_queries import NamedQuery
from graph.sparql.results import QueryResult
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.snapshot_parts.network import network_of
from graph.storage.snapshot_parts.search_index import newest_index
from graph.storage.snapshots import Held, Snapshot, current_number, hold

IN_THE_MAKING = BilingualText(
    "L’index des recherches se fait ; il sera là dans un moment.",
    "The search index is being made; it will be there in a moment.",
)


class SnapshotDataset:
    """A snapshot open for reading; threads may share it."""

    def __init__(self, held: Held, names: Namespaces) -> None:
        """Read the snapshot that is held."""
        self._held = held
        self.names = names
        self._network: Network | None = None
        self._search: tuple[SearchIndex, int] | None = None
        self._opening_index, self._is_index_unreadable = threading.Lock(), False
        self._reading = threading.Lock()

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that is read."""
        return self._held.snapshot

    @cached_property
    def _store(self) -> Store:
        """Open the store at the first use: a server whose workers evaluate every query need not wait for it."""
        return Store.read_only(str(self.snapshot.store_path))

    @property
    def edition(self) -> str:
        """Return a text that changes with the snapshot, and with the search index that is used for it."""
        return f"{self.snapshot.path} {self.snapshot.digest} {self._search[1] if self._search else 0}"

    @property
    def repeats_triples(self) -> bool:
        """Return whether the default graph may hold a triple twice; here, never."""
        return False

    def run(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> QueryResult:
        """Evaluate one of our queries; solutions are lazy and in the query's order.

        Raises:
            BindingMismatch: The names bound are not the query's parameters.
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
        """Yield the solutions of one of our SELECT queries.

        Raises:
            BindingMismatch: The names bound are not the query's parameters.
            RowLimitExceeded: There are more than `query.max_rows` solutions; raised while reading.
        """
        solutions = self.run(query, bindings).result
        assert isinstance(solutions, QuerySolutions), f"{query.name} is not a SELECT query"
        for count, solution in enumerate(solutions, start=1):
            if query.max_rows is not None and count > query.max_rows:
                raise RowLimitExceeded(name=query.name, limit=query.max_rows)
            yield solution

    def network(self) -> Network:
        """Return the network of this snapshot, whether it has arrays of its own or not."""
        with self._reading:
            if self._network is None:
                self._network = network_of(self.snapshot, lambda: self._store)
            return self._network

    def search_index(self) -> tuple[SearchIndex, int]:
        """Return the search index, and the number of the snapshot that it was made from: this one, or one before it.

        Raises:
            NoSearchIndex: There is none yet.
        """
        with self._opening_index:
            if self._search is None or self._has_newer_index(self._search[1]):
                self._search = newest_index(self.snapshot) or self._search
                self._is_index_unreadable = self._search is not None and self._has_newer_index(
                    self._search[1]
                )
            if self._search is None:
                raise NoSearchIndex(reason=IN_THE_MAKING)
            return self._search

    def _has_newer_index(self, number: int) -> bool:
        """Return whether there is an index of this very snapshot, and another one is used; not one that could not be read."""
        if number == self.snapshot.number or self._is_index_unreadable:
            return False
        return is_current(self.snapshot.search_path)

    def mentions(self, thing: NamedNode) -> bool:
        """Return whether a thing is subject or object of any triple."""
        places = ((thing, None, None), (None, None, thing))
        return any(next(self._store.quads_for_pattern(*each), None) is not None for each in places)

    def quads(self) -> Iterator[Quad]:
        """Return the quads of named graphs and of the default graph, lazily."""
        return self._store.quads_for_pattern(None, None, None, None)

    def graph_triples(self, graph_name: NamedNode) -> Iterator[Triple]:
        """Return the triples of one named graph, lazily."""
        return (quad.triple for quad in self._store.quads_for_pattern(None, None, None, graph_name))

    def graph(self, graph_name: str) -> Iterator[Triple] | None:
        """Return the triples of one graph, lazily; the default graph for an empty name; None without such a graph."""
        if not graph_name:
            found = self._store.quads_for_pattern(None, None, None, DefaultGraph())
        elif self._store.contains_named_graph(NamedNode(graph_name)):
            found = self._store.quads_for_pattern(None, None, None, NamedNode(graph_name))
        else:
            return None
        return (quad.triple for quad in found)

    def check(self) -> None:
        """Open the store, to see that it can be queried."""
        _ = self._store

    def graph_names(self) -> list[NamedNode]:
        """Return the names of the snapshot's graphs, in order."""
        found = (each for each in self._store.named_graphs() if isinstance(each, NamedNode))
        return sorted(found, key=lambda each: each.value)


class CurrentDataset:
    """The dataset of the current snapshot; `get` is cheap enough to call for every request."""

    def __init__(self, data_dir: Path) -> None:
        """Use a data directory, which need not hold a snapshot yet."""
        self._data_dir = data_dir
        self._directory: DataDirectory | None = None
        self._dataset: SnapshotDataset | None = None
        self._opening = threading.Lock()

    def get(self) -> SnapshotDataset:
        """Return the current dataset, opened anew when another snapshot was published.

        Raises:
            SnapshotMissing, DataDirectoryUnknown: There is none.
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
    """Open the current snapshot.

    Raises:
        SnapshotMissing: Nothing was published.
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

    Raises:
        SnapshotMissing: There is none of that number.
    """
    return SnapshotDataset(hold(directory, number), directory.names)
