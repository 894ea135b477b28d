"""Query a sample of what points to a thing, where very many statements do.

The page of such a thing shows all that is stated of it, how many statements point to it by each property, and some of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode, Term, Triple, name
from graph.sparql.named_queries import read_query
from webapp.localization.kind_labels import UNNAMED
from webapp.page_data.descriptions import ask_of_each, triples_of, with_what_it_names
from webapp.presentation.description import Description
from webapp.presentation.things.citations import Statings

MOST = 300  # statements that point to a thing whose page shows them all
_SHOWN = 24  # of each property and kind of thing
ReferenceCounts = Mapping[str, int]


def count_references(dataset: Dataset, focus: NamedNode) -> ReferenceCounts:
    """Count the statements that point to a thing, by the IRI of their property; empty where the page shows them all."""
    rows = dataset.rows(read_query("browse/thing_crowd"), {"focus": focus})
    counts = {row["predicate"].value: int(row["count"].value) for row in rows}
    return counts if sum(counts.values()) > MOST else {}


def sample_of(dataset: Dataset, focus: NamedNode, reference_counts: ReferenceCounts) -> set[Triple]:
    """Return all that is stated of a thing, and some of what points to it: of each property, some of each kind."""
    found = triples_of(dataset, "browse/thing_own", {"focus": focus})
    for predicate in map(NamedNode, sorted(reference_counts)):
        found |= set(_pointing(dataset, focus, predicate))
    return found


def statings_of_sample(dataset: Dataset, focus: NamedNode, sample: set[Triple]) -> Statings:
    """Return graphs that state each triple: one at least, not always all."""
    own = dataset.rows(read_query("browse/thing_own_graphs"), {"focus": focus})
    found: dict[Triple, tuple[str, ...]] = {}
    for row in own:
        found[Triple(focus, row["predicate"], row["object"])] = tuple(
            sorted({row["first"].value, row["last"].value})
        )
    for each in sample:
        if each.object == focus:
            found[each] = _graphs(dataset, each)
    return {triple: graphs for triple, graphs in found.items() if triple in sample}


def describe_ends(dataset: Dataset, focus: NamedNode, sample: set[Triple], statings: Statings) -> Description:
    """Query what a page shows of the things that some statements join to one, and of what these name."""
    near = sample | _cards(dataset, _ends(sample, focus))
    met = Description(near)
    for node in (each for each in _ends(sample, focus) if met.kind(each).key in UNNAMED):
        statements = triples_of(dataset, "browse/thing_own", {"focus": node})
        statements |= set(_pointing(dataset, node, name("prov:qualifiedAssociation")))
        near |= statements | _cards(dataset, _ends(statements, node))
    return with_what_it_names(dataset, focus, statings, near)


def _pointing(dataset: Dataset, focus: NamedNode, predicate: NamedNode) -> Iterator[Triple]:
    """Return some statements that point to a thing, not only those of the most frequent kind."""
    bindings = {"focus": focus, "predicate": predicate}
    classes: dict[Term, set[str]] = {}
    for row in dataset.rows(read_query("browse/thing_pointing"), bindings):
        classes.setdefault(row["subject"], set()).add(row["class"].value if row["class"] else "")
    seen = Counter[frozenset[str]]()
    for subject, statements in classes.items():
        seen[kind := frozenset(statements)] += 1
        if seen[kind] <= _SHOWN:
            yield Triple(subject, predicate, focus)  # type: ignore[arg-type]


def _graphs(dataset: Dataset, triple: Triple) -> tuple[str, ...]:
    if not isinstance(triple.subject, NamedNode):
        return ()
    bindings = {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
    rows = dataset.rows(read_query("browse/statement_graphs"), bindings)
    return tuple(sorted({row["graph"].value for row in rows}))


def _cards(dataset: Dataset, nodes: set[NamedNode]) -> set[Triple]:
    return ask_of_each(dataset, {"browse/thing_card": sorted(nodes, key=str)})


def _ends(triples: set[Triple], focus: NamedNode) -> set[NamedNode]:
    """Return what triples join to a thing."""
    ends = {each.object if each.subject == focus else each.subject for each in triples}
    return {each for each in ends if isinstance(each, NamedNode) and each != focus}
