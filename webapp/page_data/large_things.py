"""Ask of a thing to which very many statements point what its page shows: all that is said of it, some of what points to it.

Flows in: a dataset and the IRI of a thing. Flows out: how many point to it, by property, and a description of some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, Term, Triple, name
from graph.sparql.named_queries import read_query
from webapp.localization.kind_labels import UNNAMED
from webapp.page_data.descriptions import triples_of, with_what_it_names
from webapp.presentation.citations import Statings
from webapp.presentation.description import Description

MOST = 300  # statements that point to a thing whose page shows them all
_SHOWN = 24  # of each property and kind of thing
Crowd = Mapping[str, int]


def crowd_of(dataset: Dataset, focus: NamedNode) -> Crowd:
    """Count the statements that point to a thing, by the IRI of their property; empty where the page shows them all."""
    rows = dataset.rows(read_query("browse/thing_crowd"), {"focus": focus})
    counts = {row["predicate"].value: int(row["count"].value) for row in rows}
    return counts if sum(counts.values()) > MOST else {}


def some_of(dataset: Dataset, focus: NamedNode, crowd: Crowd) -> set[Triple]:
    """Give all that is said of a thing, and some of what points to it: of each property, some of each kind."""
    found = triples_of(dataset, "browse/thing_own", {"focus": focus})
    for predicate in map(NamedNode, sorted(crowd)):
        found |= set(_pointing(dataset, focus, predicate))
    return found


def statings_of_some(dataset: Dataset, focus: NamedNode, some: set[Triple]) -> Statings:
    """Tell of each triple a graph that states it, or several."""
    own = dataset.rows(read_query("browse/thing_own_graphs"), {"focus": focus})
    found: dict[Triple, tuple[str, ...]] = {}
    for row in own:
        found[Triple(focus, row["predicate"], row["object"])] = tuple(
            sorted({row["first"].value, row["last"].value})
        )
    for each in some:
        if each.object == focus:
            found[each] = _graphs(dataset, each)
    return {triple: graphs for triple, graphs in found.items() if triple in some}


def describe_some(dataset: Dataset, focus: NamedNode, some: set[Triple], statings: Statings) -> Description:
    """Gather the calling cards of those whom some statements join to a thing, and what they name."""
    near = some | _cards(dataset, _ends(some, focus))
    met = Description(near)
    for node in (each for each in _ends(some, focus) if met.kind(each).key in UNNAMED):
        told = triples_of(dataset, "browse/thing_own", {"focus": node})
        told |= set(_pointing(dataset, node, name("prov:qualifiedAssociation")))
        near |= told | _cards(dataset, _ends(told, node))
    return with_what_it_names(dataset, focus, statings, near)


def _pointing(dataset: Dataset, focus: NamedNode, predicate: NamedNode) -> Iterator[Triple]:
    """Give some statements that point to a thing, not only those of the most frequent kind."""
    bindings = {"focus": focus, "predicate": predicate}
    classes: dict[Term, set[str]] = {}
    for row in dataset.rows(read_query("browse/thing_pointing"), bindings):
        classes.setdefault(row["subject"], set()).add(row["class"].value if row["class"] else "")
    seen = Counter[frozenset[str]]()
    for subject, told in classes.items():
        seen[kind := frozenset(told)] += 1
        if seen[kind] <= _SHOWN:
            yield Triple(subject, predicate, focus)  # type: ignore[arg-type]


def _graphs(dataset: Dataset, triple: Triple) -> tuple[str, ...]:
    if not isinstance(triple.subject, NamedNode):
        return ()
    bindings = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
    rows = dataset.rows(read_query("browse/statement_graphs"), bindings)
    return tuple(sorted({row["graph"].value for row in rows}))


def _cards(dataset: Dataset, nodes: set[NamedNode]) -> set[Triple]:
    return {
        each
        for node in sorted(nodes, key=str)
        for each in triples_of(dataset, "browse/thing_card", {"focus": node})
    }


def _ends(triples: set[Triple], focus: NamedNode) -> set[NamedNode]:
    """Give what triples join to a thing."""
    ends = {each.object if each.subject == focus else each.subject for each in triples}
    return {each for each in ends if isinstance(each, NamedNode) and each != focus}
