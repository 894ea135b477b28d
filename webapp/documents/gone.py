"""Find what became of a thing that is not described any more: what it was, since when it is gone, what replaces it.

It is known where the contributions that described it are kept, but withdrawn or revised. What was only ever in a draft was never
published, and is not told. A tombstone repeats nothing of what was said of the thing but its classes.

Spec: https://www.w3.org/TR/activitystreams-vocabulary/#dfn-tombstone
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.rdf.terms import Literal, NamedNode, Triple, name
from graph.sparql.named_queries import read_query
from webapp.http.profiles import ACTIVITY_STREAMS


@dataclass(frozen=True, slots=True)
class Removal:
    """What is known of a thing that is gone.

    Attributes:
        focus: The thing.
        classes: Of which it was.
        contributions: Those that described it.
        times: Since when these do not hold any more, where it is stated.
    """

    focus: NamedNode
    classes: frozenset[NamedNode]
    contributions: frozenset[NamedNode]
    times: frozenset[Literal]


def removal_of(dataset: Dataset, focus: NamedNode) -> Removal | None:
    """Return what is known of a thing that is gone; None of one that is there, or never was."""
    rows = list(dataset.rows(read_query("browse/thing_gone"), {"focus": focus}))
    if not rows:
        return None
    return Removal(
        focus,
        frozenset(row["class"] for row in rows if isinstance(row["class"], NamedNode)),
        frozenset(row["graph"] for row in rows),
        frozenset(row["time"] for row in rows if isinstance(row["time"], Literal)),
    )


def tombstone(removal: Removal, document_iri: NamedNode) -> Iterator[Triple]:
    """Describe what is gone."""
    focus = removal.focus
    yield Triple(document_iri, name("rdf:type"), name("foaf:Document"))
    yield Triple(document_iri, name("foaf:primaryTopic"), focus)
    yield Triple(focus, name("rdf:type"), _activity("Tombstone"))
    for each in removal.classes:
        yield Triple(focus, _activity("formerType"), each)
    for graph in removal.contributions:
        yield Triple(focus, name("prov:wasDerivedFrom"), graph)
    if removal.times:
        latest = max(removal.times, key=lambda each: each.value)
        yield Triple(focus, _activity("deleted"), latest)
        yield Triple(focus, name("prov:invalidatedAtTime"), latest)


def successor_of(dataset: Dataset, focus: NamedNode) -> NamedNode | None:
    """Return what replaces a thing of which nothing else is said; None where nothing does."""
    for row in dataset.rows(read_query("browse/thing_successor"), {"focus": focus}):
        successor = row["successor"]
        return successor if isinstance(successor, NamedNode) else None
    return None


def _activity(local: str) -> NamedNode:
    return NamedNode(ACTIVITY_STREAMS.namespace + local)
