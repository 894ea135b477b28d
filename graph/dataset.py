"""Open a snapshot and answer queries from it. The only module that calls `Store.query`."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import QueryBoolean, QuerySolution, QuerySolutions, Store

from graph.answer import Answer
from graph.directory import DataDirectory, find_directory
from graph.errors import (
    BindingMismatch,
    QuerySyntaxError,
    RowLimitExceeded,
    ServiceRefused,
    SnapshotMissing,
    UpdateRefused,
)
from graph.names import Names
from graph.query import Query
from graph.snapshot import Held, Snapshot, current_number, hold
from graph.terms import DefaultGraph, NamedNode, Quad, Term, Triple, Variable, prefixes

_POSITION = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): (?P<found>.*)", re.DOTALL)
_UPDATE_WORD = re.compile(r"\b(insert|delete|load|clear|drop|create|add|move|copy|with)\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|"{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n\r]*""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Dataset:
    """A snapshot open for reading; threads may share it."""

    def __init__(self, held: Held, names: Names) -> None:
        """Open the snapshot that is held."""
        self._held = held
        self._store = Store.read_only(str(held.snapshot.store_path))
        self.names = names

    @property
    def snapshot(self) -> Snapshot:
        """Tell which snapshot this is."""
        return self._held.snapshot

    def run(self, query: Query, bindings: Mapping[str, Term] | None = None) -> Answer:
        """Evaluate one of our queries; solutions are lazy and in the query's order.

        Raises: BindingMismatch when the names bound are not the query's parameters.
        """
        bound = dict(bindings or {})
        if bound.keys() != {each.name for each in query.parameters}:
            expected = ", ".join(each.name for each in query.parameters) or "∅"
            raise BindingMismatch(name=query.name, expected=expected, found=", ".join(bound) or "∅")
        substitutions = {Variable(key): term for key, term in bound.items()}
        return Answer(
            self._store.query(
                query.body,
                prefixes=dict(prefixes()),
                base_iri=self.names.document_base,
                substitutions=substitutions,
            )
        )

    def rows(self, query: Query, bindings: Mapping[str, Term] | None = None) -> Iterator[QuerySolution]:
        """Give the solutions of one of our SELECT queries, one by one.

        Raises: BindingMismatch; RowLimitExceeded while reading, after `query.max_rows` solutions.
        """
        solutions = self.run(query, bindings).result
        assert isinstance(solutions, QuerySolutions), f"{query.name} is not a SELECT query"
        for count, solution in enumerate(solutions, start=1):
            if query.max_rows is not None and count > query.max_rows:
                raise RowLimitExceeded(name=query.name, limit=query.max_rows)
            yield solution

    def is_true(self, query: Query, bindings: Mapping[str, Term] | None = None) -> bool:
        """Answer one of our ASK queries."""
        verdict = self.run(query, bindings).result
        assert isinstance(verdict, QueryBoolean), f"{query.name} is not an ASK query"
        return bool(verdict)

    def evaluate(
        self, text: str, *, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> Answer:
        """Evaluate a query that somebody else wrote.

        Args:   default_graphs, named_graphs: the protocol's dataset; both empty: the query's own, else the merge
        Raises: QuerySyntaxError, UpdateRefused, ServiceRefused.
        Spec:   https://www.w3.org/TR/sparql11-protocol/#dataset
        """
        refuse_service(text)
        try:
            return Answer(
                self._store.query(
                    text,
                    base_iri=self.names.document_base,
                    default_graph=[NamedNode(each) for each in default_graphs]
                    if default_graphs or named_graphs
                    else None,
                    named_graphs=[NamedNode(each) for each in named_graphs]
                    if default_graphs or named_graphs
                    else None,
                )
            )
        except SyntaxError as error:
            raise _translated(error, text) from error

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph_name: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Give the quads of named graphs and of the merge that match, lazily."""
        return self._store.quads_for_pattern(subject, predicate, value, graph_name)

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
        self._dataset: Dataset | None = None
        self._opening = threading.Lock()

    def get(self) -> Dataset:
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


def open_current(directory: DataDirectory) -> Dataset:
    """Open the snapshot in force.

    Raises: SnapshotMissing when nothing was published.
    """
    while True:
        number = current_number(directory)
        if not number:
            raise SnapshotMissing(path=directory.path)
        try:
            return Dataset(hold(directory, number), directory.names)
        except SnapshotMissing:
            if current_number(directory) == number:  # it was not just replaced: it is really missing
                raise


def open_snapshot(directory: DataDirectory, number: int) -> Dataset:
    """Open one snapshot by its number.

    Raises: SnapshotMissing.
    """
    return Dataset(hold(directory, number), directory.names)


def refuse_service(text: str) -> None:
    """Refuse a query in which the word SERVICE stands anywhere but in an IRI, a string or a comment.

    Escapes are resolved before looking, as a SPARQL processor does (section 19.2); the check may refuse a prefix or
    variable that is named "service", never let a SERVICE clause through.

    Raises: ServiceRefused.
    """
    resolved = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    for form in (text, resolved):
        if re.search(r"(?<![?$\w:])service\b(?!\s*:)", _HIDDEN.sub(" ", form), re.IGNORECASE):
            raise ServiceRefused


def _translated(error: SyntaxError, text: str) -> QuerySyntaxError | UpdateRefused:
    if _UPDATE_WORD.match(_without_prologue(text)):
        return UpdateRefused()
    told = _POSITION.fullmatch(error.msg or "")
    if told is None:
        return QuerySyntaxError(line=1, column=1, found=error.msg)
    return QuerySyntaxError(line=int(told["line"]), column=int(told["column"]), found=told["found"])


def _without_prologue(text: str) -> str:
    bare = re.sub(r"#[^\n<>]*\n", "\n", text)
    return re.sub(r"^\s*((prefix\s+[\w.-]*:|base)\s*<[^>]*>\s*)*", "", bare, flags=re.IGNORECASE)
