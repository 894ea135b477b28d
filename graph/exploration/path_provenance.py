"""Where the statements of a path come from: which graphs state each, and which passages bear it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.connections.network.relations import PREDICATES
from graph.connections.paths.model import Step
from graph.rdf.terms import NamedNode, Triple, name
from graph.sparql.named_queries import read_query


@dataclass(frozen=True, slots=True)
class Sourced:
    """A stated triple of a step, and where it comes from.

    graphs: the IRIs of the published graphs that state it, in order; quotes: those of the passages behind it, in order;
    statuses: the IRIs of the assertion statuses told of it.
    """

    step: int
    triple: Triple
    graphs: tuple[str, ...]
    quotes: tuple[str, ...]
    statuses: tuple[str, ...]


def statement_sources(dataset: Dataset, steps: Iterable[Step]) -> tuple[Sourced, ...]:
    """Find the sources of each statement of some steps, numbered from 1, in order.

    A link may be stated in more than one wording (needAnsweredBy says what answersNeed says): each that a graph states
    is told, or the first with no source where no named graph states any.
    """
    return tuple(
        sourced
        for number, step in enumerate(steps, start=1)
        for subject, curie, value in step.statements
        for sourced in _stated(dataset, number, tuple(_wordings(subject, curie, value)))
    )


def _stated(dataset: Dataset, step: int, wordings: tuple[Triple, ...]) -> list[Sourced]:
    found = [_sources(dataset, step, each) for each in wordings]
    return [each for each in found if each.graphs] or found[:1]


def _wordings(subject: str, curie: str, value: str) -> Iterator[Triple]:
    """Give the triples that say the same link."""
    start, end = NamedNode(subject), NamedNode(value)
    for each in next(curies for curies in PREDICATES.values() if curies[0] == curie):
        plain = name(each.removeprefix("^"))
        yield Triple(end, plain, start) if each.startswith("^") else Triple(start, plain, end)


def _sources(dataset: Dataset, step: int, triple: Triple) -> Sourced:
    asked = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
    rows = list(dataset.rows(read_query("browse/statement_sources"), asked))
    graphs, quotes, statuses = (
        tuple(dict.fromkeys(each[told].value for each in rows if each[told] is not None))
        for told in ("graph", "quote", "status")
    )
    return Sourced(step, triple, graphs, quotes, statuses)
