"""How two things are connected: asked of a dataset, told as members of a document and as rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.backends.protocols import Dataset
from graph.connections.network.relations import Relation, predicate
from graph.connections.paths.k_best_paths import find_paths
from graph.connections.paths.model import Ending, Path, Paths, Step
from graph.connections.similarity.rarity_weights import decimal
from graph.connections.wording.paths import ending_sentence, path_rows, path_sentence
from graph.exploration.labels import labels_of
from graph.exploration.lookup import thing_named
from graph.exploration.path_provenance import Sourced, statement_sources
from graph.exploration.path_query import path_query
from graph.exploration.rendering import Members, RenderingContext, number
from graph.i18n import BilingualText

COUNT, MOST_PATHS = 3, 10
RELATION_BY_NAME: Mapping[str, Relation] = {predicate(each): each for each in Relation}
COLUMNS = ("path", "weight", "step", "from", "from_name", "words", "to", "to_name")


@dataclass(frozen=True, slots=True)
class Joined:
    """The paths between two things, the sources of their statements, and whoever tells them.

    sources: of each path, in order
    """

    start: str
    end: str
    by: tuple[str, ...]
    found: Paths
    sources: tuple[tuple[Sourced, ...], ...]
    teller: RenderingContext

    @property
    def parameters(self) -> dict[str, str]:
        """Give the parameters that ask for it."""
        short = self.teller.names.short
        return {"from": short(self.start), "to": short(self.end)}

    @property
    def sentence(self) -> str:
        """Say what came of the search."""
        ends = (self.teller.labels.get(each) or BilingualText(each, each) for each in (self.start, self.end))
        return self.teller.say(ending_sentence(self.found, *ends))

    def path_sentence(self, path: Path) -> str:
        """Tell a path in a sentence; the way from a thing to itself is told by `sentence`."""
        return self.teller.say(path_sentence(path, self.teller.labels)) if path.steps else self.sentence


def ask_paths(
    dataset: Dataset, ends: tuple[str, str], language: str, *, count: int = COUNT, by: Collection[str] = ()
) -> Joined:
    """Ask for the best paths between two things.

    Args:   ends: IRIs as `graph.rdf.namespaces.absolute_iri` reads them; by: names of relations (`RELATION_BY_NAME`), all if none
    Raises: NoNetwork, ParameterMissing, ParameterInvalid, UnknownThing.
    """
    network = dataset.network()
    start, end = (thing_named(dataset, network, *each) for each in zip(("from", "to"), ends, strict=True))
    relations = {RELATION_BY_NAME[each] for each in by} or None
    found = find_paths(network, start, end, count=count, relations=relations)
    if found.ending == Ending.UNKNOWN:  # described here, and linked to nothing
        found = replace(found, ending=Ending.UNCONNECTED, unknown=())
    sources = tuple(statement_sources(dataset, each.steps) for each in found.paths)
    named = {
        start,
        end,
        *_named(found.paths),
        *(graph for each in sources for origin in each for graph in origin.graphs),
    }
    teller = RenderingContext(dataset.names, dataset.snapshot, network, labels_of(dataset, named), language)
    return Joined(start, end, tuple(sorted(by)), found, sources, teller)


def paths_members(joined: Joined) -> Members:
    """Tell all as the members of a JSON document."""
    teller, found = joined.teller, joined.found
    return {
        "from": teller.thing(joined.start),
        "to": teller.thing(joined.end),
        "by": list(joined.by),
        **teller.head(),
        "count": len(found.paths),
        "ending": found.ending.value,
        "through_hubs": found.is_through_hubs,
        "sentence": joined.sentence,
        "paths": [
            _path(joined, path, sources) for path, sources in zip(found.paths, joined.sources, strict=True)
        ],
    }


def paths_rows(joined: Joined) -> Iterator[tuple[str | int, ...]]:
    """Give a row for each step, in `COLUMNS`; lazy."""
    teller = joined.teller
    for place, path in enumerate(joined.found.paths, start=1):
        for number_, (step, row) in enumerate(
            zip(path.steps, path_rows(path, teller.labels), strict=True), start=1
        ):
            start, words, end = (teller.say(each) for each in row)
            yield place, decimal(path.cost), number_, step.start.iri, start, words, step.end.iri, end


def paths_table(joined: Joined) -> Iterator[tuple[str, str]]:
    """Give a row for each path, for people: its sentence and its weight; lazy."""
    for path in joined.found.paths:
        yield joined.path_sentence(path), decimal(path.cost)


def _path(joined: Joined, path: Path, sources: Sequence[Sourced]) -> Members:
    rows = path_rows(path, joined.teller.labels)
    return {
        "weight": number(path.cost),
        "sentence": joined.path_sentence(path),
        "query": path_query(path) if path.steps else None,
        "steps": [
            _step(joined.teller, step, row.relation, [each for each in sources if each.step == place])
            for place, (step, row) in enumerate(zip(path.steps, rows, strict=True), start=1)
        ],
    }


def _step(teller: RenderingContext, step: Step, words: BilingualText, sources: Sequence[Sourced]) -> Members:
    return {
        "from": teller.thing(step.start.iri),
        "to": teller.thing(step.end.iri),
        "words": teller.say(words),
        "by": sorted({each.predicate for each in step.links}),
        "statements": [_statement(teller, step, each) for each in sources],
    }


def _statement(teller: RenderingContext, step: Step, sourced: Sourced) -> Members:
    subject, stated, value = (each.value for each in sourced.triple)
    return {
        "subject": teller.thing(subject),
        "predicate": stated,
        "object": teller.thing(value),
        "direction": "backwards" if step.start.iri == value else "forwards",
        "sources": [teller.source(each) for each in sourced.graphs],
        "quotes": [{"iri": each, "page": teller.page(each)} for each in sourced.quotes],
        "statuses": list(sourced.statuses),
    }


def _named(paths: Sequence[Path]) -> Iterator[str]:
    for step in (each for path in paths for each in path.steps):
        yield from (step.start.iri, step.end.iri)
        yield from (link.record for link in step.links if link.record)
