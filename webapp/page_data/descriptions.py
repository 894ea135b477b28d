"""Query the dataset for what pages show. No other module of the pages runs the queries of `queries/browse`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from itertools import islice
from threading import Lock
from typing import ParamSpec, TypeVar, cast

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, Term, Triple, expand, name
from graph.sparql.named_queries import NamedQuery, read_query
from graph.sparql.results import QueryResult
from webapp.presentation.description import Description, Node
from webapp.presentation.things.citations import Statings

_OF_A_THING = (
    "browse/thing_statements",
    "browse/thing_nodes",
    "browse/thing_neighbours",
    "browse/thing_neighbours_beyond",
)
_OF_A_CROWDED_THING = ("browse/thing_own", "browse/thing_references", "browse/thing_crowd")
_OF_A_CONTRIBUTION = "browse/contribution_things"
_OF_A_KIND = {
    "mai:Contribution": (_OF_A_CONTRIBUTION,),
    "mai:Territory": (
        "browse/territory_activity",
        "browse/territory_surroundings",
        "browse/territory_bodies",
        "browse/territory_chain",
    ),
}
_TOGETHER = 25  # things that one question is about
MANY = 300  # things of a class that one page shows
_MOST_DESCRIBED = 20_000  # triples about what a contribution describes
P = ParamSpec("P")
R = TypeVar("R")


def triples_of(dataset: Dataset, query_name: str, bindings: Mapping[str, Term] | None = None) -> set[Triple]:
    """Run one of our CONSTRUCT queries."""
    return _triples(dataset.run(read_query(query_name), bindings), query_name)


def _triples(answer: QueryResult, query_name: str) -> set[Triple]:
    assert isinstance(answer.result, Iterable), f"{query_name} is not a CONSTRUCT query"
    return {each for each in answer.result if isinstance(each, Triple)}


def describe_thing(dataset: Dataset, focus: NamedNode, statings: Statings) -> Description:
    """Query all that the page of a thing shows; nothing is stated of `focus` when it is unknown.

    First what surrounds the thing; then, for those met there, the passages behind them, the functions of the
    persons, and the contributions: one small question each, so that the cost follows the page and not the dataset.
    """
    near: set[Triple] = set()
    for query in _OF_A_THING:
        near |= triples_of(dataset, query, {"focus": focus})
    return with_what_it_names(dataset, focus, statings, near)


def with_what_it_names(
    dataset: Dataset, focus: NamedNode, statings: Statings, near: set[Triple]
) -> Description:
    """Add to what surrounds a thing the passages, functions, contributions and names that its page mentions."""
    found = ask_of_each(dataset, {"browse/quote": _quotes_met(Description(near), focus)})
    everyone = Description(near | found)
    parameters: dict[str, list[Node]] = {
        "browse/person_functions": everyone.subjects("rdf:type", name("foaf:Person")),
        "browse/contribution_card": [NamedNode(each) for graphs in statings.values() for each in graphs],
    }
    found |= ask_of_each(dataset, parameters)
    everyone = Description(near | found)
    return Description(near | found | ask_of_each(dataset, {"browse/thing_card": _unnamed(everyone)}))


def _quotes_met(met: Description, focus: NamedNode) -> list[Node]:
    """List the passages behind what was met; a source has all that is quoted from it, a quote itself."""
    held = [
        quote for holder in met.all_subjects("mai:evidence") for quote in met.nodes(holder, "mai:evidence")
    ]
    own = [focus] if met.kind(focus).key == "quote" else []
    said = [each for each in met.subjects("prov:wasAttributedTo", focus) if met.kind(each).key == "quote"]
    return [*held, *met.subjects("oa:hasSource", focus), *said, *own]


def _unnamed(met: Description) -> list[Node]:
    """List what a page names in passing (a licence, a speaker, a role) and whose name is missing so far."""
    passing = (
        "dcterms:license",
        "prov:wasAttributedTo",
        "prov:agent",
        "prov:hadRole",
        "org:role",
        "mai:connectionFrom",
        "mai:connectionTo",
        "mai:connectionType",
        "mai:basis",
        "mai:onTerritory",
    )
    found = [
        node for curie in passing for holder in met.all_subjects(curie) for node in met.nodes(holder, curie)
    ]
    return [node for node in found if not met.has_name(node)]


def ask_of_each(dataset: Dataset, parameters: Mapping[str, Iterable[Node]]) -> set[Triple]:
    """Run some of our CONSTRUCT queries about one thing: each about all that are given for it, many at once."""
    found: set[Triple] = set()
    for query, nodes in parameters.items():
        asked = list(dict.fromkeys(nodes))
        for start in range(0, len(asked), _TOGETHER):
            found |= _ask_together(dataset, query, asked[start : start + _TOGETHER])
    return found


def _ask_together(dataset: Dataset, query_name: str, nodes: Sequence[Node]) -> set[Triple]:
    """Ask about some things; alone about nodes without IRI, and about all where one might take the rows of others."""
    query = read_query(query_name)
    named = [each for each in nodes if isinstance(each, NamedNode)]
    found = _triples(dataset.run(query.for_each("focus", named)), query_name) if named else set()
    alone = nodes if len(found) > (query.max_rows or 0) else [each for each in nodes if each not in named]
    return found.union(*(triples_of(dataset, query_name, {"focus": each}) for each in alone))


def contribution_content(dataset: Dataset, focus: NamedNode) -> tuple[Description, bool]:
    """Query what a contribution describes, and whether that is only some of it."""
    result = dataset.run(read_query(_OF_A_CONTRIBUTION), {"focus": focus}).result
    assert isinstance(result, Iterable), f"{_OF_A_CONTRIBUTION} is not a CONSTRUCT query"
    found = list(islice(result, _MOST_DESCRIBED + 1))
    triples = (each for each in found[:_MOST_DESCRIBED] if isinstance(each, Triple))
    return Description(triples), len(found) > _MOST_DESCRIBED


def statings_of(dataset: Dataset, focus: NamedNode) -> Statings:
    """Return which graphs state each triple that begins or ends at `focus`."""
    graphs: dict[Triple, list[str]] = defaultdict(list)
    for row in dataset.rows(read_query("browse/thing_graphs"), {"focus": focus}):
        triple = Triple(row["subject"] or focus, row["predicate"], row["object"] or focus)
        graphs[triple].append(row["graph"].value)
    return {triple: tuple(sorted(set(found))) for triple, found in graphs.items()}


def queries_behind(
    description: Description, focus: NamedNode, *, is_crowded: bool = False
) -> tuple[NamedQuery, ...]:
    """List the queries that the page of a thing rests on."""
    more = [
        query
        for class_, found in _OF_A_KIND.items()
        if description.has_type(focus, class_)
        for query in found
    ]
    own = _OF_A_CROWDED_THING if is_crowded else _OF_A_THING
    return tuple(read_query(each) for each in (*own, *more))


def graph_content(dataset: Dataset, path: str) -> Description:
    """Return what one of the kept graphs states: `vocab/ns` or `vocab/status`, for instance."""
    return Description(triples_of(dataset, "browse/graph_content", {"graph": dataset.names.graph(path)}))


def once_a_snapshot(function: Callable[P, R]) -> Callable[P, R]:
    """Cache the results of a function whose first argument is a dataset, until its snapshot changes."""
    answers: dict[tuple[object, ...], R] = {}
    lock, digest = Lock(), [""]

    @wraps(function)
    def remembered(*args: P.args, **kwargs: P.kwargs) -> R:
        dataset = cast("Dataset", args[0])
        key = (dataset.names.base_iri, *args[1:], *sorted(kwargs.items()))
        state = dataset.edition
        with lock:
            if digest[0] != state:
                answers.clear()
                digest[0] = state
            if key in answers:
                return answers[key]
        answer = function(*args, **kwargs)
        with lock:
            if digest[0] == state:
                answers[key] = answer
        return answer

    return remembered


@once_a_snapshot
def names_of_class(dataset: Dataset, class_: str) -> Mapping[str, Mapping[str, str]]:
    """Return the names of the things of a class: by IRI, then by language; none of a thing that has no name."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in dataset.rows(read_query("browse/things_of_class"), {"class": name(class_)}):
        by_language = names[row["thing"].value]
        if row["name"] is not None:  # optional, so that names are looked up thing by thing
            by_language.setdefault(row["name"].language or "", row["name"].value)
    return dict(names)


