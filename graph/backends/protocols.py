"""What every place that holds the data can do, wherever it is: the seams between the graph and whoever serves it.

The embedded store (graph.storage.dataset, graph.execution.worker_pool, graph.writing.write_queue) and an engine elsewhere (graph.backends.remote) fit them alike;
`tests/contract` asks the same of both. What only one of them has is said, not hidden: see `Snapshot | None`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from pyoxigraph import QuerySolution

from graph.connections.network.adjacency import Network
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Term, Triple
from graph.runtime.counters import Timings
from graph.sparql.named_queries import NamedQuery
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone
from graph.sparql.results import QueryResult
from graph.storage.snapshots import Snapshot
from graph.writing.requests import GraphWrite, Update, WriteResult


class Dataset(Protocol):
    """The data at one moment, for our own questions; threads may share it."""

    names: Namespaces

    @property
    def snapshot(self) -> Snapshot | None:
        """Tell which snapshot this is; None where the engine keeps none."""

    @property
    def edition(self) -> str:
        """Give a text that changes whenever what was asked before may be answered otherwise."""

    @property
    def repeats_triples(self) -> bool:
        """Tell whether the default graph may give a triple once for each graph that states it."""

    def run(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> QueryResult:
        """Evaluate one of our queries.

        Raises: BindingMismatch when the names bound are not the query's parameters.
        """

    def rows(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> Iterator[QuerySolution]:
        """Give the solutions of one of our SELECT queries.

        Raises: BindingMismatch; RowLimitExceeded while reading, after `query.max_rows` solutions.
        """

    def network(self) -> Network:
        """Give what links things.

        Raises: NoNetwork, with the reason, where there is none.
        """

    def mentions(self, thing: NamedNode) -> bool:
        """Tell whether anything is said of a thing, or of another in terms of it."""

    def graph(self, graph_name: str) -> Iterator[Triple] | None:
        """Give the triples of one graph; the default one for an empty name; None when there is no such graph."""

    def check(self) -> None:
        """Go on only if it can be asked.

        Raises: whatever makes it unable to answer.
        """

    def graph_names(self) -> list[NamedNode]:
        """Name the graphs, in order."""


class DatasetProvider(Protocol):
    """Whoever knows the dataset in force."""

    def get(self) -> Dataset:
        """Give the dataset in force; cheap enough to call for every request."""


class QueryService(Protocol):
    """Whoever answers strangers' queries: within limits, complete or not at all."""

    def answer(
        self, job: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Answer a job from the data in force, or raise a QueryError.

        Args: is_gone: tells whether nobody waits for the answer any more; asked now and then
        """


class WriteService(Protocol):
    """Whoever does others' writes; `writes` counts them by kind and ending."""

    writes: Timings[tuple[str, str]]

    def write(self, asked: Update | GraphWrite) -> WriteResult:
        """Do a write, and tell what came of it once readers see it."""
