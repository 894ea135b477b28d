"""The dataset of a remote engine, for named queries: the counterpart of `graph.storage.dataset`, over HTTP.

There is no snapshot: two queries in a row may see two states. A graph that the engine would cut is read in pages.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping

from pyoxigraph import QuerySolution, QuerySolutions

from graph.backends.limitations import MISSING
from graph.backends.remote.deadline import Deadline
from graph.backends.remote.engine import Engine
from graph.connections.network.adjacency import Network
from graph.errors import BindingMismatch, NoNetwork, NoSearchIndex, RowLimitExceeded, RowsCutByEngine
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, NamedNode, Term, Triple
from graph.search.index import SearchIndex
from graph.settings import Settings
from graph.sparql.named_queries import NamedQuery, read_query
from graph.sparql.parameters import fill_parameters
from graph.sparql.results import QueryResult


class RemoteDataset:
    """The data of the engine during one request of a visitor; all queries of the request share one deadline."""

    snapshot = None
    repeats_triples = True  # it may, so counts are taken over distinct things

    def __init__(self, engine: Engine, names: Namespaces, edition: str, limit_s: float) -> None:
        self.names = names
        self.edition = edition
        self._engine = engine
        self._deadline = Deadline(limit_s)

    def run(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> QueryResult:
        """Evaluate a named query; the result is in memory.

        Raises:
            BindingMismatch: The names of the bindings are not the parameters of the query.
            QueryError: As for `Engine.answer`.
        """
        bound = dict(bindings or {})
        if bound.keys() != {each.name for each in query.parameters}:
            expected = ", ".join(each.name for each in query.parameters) or "∅"
            raise BindingMismatch(name=query.name, expected=expected, found=", ".join(bound) or "∅")
        return self._engine.kept_answer(self._based(fill_parameters(query, bound)), self._deadline)

    def rows(self, query: NamedQuery, bindings: Mapping[str, Term] | None = None) -> Iterator[QuerySolution]:
        """Yield the solutions of a named SELECT query.

        Raises:
            RowLimitExceeded: While reading, after `query.max_rows` solutions; other errors as for `run`.
        """
        solutions = self.run(query, bindings).result
        assert isinstance(solutions, QuerySolutions), f"{query.name} is not a SELECT query"
        for count, solution in enumerate(solutions, start=1):
            if query.max_rows is not None and count > query.max_rows:
                raise RowLimitExceeded(name=query.name, limit=query.max_rows)
            yield solution

    def network(self) -> Network:
        """Raise NoNetwork: the network is read from a snapshot, and the engine keeps none."""
        raise NoNetwork(reason=MISSING["connections"])

    def search_index(self) -> tuple[SearchIndex, int]:
        """Raise NoSearchIndex: the index is kept beside snapshots, and the engine keeps none."""
        raise NoSearchIndex(reason=MISSING["search"])

    def mentions(self, thing: NamedNode) -> bool:
        """Return whether a triple has a thing as its subject or object."""
        return bool(self.run(read_query("remote/thing_is_known"), {"focus": thing}).result)

    def graph(self, graph_name: str) -> Iterator[Triple] | None:
        """Return the triples of one graph, those of the default graph for an empty name; None when there is no such graph.

        Raises:
            RowsCutByEngine: The engine does not return all of them.
        """
        kind = "graph" if graph_name else "default_graph"
        bound: dict[str, Term] = {"graph": NamedNode(graph_name)} if graph_name else {}
        size = next(int(row["size"].value) for row in self.rows(read_query(f"remote/{kind}_size"), bound))
        if graph_name and not size:
            return None
        whole = fill_parameters(read_query(f"remote/{kind}_content"), bound)
        found = set(self._engine.uncounted(self._based(whole), self._deadline))
        if (
            len(found) < size
        ):  # cut: `found` has about the length of a page; Virtuoso returns one more than its limit
            page = read_query(f"remote/{kind}_page")
            found = self._paged(page, bound, size, max(1, len(found) // 2))
        return iter(found)

    def graph_names(self) -> list[NamedNode]:
        """Return the names of the named graphs, sorted."""
        found = (row["graph"] for row in self.rows(read_query("remote/graph_names")))
        return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)

    def check(self) -> None:
        """Check that the engine answers.

        Raises:
            QueryError: As for `Engine.answer`.
        """
        self.run(read_query("remote/is_there"))

    def _paged(self, query: NamedQuery, bound: Mapping[str, Term], size: int, page: int) -> set[Triple]:
        """Read a large graph in pages of a fixed order.

        Raises:
            RowsCutByEngine: The pages don't add up to the number of triples: the engine cuts them too, the graph changed
                meanwhile, or it holds blank nodes, whose labels are valid within one result only.
        """
        found: set[Triple] = set()
        for offset in range(0, size, page):
            text = f"{fill_parameters(query, bound)}LIMIT {page} OFFSET {offset}"
            rows = self._engine.kept_answer(self._based(text), self._deadline).result
            assert isinstance(rows, QuerySolutions), "a SELECT was asked"
            found |= {Triple(row["subject"], row["predicate"], row["object"]) for row in rows}
        if len(found) < size or any(_has_blank_node(each) for each in found):
            raise RowsCutByEngine(found=len(found))
        return found

    def _based(self, text: str) -> str:
        return f"BASE <{self.names.document_base}>\n{text}"


class RemoteCurrent:
    """Opens a `RemoteDataset` for each request, and knows when cached lists and counts must be requested again."""

    def __init__(self, engine: Engine, settings: Settings, names: Namespaces) -> None:
        self._engine = engine
        self._settings = settings
        self._names = names
        self._writes = itertools.count(1)
        self._write = 0
        self._requests = itertools.count(1)

    def get(self) -> RemoteDataset:
        """Return the dataset for one request; nothing is sent yet."""
        return RemoteDataset(self._engine, self._names, self._edition(), self._settings.query_timeout_s)

    def note_write(self) -> None:
        """Make earlier results invalid, because a write went to the engine."""
        self._write = next(self._writes)

    def _edition(self) -> str:
        age_s = self._settings.sparql_remember_s
        period = int(time.monotonic() / age_s) if age_s else next(self._requests)
        return f"{self._write} {period}"


def _has_blank_node(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
