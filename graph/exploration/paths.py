"""How two things are connected: the best paths, found in a dataset, rendered as JSON members and as rows.

Each path comes with the provenance of its statements and with the SPARQL query that finds it again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.backends.protocols import Dataset
from graph.connections.network.relations import Relation, predicate
from graph.connections.paths.k_best_paths import find_paths
from graph.connections.paths.model import Ending, Path, Paths, Step
from graph.connections.similarity.model import decimal
from graph.connections.wording.paths import ending_sentence, path_rows, path_sentence
from graph.exploration.labels import labels_of
from graph.exploration.lookup import thing_named
from graph.exploration.path_provenance import SourcedStatement, statement_sources
from graph.exploration.path_query import path_query
from graph.exploration.rendering import Members, RenderingContext, number
from graph.i18n import BilingualText

COUNT, MOST_PATHS = 3, 10
RELATION_BY_NAME: Mapping[str, Relation] = {predicate(each): each for each in Relation}
COLUMNS = ("path", "weight", "step", "from", "from_name", "words", "to", "to_name")


@dataclass(frozen=True, slots=True)
class PathsBetween:
    """The paths between two things, with what is needed to render them.

    Attributes:
        by: Names of the relations that were followed; empty for all.
        sources: For each path, its statements with their sources.
    """

    start: str
    end: str
    by: tuple[str, ...]
    found: Paths
    sources: tuple[tuple[SourcedStatement, ...], ...]
    context: RenderingContext

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters of the API request that gives this result."""
        short = self.context.names.short
        return {"from": short(self.start), "to": short(self.end)}

    @property
    def sentence(self) -> str:
        """Return one sentence that sums up the search."""
        ends = (self.context.labels.get(each) or BilingualText(each, each) for each in (self.start, self.end))
        return self.context.render(ending_sentence(self.found, *ends))

    def path_sentence(self, path: Path) -> str:
        """Return a path as one sentence; for the path from a thing to itself, `sentence`."""
        return self.context.render(path_sentence(path, self.context.labels)) if path.steps else self.sentence


def find_paths_between(
    dataset: Dataset, ends: tuple[str, str], language: str, *, count: int = COUNT, by: Collection[str] = ()
) -> PathsBetween:
    """Find the best paths between two things.

    Args:
        ends: Two IRIs, each absolute, compact or relative to the base.
        by: Names of the relations to follow (`RELATION_BY_NAME`); all if empty.

    Raises:
        NoNetwork: The backend has none.
        ParameterMissing, ParameterInvalid, UnknownThing: An end is not the IRI of a thing.
    """
    network = dataset.network()
    start, end = (thing_named(dataset, network, *each) for each in zip(("from", "to"), ends, strict=True))
    relations = {RELATION_BY_NAME[each] for each in by} or None
    found = find_paths(network, start, end, count=count, relations=relations)
    if found.ending == Ending.UNKNOWN:  # it is described, but has no link
        found = replace(found, ending=Ending.UNCONNECTED, unknown=())
    sources = tuple(statement_sources(dataset, each.steps) for each in found.paths)
    iris = {
        start,
        end,
        *_iris_of(found.paths),
        *(graph for statements in sources for each in statements for graph in each.graphs),
    }
    context = RenderingContext(dataset.names, dataset.snapshot, network, labels_of(dataset, iris), language)
    return PathsBetween(start, end, tuple(sorted(by)), found, sources, context)


def paths_members(between: PathsBetween) -> Members:
    """Return the result as the members of a JSON document."""
    context, found = between.context, between.found
    return {
        "from": context.thing(between.start),
        "to": context.thing(between.end),
        "by": list(between.by),
        **context.head(),
        "count": len(found.paths),
        "ending": found.ending.value,
        "through_hubs": found.is_through_hubs,
        "sentence": between.sentence,
        "paths": [
            _path(between, path, sources) for path, sources in zip(found.paths, between.sources, strict=True)
        ],
    }


def paths_rows(between: PathsBetween) -> Iterator[tuple[str | int, ...]]:
    """Yield a row for each step, with the columns `COLUMNS`."""
    context = between.context
    for place, path in enumerate(between.found.paths, start=1):
        for number_, (step, row) in enumerate(
            zip(path.steps, path_rows(path, context.labels), strict=True), start=1
        ):
            start, words, end = (context.render(each) for each in row)
            yield place, decimal(path.cost), number_, step.start.iri, start, words, step.end.iri, end


def paths_table(between: PathsBetween) -> Iterator[tuple[str, str]]:
    """Yield a row for each path, for people: sentence and weight."""
    for path in between.found.paths:
        yield between.path_sentence(path), decimal(path.cost)


def _path(between: PathsBetween, path: Path, sources: Sequence[SourcedStatement]) -> Members:
    rows = path_rows(path, between.context.labels)
    return {
        "weight": number(path.cost),
        "sentence": between.path_sentence(path),
        "query": path_query(path) if path.steps else None,
        "steps": [
            _step(between.context, step, row.relation, [each for each in sources if each.step == place])
            for place, (step, row) in enumerate(zip(path.steps, rows, strict=True), start=1)
        ],
    }


def _step(
    context: RenderingContext, step: Step, words: BilingualText, sources: Sequence[SourcedStatement]
) -> Members:
    return {
        "from": context.thing(step.start.iri),
        "to": context.thing(step.end.iri),
        "words": context.render(words),
        "by": sorted({each.predicate for each in step.links}),
        "statements": [_statement(context, step, each) for each in sources],
    }


def _statement(context: RenderingContext, step: Step, sourced: SourcedStatement) -> Members:
    subject, stated, value = (each.value for each in sourced.triple)
    return {
        "subject": context.thing(subject),
        "predicate": stated,
        "object": context.thing(value),
        "direction": "backwards" if step.start.iri == value else "forwards",
        "sources": [context.source(each) for each in sourced.graphs],
        "quotes": [{"iri": each, "page": context.page(each)} for each in sourced.quotes],
        "statuses": list(sourced.statuses),
    }


def _iris_of(paths: Sequence[Path]) -> Iterator[str]:
    for step in (each for path in paths for each in path.steps):
        yield from (step.start.iri, step.end.iri)
        yield from (link.record for link in step.links if link.record)
