"""Ask of a thing to which very many statements point what its page shows: all that is said of it, some of what points to it.

Flows in: a dataset and the IRI of a thing. Flows out: how many point to it, by property, and a description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.contract import AnyDataset
from graph.query import read_query
from graph.terms import NamedNode, Triple
from webapp.collect import triples_of, with_what_it_names
from webapp.description import Description, Node
from webapp.kinds import UNNAMED
from webapp.notes import Statings

MOST = 300  # statements that point to a thing whose page shows them all
Crowd = Mapping[str, int]


def crowd_of(dataset: AnyDataset, focus: NamedNode) -> Crowd:
    """Count the statements that point to a thing, by the IRI of their property; empty where the page shows them all."""
    rows = dataset.rows(read_query("browse/thing_crowd"), {"focus": focus})
    counts = {row["predicate"].value: int(row["count"].value) for row in rows}
    return counts if sum(counts.values()) > MOST else {}


def statings_of_some(dataset: AnyDataset, focus: NamedNode, crowd: Crowd) -> Statings:
    """Tell a graph that states each triple that begins at `focus`, and those of some that end there."""
    own = dataset.rows(read_query("browse/thing_own_graphs"), {"focus": focus})
    found = {Triple(focus, row["predicate"], row["object"]): (row["graph"].value,) for row in own}
    for predicate in map(NamedNode, sorted(crowd)):
        bindings = {"focus": focus, "predicate": predicate}
        for row in dataset.rows(read_query("browse/thing_pointing"), bindings):
            triple = Triple(row["subject"], predicate, focus)
            found[triple] = tuple(sorted({*found.get(triple, ()), row["graph"].value}))
    return found


def describe_some(dataset: AnyDataset, focus: NamedNode, statings: Statings) -> Description:
    """Gather what is said of a thing, and some of those that point to it, each with its calling card."""
    near = triples_of(dataset, "browse/thing_own", {"focus": focus}) | set(statings)
    near |= _cards(dataset, _ends(near, focus))
    met = Description(near)
    unnamed = {each for each in _ends(near, focus) if met.kind(each).key in UNNAMED}
    for node in unnamed:
        told = triples_of(dataset, "browse/thing_own", {"focus": node})
        near |= told | _cards(dataset, _ends(told, node))
    return with_what_it_names(dataset, focus, statings, near)


def _cards(dataset: AnyDataset, nodes: set[NamedNode]) -> set[Triple]:
    return {
        each
        for node in sorted(nodes, key=str)
        for each in triples_of(dataset, "browse/thing_card", {"focus": node})
    }


def _ends(triples: set[Triple], focus: Node) -> set[NamedNode]:
    """Give what triples join to a thing."""

    def others() -> Iterator[object]:
        for each in triples:
            yield each.object if each.subject == focus else each.subject

    return {each for each in others() if isinstance(each, NamedNode) and each != focus}
