"""The interfaces of a backend: read the dataset, evaluate users' queries, carry out their writes.

The embedded store (storage/dataset, execution/worker_pool, writing/write_queue) and a remote engine (backends/remote)
implement them, and `tests/contract` runs the same tests on both. What only the embedded store has is visible in the types,
as in `Snapshot | None`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from pyoxigraph import QuerySolution

from graph.connections.network.adjacency import Network
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Term, Triple
from graph.runtime.counters import Timings
from graph.search.index import SearchIndex
from graph.sparql.named_queries import NamedQuery
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone
from graph.sparql.results import QueryResult
from graph.storage.snapshots import Snapshot
from graph.writing.requests import GraphWrite, Update, WriteResult


class Dataset(Protocol):
    """The data at one moment, for named queries; threads may share it."""

    names: Namespaces

    @property
    def snapshot(self) -> Snapshot | None:
        """Return the snapshot that is read; None where the engine keeps none."""

    @property
    def edition(self) -> str:
        """Return a text that changes whenever an earlier result may no longer hold; for caches."""

    @property
    def repeats_triples(self) -> bool:
        """Return whether the default graph may hold a triple once for each graph that states it."""

    def run(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> QueryResult:
        """Evaluate a named query; solutions are lazy, in the order of the query.

        Raises:
            BindingMismatch: The names of the bindings are not the parameters of the query.
        """

    def rows(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> Iterator[QuerySolution]:
        """Yield the solutions of a named SELECT query.

        Raises:
            BindingMismatch: As for `run`.
            RowLimitExceeded: While reading, after `query.max_rows` solutions.
        """

    def network(self) -> Network:
        """Return the network of things and links.

        Raises:
            NoNetwork: There is none; the error has the reason.
        """

    def search_index(self) -> tuple[SearchIndex, int]:
        """Return the search index, and the number of the snapshot that it was made from.

        Raises:
            NoSearchIndex: There is none, or none yet; the error has the reason.
        """

    def mentions(self, thing: NamedNode) -> bool:
        """Return whether a triple has a thing as its subject or object."""

    def graph(self, graph_name: str) -> Iterator[Triple] | None:
        """Return the triples of one graph, those of the default graph for an empty name; None when there is no such graph."""

    def check(self) -> None:
        """Check that queries can be evaluated, for readiness checks.

        Raises:
            GraphError: They cannot; the error has the reason.
        """

    def graph_names(self) -> list[NamedNode]:
        """Return the names of the named graphs, sorted."""


class DatasetProvider(Protocol):
    """Where the dataset in force comes from."""

    def get(self) -> Dataset:
        """Return the dataset in force; cheap enough to call for every request."""


class QueryService(Protocol):
    """Evaluates queries written by users, within limits; a result is complete or there is an error."""

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Evaluate a query on the data in force.

        Args:
            client: Who sends the query, so that clients take turns.
            is_gone: Returns whether the client has disconnected; called now and then.

        Raises:
            QueryError: The query is refused, or passed a limit.
        """


class WriteService(Protocol):
    """Carries out the writes of users; `writes` counts and times them by kind and outcome."""

    writes: Timings[tuple[str, str]]

    @property
    def fault(self) -> str:
        """Return the code of what keeps writes from being done; "" where nothing is known to."""

    def write(self, asked: Update | GraphWrite) -> WriteResult:
        """Carry out a write, and return once readers see it."""
