"""The provenance of a path: which graphs state each of its statements, and which quoted passages support it.

Pages and API show beside each step who states it, so that a reader can check it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.connections.network.relations import PREDICATES
from graph.connections.paths.model import Step
from graph.rdf.terms import NamedNode, Triple, name
from graph.sparql.named_queries import read_query


@dataclass(frozen=True, slots=True)
class SourcedStatement:
    """A statement of a step, and where it comes from.

    Attributes:
        step: Number of the step, from 1.
        graphs: IRIs of the published graphs that state it, in order.
        quotes: IRIs of the quoted passages that support it, in order.
        statuses: IRIs of its assertion statuses.
    """

    step: int
    triple: Triple
    graphs: tuple[str, ...]
    quotes: tuple[str, ...]
    statuses: tuple[str, ...]


def statement_sources(dataset: Dataset, steps: Iterable[Step]) -> tuple[SourcedStatement, ...]:
    """Return the statements of some steps with their sources, in order.

    A link may be stated by more than one property (answersNeed and its inverse needAnsweredBy). Each statement that a graph
    has is returned; where no named graph has any, the first one, without source.
    """
    return tuple(
        each
        for number, step in enumerate(steps, start=1)
        for subject, curie, value in step.statements
        for each in _stated(dataset, number, tuple(_equivalents(subject, curie, value)))
    )


def _stated(dataset: Dataset, step: int, equivalents: tuple[Triple, ...]) -> list[SourcedStatement]:
    found = [_sources(dataset, step, each) for each in equivalents]
    return [each for each in found if each.graphs] or found[:1]


def _equivalents(subject: str, curie: str, value: str) -> Iterator[Triple]:
    """Yield the triples that state the same link."""
    start, end = NamedNode(subject), NamedNode(value)
    for each in next(curies for curies in PREDICATES.values() if curies[0] == curie):
        plain = name(each.removeprefix("^"))
        yield Triple(end, plain, start) if each.startswith("^") else Triple(start, plain, end)


def _sources(dataset: Dataset, step: int, triple: Triple) -> SourcedStatement:
    bindings = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
    rows = list(dataset.rows(read_query("browse/statement_sources"), bindings))
    graphs, quotes, statuses = (
        tuple(dict.fromkeys(row[column].value for row in rows if row[column] is not None))
        for column in ("graph", "quote", "status")
    )
    return SourcedStatement(step, triple, graphs, quotes, statuses)
