"""Ask an engine, and believe its answer only if it is whole.

In: a query's text and a deadline. Out: an `QueryResult`. Engines cut results without a word (Virtuoso at ResultSetMaxRows,
with a 200): what could be cut is counted, by the engine itself; triples that could be are made here, from counted rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import clear_frames

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from graph.backends.remote.deadline import Deadline
from graph.backends.remote.protocol_client import ProtocolClient, Reply
from graph.backends.remote.result_parsing import SOLUTIONS, TRIPLES, size_of, solutions_of, triples_of
from graph.errors import EngineFailed, EngineFault, EngineUnreadable, RowsCutByEngine
from graph.rdf.terms import BlankNode, NamedNode, Term, Triple
from graph.settings import Settings
from graph.sparql.query_analysis import QueryOutline, read_query_outline
from graph.sparql.results import QueryResult

_SUSPECT = 1000  # no engine is known to cut below
_CUT_HEADERS = ("X-SPARQL-MaxRows", "X-SQL-State")  # how Virtuoso tells, where it does
_BLANK = "urn:maillage:blank:"


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A query, the protocol's dataset, and until when."""

    outline: QueryOutline
    text: str
    deadline: Deadline
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()


class Engine:
    """A service that answers queries; threads may share it."""

    def __init__(self, settings: Settings) -> None:
        """Know where it is."""
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
        """Ask a query; the answer is read within the `with` block.

        Args:   in_memory: solutions may be read after it too

        Raises: RowsCutByEngine; those of `ProtocolClient.query`.
        """
        asked = EngineQuery(read_query_outline(text), text, deadline, default_graphs, named_graphs)
        is_graph = asked.outline.form in ("construct", "describe")
        with self._asked(asked, text, TRIPLES if is_graph else SOLUTIONS) as reply:
            if not is_graph:
                self._check_rows(asked, asked.outline, reply)
                yield QueryResult(solutions_of(reply.in_memory() if in_memory else reply))
            elif self._is_whole(asked, reply):
                yield QueryResult(triples_of(reply))
            else:
                with self._made_here(asked) as triples:
                    yield QueryResult(triples)

    def kept_answer(self, text: str, deadline: Deadline) -> QueryResult:
        """Ask a query of ours; the answer is in memory.

        Raises: as `answer`.
        """
        with letting_go(), self.answer(text, deadline, in_memory=True) as answer:
            if isinstance(answer.result, QuerySolutions | QueryBoolean):
                return answer
            return QueryResult(list(answer.result))

    def uncounted(self, text: str, deadline: Deadline) -> list[Triple]:
        """Ask a CONSTRUCT of which the caller knows how many triples it has.

        Raises: those of `ProtocolClient.query`.
        """
        with letting_go(), self.service.query(text, TRIPLES, deadline) as reply:
            return list(triples_of(reply))

    def _asked(self, asked: EngineQuery, text: str, accept: str) -> Reply:
        return self.service.query(
            text, accept, asked.deadline, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs
        )

    def _check_rows(self, asked: EngineQuery, outline: QueryOutline, reply: Reply) -> None:
        """Count what came, and have the engine count what there is where the one could be less than the other.

        Raises: RowsCutByEngine, EngineUnreadable.
        """
        count = size_of(reply, outline.form)
        is_told = any(each in reply.headers for each in _CUT_HEADERS)
        if outline.form != "select" or (count < self._suspect and not is_told):
            return
        if outline.limit is not None and count >= outline.limit:
            return
        if not outline.rest or self._count(asked, outline, count) > count:
            raise RowsCutByEngine(found=count)

    def _count(self, asked: EngineQuery, outline: QueryOutline, count: int) -> int:
        """Have the engine count.

        Raises: RowsCutByEngine when it cannot.
        """
        try:
            with self._asked(asked, outline.counting(), SOLUTIONS) as reply:
                found = solutions_of(reply)
                assert isinstance(found, QuerySolutions), "a SELECT was asked"
                return int(next(found)[0].value)
        except (EngineFault, EngineFailed, EngineUnreadable, SyntaxError, ValueError, StopIteration) as error:
            raise RowsCutByEngine(found=count) from error

    def _is_whole(self, asked: EngineQuery, reply: Reply) -> bool:
        count = size_of(reply, asked.outline.form)
        if count < self._suspect:
            return True
        if asked.outline.form == "describe" or not asked.outline.variables:
            raise RowsCutByEngine(found=count)
        return False

    @property
    def _suspect(self) -> int:
        return self._row_cap or _SUSPECT

    @contextmanager
    def _made_here(self, asked: EngineQuery) -> Iterator[Iterator[Triple]]:
        """Make the triples of a CONSTRUCT from its rows."""
        outline = asked.outline.rows()
        with self._asked(asked, outline.text(), SOLUTIONS) as reply:
            self._check_rows(asked, outline, reply)
            found = solutions_of(reply)
            assert isinstance(found, QuerySolutions), "a SELECT was asked"
            yield _constructed(asked.outline, found)


@contextmanager
def letting_go() -> Iterator[None]:
    """Have an error hold on to nothing that it met: solutions must end in the thread that read them.

    An error that is kept, in a cycle with its own traceback, ends wherever the garbage is collected.
    """
    try:
        yield
    except BaseException as error:
        met: BaseException | None = error
        while met is not None:
            clear_frames(met.__traceback__)
            met = met.__cause__ or met.__context__
        raise


def _constructed(outline: QueryOutline, rows: QuerySolutions) -> Iterator[Triple]:
    """Have the rows go through the template, by the embedded engine."""
    lines = ("(" + " ".join(_written(row[each[1:]]) for each in outline.variables) + ")" for row in rows)
    values = f"VALUES ({' '.join(outline.variables)}) {{ {' '.join(lines)} }}"
    made = Store().query(f"{outline.head}CONSTRUCT {outline.template} WHERE {{ {values} }}")
    assert not isinstance(made, QuerySolutions | QueryBoolean), "a CONSTRUCT was asked"
    return (_read_triple(each) for each in made)


def _written(term: Term | None) -> str:
    """Write a term as VALUES may hold it: blank nodes by a name of their own."""
    if term is None:
        return "UNDEF"
    return f"<{_BLANK}{term.value}>" if isinstance(term, BlankNode) else str(term)


def _read_triple(triple: Triple) -> Triple:
    """Give blank nodes back their kind."""
    subject, value = triple.subject, triple.object
    if isinstance(subject, NamedNode) and subject.value.startswith(_BLANK):
        subject = BlankNode(subject.value.removeprefix(_BLANK))
    if isinstance(value, NamedNode) and value.value.startswith(_BLANK):
        value = BlankNode(value.value.removeprefix(_BLANK))
    return Triple(subject, triple.predicate, value)