@once_a_snapshot
def class_sizes(dataset: Dataset) -> Mapping[str, int]:
    """Count the things of each class, by its IRI."""
    counted = "browse/class_sizes_distinct" if dataset.repeats_triples else "browse/class_sizes"
    rows = dataset.rows(read_query(counted))
    return {row["class"].value: int(row["size"].value) for row in rows if isinstance(row["class"], NamedNode)}


def is_large(dataset: Dataset, class_: str = "mai:Initiative") -> bool:
    """Return whether there is too much of a class for a page that shows all of it."""
    return class_sizes(dataset).get(expand(class_), 0) > MANY


@once_a_snapshot
def overview(dataset: Dataset, what: str) -> Description:
    """Return one of the overviews of `queries/browse`: `initiatives`, `needs`, `contributions`."""
    return Description(triples_of(dataset, f"browse/{what}_overview"))


@once_a_snapshot
def active_territories(dataset: Dataset) -> Description:
    """Return the territories where something happens."""
    return Description(triples_of(dataset, "browse/active_territories"))


@once_a_snapshot
def graph_sizes(dataset: Dataset) -> Mapping[str, int]:
    """Count the triples of each named graph, by its IRI."""
    rows = dataset.rows(read_query("browse/graphs"))
    return {row["graph"].value: int(row["size"].value) for row in rows}


def busy_overview(dataset: Dataset, initiatives: Iterable[str]) -> Description:
    """Return what the overview of initiatives holds of a few of them."""
    return _of_each(dataset, "browse/initiative_overview", initiatives)


def cards(dataset: Dataset, iris: Iterable[str]) -> Description:
    """Return what a list shows of some things: names, dates, a sentence."""
    return _of_each(dataset, "browse/thing_card", iris)


def names_of(dataset: Dataset, iris: Iterable[str]) -> Description:
    """Return the names and classes of some things."""
    return _of_each(dataset, "browse/thing_name", iris)


def _of_each(dataset: Dataset, query: str, iris: Iterable[str]) -> Description:
    return Description(ask_of_each(dataset, {query: map(NamedNode, iris)}))
