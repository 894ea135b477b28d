"""Answer lookups in the process that is asked, by a bounded number of steps.

A worker is for what may take long. To look up a thing and what is said of it takes less than to wake one, so it is done where
the request is; every triple that is looked at counts, those that lead nowhere too, and beyond `MOST_STEPS` the query goes to a
worker after all.

Spec: https://www.w3.org/TR/sparql11-results-json/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from json.encoder import encode_basestring

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, QueryResultsFormat, Store

from graph.execution.lookup_reader import Lookup, Pattern, Place, read_lookup
from graph.execution.worker_pool import WorkerPool
from graph.rdf.terms import Term
from graph.sparql.query_requests import QueryRequest, ResultDocument, ResultTable, never_gone
from graph.sparql.results import SOLUTION_FORMATS, Form
from graph.storage.dataset import CurrentDataset

MOST_STEPS = 300  # some microseconds each
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_DEFAULT = DefaultGraph()
Solution = Mapping[str, Term]


class _TooMuchError(Exception):
    """It takes more steps than it may, or an engine."""


class LookupService:
    """Answers lookups at once, and leaves every other query to workers."""

    def __init__(self, current: CurrentDataset, workers: WorkerPool) -> None:
        """Use the current dataset, and the workers of a server."""
        self._current = current
        self._workers = workers

    def answer(
        self, request: QueryRequest, client: str, is_gone: Callable[[], bool] = never_gone
    ) -> ResultDocument | ResultTable:
        """Evaluate a request on the current snapshot, within the limits; see `WorkerPool.answer`.

        Raises:
            QueryError: Any error of a query's text, or of a limit that it exceeds.
        """
        found = None
        with suppress(OSError, RuntimeError, ValueError):  # a damaged store: a worker finds out, and says so
            dataset = self._current.get()
            found = answer_lookup(request, lambda: dataset.store, dataset.snapshot.number)
        return found or self._workers.answer(request, client, is_gone)


def answer_lookup(
    request: QueryRequest, store: Callable[[], Store], snapshot_number: int
) -> ResultDocument | None:
    """Answer a request that is a lookup; None where it is none, or takes too many steps.

    Args:
        request: Whatever was sent.
        store: Opens the store, or returns the one that is open.
        snapshot_number: Of that store.
    """
    if request.default_graphs or request.named_graphs or request.max_rows:
        return None
    if SOLUTION_FORMATS.get(request.solution_format) != QueryResultsFormat.JSON:
        return None
    lookup = read_lookup(request.text)
    if lookup is None:
        return None
    try:
        content = _document(lookup, _Search(store(), _steps(lookup.patterns)).solutions({})).encode()
    except _TooMuchError:
        return None
    form: Form = "ask" if lookup.is_ask else "select"
    return ResultDocument(form, request.solution_format, len(content), content, None, snapshot_number)


@dataclass(frozen=True, slots=True)
class _Step:
    """One pattern, after those before it.

    Attributes:
        binds: The places (0 to 2) of variables that have no value yet, with their names.
        repeats: Pairs of places that hold the same one of them.
    """

    pattern: Pattern
    binds: tuple[tuple[int, str], ...]
    repeats: tuple[tuple[int, int], ...]


class _Search:
    """Finds the solutions of steps, one within the other."""

    def __init__(self, store: Store, steps: Sequence[_Step]) -> None:
        self._store = store
        self._steps = steps
        self._count = 0

    def solutions(self, known: Solution, depth: int = 0) -> Iterator[Solution]:
        """Yield the solutions of the steps from one on.

        Raises:
            _TooMuchError: More triples are looked at than may be.
        """
        for solution in self._extended(known, self._steps[depth]):
            if depth + 1 == len(self._steps):
                yield solution
            else:
                yield from self.solutions(solution, depth + 1)

    def _extended(self, known: Solution, step: _Step) -> Iterator[Solution]:
        subject, predicate, target = (
            known.get(each) if isinstance(each, str) else each for each in step.pattern
        )
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
            return
        # On disk, some numbers come with others (docs/upstream/pattern-of-an-integer-255.md).
        is_checked = isinstance(target, Literal)
        for quad in self._store.quads_for_pattern(subject, predicate, target, _DEFAULT):
            self._count += 1
            if self._count > MOST_STEPS:
                raise _TooMuchError
            terms = quad.subject, quad.predicate, quad.object
            if (is_checked and terms[2] != target) or (step.repeats and not _repeats(terms, step)):
                continue
            solution = dict(known)
            for place, each in step.binds:
                solution[each] = terms[place]
            yield solution


def _repeats(terms: Sequence[Term], step: _Step) -> bool:
    return all(terms[first] == terms[second] for first, second in step.repeats)


def _steps(patterns: tuple[Pattern, ...]) -> list[_Step]:
    """Put patterns in an order in which each begins at something known.

    Raises:
        _TooMuchError: There is none.
    """
    left, steps, bound = list(patterns), list[_Step](), set[str]()
    while left:
        best = max(left, key=lambda pattern: tuple(_is_known(pattern[place], bound) for place in (0, 2, 1)))
        if not _is_known(best[0], bound) and not _is_known(best[2], bound):
            raise _TooMuchError
        left.remove(best)
        fresh = [(place, each) for place, each in enumerate(best) if not _is_known(each, bound)]
        binds = {str(each): place for place, each in reversed(fresh)}
        repeats = [(binds[str(each)], place) for place, each in fresh if binds[str(each)] != place]
        steps.append(_Step(best, tuple((place, each) for each, place in binds.items()), tuple(repeats)))
        bound.update(binds)
    return steps


def _is_known(place: Place, bound: set[str]) -> bool:
    return not isinstance(place, str) or place in bound


def _document(lookup: Lookup, solutions: Iterator[Solution]) -> str:
    """Write a result as SPARQL JSON."""
    if lookup.is_ask:
        return f'{{"head":{{}},"boolean":{"false" if next(solutions, None) is None else "true"}}}'
    rows = list[str]()
    for solution in islice(solutions, lookup.limit):
        cells = [f'"{each}":{_cell(solution[each])}' for each in lookup.columns if each in solution]
        rows.append("{" + ",".join(cells) + "}")
    names = ",".join(f'"{each}"' for each in lookup.columns)
    return f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{",".join(rows)}]}}}}'


def _cell(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{encode_basestring(term.value)}}}'
    if isinstance(term, BlankNode):
        return f'{{"type":"bnode","value":{encode_basestring(term.value)}}}'
    if not isinstance(term, Literal) or term.direction is not None:
        raise _TooMuchError
    value = encode_basestring(term.value)
    if term.language:
        return f'{{"type":"literal","value":{value},"xml:lang":{encode_basestring(term.language)}}}'
    kind = term.datatype.value
    if kind == _STRING:
        return f'{{"type":"literal","value":{value}}}'
    return f'{{"type":"literal","value":{value},"datatype":{encode_basestring(kind)}}}'
