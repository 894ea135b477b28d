"""Evaluate a query on a remote engine, and accept the result only if it is complete.

Some engines cut results silently: Virtuoso returns at most ResultSetMaxRows rows, with status 200. When a result is long
enough to have been cut, the engine is made to count the rows. The triples of a long CONSTRUCT are built here, from rows that
were counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import clear_frames

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from graph.backends.remote.deadline import Deadline
from graph.backends.remote.protocol_client import ProtocolClient, Reply
from graph.backends.remote.result_parsing import (
    SOLUTIONS,
    TRIPLES,
    parse_solutions,
    parse_triples,
    result_size,
)
from graph.errors import EngineFailed, EngineFault, EngineUnreadable, RowsCutByEngine
from graph.rdf.terms import BlankNode, NamedNode, Term, Triple
from graph.settings import Settings
from graph.sparql.query_analysis import QueryOutline, read_query_outline
from graph.sparql.results import QueryResult

_SHORTEST_CUT = 1000  # rows; no engine is known to cut shorter results
_CUT_HEADERS = (
    "X-SPARQL-MaxRows",
    "X-SQL-State",
)  # which Virtuoso sends with some of the results that it cuts
_BLANK = "urn:maillage:blank:"


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A query with its analysis, the dataset of the protocol request, and the deadline."""

    outline: QueryOutline
    text: str
    deadline: Deadline
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class Engine:
    """A remote engine; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self.service = ProtocolClient(settings)
        self._row_cap = settings.sparql_row_cap

    @contextmanager
    def answer(
        self,
        text: str,
        deadline: Deadline,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        in_memory: bool = False,
    ) -> Iterator[QueryResult]:
        """Evaluate a query; the result is read within the `with` block.

        Args:
            in_memory: Solutions may also be read after the block.

        Raises:
            RowsCutByEngine: The result may be incomplete. Other errors as for `ProtocolClient.query`.
        """
        query = EngineQuery(read_query_outline(text), text, deadline, default_graphs, named_graphs)
        is_graph = query.outline.form in ("construct", "describe")
        with self._send(query, text, TRIPLES if is_graph else SOLUTIONS) as reply:
            if not is_graph:
                self._check_rows(query, query.outline, reply)
                yield QueryResult(parse_solutions(reply.in_memory() if in_memory else reply))
            elif self._is_complete(query, reply):
                yield QueryResult(parse_triples(reply))
            else:
                with self._constructed_here(query) as triples:
                    yield QueryResult(triples)

    def kept_answer(self, text: str, deadline: Deadline) -> QueryResult:
        """Evaluate a query into memory; errors as for `answer`."""
        with clearing_tracebacks(), self.answer(text, deadline, in_memory=True) as answer:
            if isinstance(answer.result, QuerySolutions | QueryBoolean):
                return answer
            return QueryResult(list(answer.result))

    def uncounted(self, text: str, deadline: Deadline) -> list[Triple]:
        """Evaluate a CONSTRUCT whose number of triples the caller checks; errors as for `ProtocolClient.query`."""
        with clearing_tracebacks(), self.service.query(text, TRIPLES, deadline) as reply:
            return list(parse_triples(reply))

    def _send(self, query: EngineQuery, text: str, accept: str) -> Reply:
        return self.service.query(
            text, accept, query.deadline, default_graphs=query.default_graphs, named_graphs=query.named_graphs
        )

    def _check_rows(self, query: EngineQuery, outline: QueryOutline, reply: Reply) -> None:
        """Count the rows of a result; where they may have been cut, make the engine count them too.

        Raises:
            RowsCutByEngine: The engine counts more rows, or cannot count them.
            EngineUnreadable: The result breaks off.
        """
        count = result_size(reply, outline.form)
        is_announced = any(each in reply.headers for each in _CUT_HEADERS)
        if outline.form != "select" or (count < self._shortest_cut and not is_announced):
            return
        if outline.limit is not None and count >= outline.limit:
            return
        if not outline.rest or self._count(query, outline, count) > count:
            raise RowsCutByEngine(found=count)

    def _count(self, query: EngineQuery, outline: QueryOutline, count: int) -> int:
        """Make the engine count the rows of a query.

        Raises:
            RowsCutByEngine: It cannot.
        """
        try:
            with self._send(query, outline.counting(), SOLUTIONS) as reply:
                found = parse_solutions(reply)
                assert isinstance(found, QuerySolutions), "the query is a SELECT"
                return int(next(found)[0].value)
        except (EngineFault, EngineFailed, EngineUnreadable, SyntaxError, ValueError, StopIteration) as error:
            raise RowsCutByEngine(found=count) from error

    def _is_complete(self, query: EngineQuery, reply: Reply) -> bool:
        count = result_size(reply, query.outline.form)
        if count < self._shortest_cut:
            return True
        if query.outline.form == "describe" or not query.outline.variables:
            raise RowsCutByEngine(found=count)
        return False

    @property
    def _shortest_cut(self) -> int:
        return self._row_cap or _SHORTEST_CUT

    @contextmanager
    def _constructed_here(self, query: EngineQuery) -> Iterator[Iterator[Triple]]:
        """Build the triples of a CONSTRUCT from the rows of its pattern, which can be counted."""
        outline = query.outline.rows()
        with self._send(query, outline.text(), SOLUTIONS) as reply:
            self._check_rows(query, outline, reply)
            found = parse_solutions(reply)
            assert isinstance(found, QuerySolutions), "the query is a SELECT"
            yield _constructed(query.outline, found)


@contextmanager
def clearing_tracebacks() -> Iterator[None]:
    """Clear the local variables that the traceback of an error keeps alive.

    Solutions of pyoxigraph must be deleted in the thread that read them. An error in a reference cycle with its own
    traceback is deleted by the garbage collector, in any thread.
    """
    try:
        yield
    except BaseException as error:
        current: BaseException | None = error
        while current is not None:
            clear_frames(current.__traceback__)
            current = current.__cause__ or current.__context__
        raise


def _constructed(outline: QueryOutline, rows: QuerySolutions) -> Iterator[Triple]:
    """Fill the rows into the template of the CONSTRUCT, with the embedded engine."""
    lines = ("(" + " ".join(_written(row[each[1:]]) for each in outline.variables) + ")" for row in rows)
    values = f"VALUES ({' '.join(outline.variables)}) {{ {' '.join(lines)} }}"
    made = Store().query(f"{outline.head}CONSTRUCT {outline.template} WHERE {{ {values} }}")
    assert not isinstance(made, QuerySolutions | QueryBoolean), "the query is a CONSTRUCT"
    return (_read_triple(each) for each in made)


def _written(term: Term | None) -> str:
    """Serialize a term for VALUES; a blank node, which VALUES cannot hold, becomes an IRI."""
    if term is None:
        return "UNDEF"
    return f"<{_BLANK}{term.value}>" if isinstance(term, BlankNode) else str(term)


def _read_triple(triple: Triple) -> Triple:
    """Turn the IRIs that stand for blank nodes back into blank nodes."""
    subject, value = triple.subject, triple.object
    if isinstance(subject, NamedNode) and subject.value.startswith(_BLANK):
        subject = BlankNode(subject.value.removeprefix(_BLANK))
    if isinstance(value, NamedNode) and value.value.startswith(_BLANK):
        value = BlankNode(value.value.removeprefix(_BLANK))
    return Triple(subject, triple.predicate, value)
