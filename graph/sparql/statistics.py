"""Count what a store holds: for each property its triples, subjects and objects; for each class its instances and what they have.

What orders the patterns of a query, or decides whether a lookup is small, asks these counts instead of the store. They
are exact. Counting anew reads everything (a microsecond and a half for each quad), so the counts of a changed store are
computed from the change (`followed`), at a cost proportional to it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import QuerySolutions, Store

from graph.rdf import partitions as parts
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Term, name
from graph.sparql.named_queries import read_query

_FORMAT = 2
_DEFAULT = DefaultGraph()
_Row = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class PredicateCounts:
    """The triples of one property in the default graph, and how many different subjects and objects they have."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0

    @property
    def is_possible(self) -> bool:
        """Return whether some triples can have these counts."""
        ends = (self.subjects, self.objects)
        return max(ends) <= self.triples <= self.subjects * self.objects and (
            min(ends) > 0 or not self.triples
        )


_NONE = PredicateCounts()


@dataclass(frozen=True, slots=True)
class Statistics:
    """The counts of one store; properties and classes are given by their IRIs, and one that is absent has none.

    Attributes:
        triple_count: Triples of the default graph.
        predicates: The counts of each property in the default graph.
        class_sizes: Instances of each class in the default graph (subjects of rdf:type with that IRI).
        named_quads: Quads of each property in all named graphs together; a triple in two graphs is two quads.
        subject_count: Different subjects of the default graph.
        partitions: What the instances of each class have, in the default graph.
    """

    triple_count: int = 0
    predicates: Mapping[str, PredicateCounts] = field(default_factory=dict)
    class_sizes: Mapping[str, int] = field(default_factory=dict)
    named_quads: Mapping[str, int] = field(default_factory=dict)
    subject_count: int = 0
    partitions: parts.Partitions = field(default_factory=dict)

    def predicate(self, iri: str) -> PredicateCounts:
        """Return the counts of a property, all zero for one that is not used."""
        return self.predicates.get(iri, _NONE)

    def class_size(self, iri: str) -> int:
        """Return how many instances a class has."""
        return self.class_sizes.get(iri, 0)


def count_statistics(store: Store) -> Statistics:
    """Count all that a store holds.

    One property after the other, so that the sets of different terms that are held in memory are those of one property.
    """
    counts = {}
    for predicate, triples in _rows(store, "serve/predicate_counts"):
        assert isinstance(predicate, NamedNode), "a predicate is an IRI"
        [[_, subjects, objects]] = _rows(store, "serve/distinct_ends", {"predicate": predicate})
        counts[predicate.value] = PredicateCounts(*map(_number, (triples, subjects, objects)))
    sizes = _sizes(_rows(store, "serve/instance_counts"))
    [[subject_count]] = _rows(store, "serve/subject_count")
    return Statistics(
        sum(each.triples for each in counts.values()),
        counts,
        sizes,
        _sizes(_rows(store, "serve/named_predicate_counts")),
        _number(subject_count),
        parts.count_partitions(sizes, lambda query, iri: _rows(store, query, {"class": NamedNode(iri)})),
    )


def followed(before: Statistics, delta: QuadDelta, after: Store) -> Statistics:
    """Return the statistics of a store after a change, computed from those before it.

    For each subject (object) of a changed triple that the property seems to gain or to lose, one look into the store
    tells whether another triple of the property has it.

    Args:
        before: The statistics before the change.
        delta: All that changed, in the literal forms of the store.
        after: The store after the change.

    Raises:
        ValueError: The change does not begin at what was counted before.
    """
    net = delta.net()
    removed, added = ({each for each in quads if _is_merged(each)} for quads in (net.removed, net.added))
    changes = (
        _difference((each.predicate for each in added), (each.predicate for each in removed)),
        _distinct(after, removed, added, is_subject=True),
        _distinct(after, removed, added, is_subject=False),
    )
    partitions, more_subjects = parts.followed_partitions(before.partitions, removed, added, after)
    return Statistics(
        before.triple_count + len(added) - len(removed),
        _predicates_after(before, changes),
        _moved(before.class_sizes, _difference(_classes(added), _classes(removed))),
        _moved(before.named_quads, _difference(_named(net.added), _named(net.removed))),
        before.subject_count + more_subjects,
        partitions,
    )


def statistics_text(statistics: Statistics) -> str:
    """Write statistics as JSON, on one line; equal ones give the same text."""
    counts = {iri: [each.triples, each.subjects, each.objects] for iri, each in statistics.predicates.items()}
    content = {
        "format": _FORMAT,
        "triples": statistics.triple_count,
        "predicates": counts,
        "classes": dict(statistics.class_sizes),
        "named": dict(statistics.named_quads),
        "subjects": statistics.subject_count,
        "partitions": parts.partitions_json(statistics.partitions),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parse_statistics(text: str) -> Statistics:
    """Read what `statistics_text` wrote.

    Raises:
        ValueError: It is something else, or of another format.
    """
    try:
        content = json.loads(text)
        if content["format"] != _FORMAT:
            raise ValueError(content["format"])  # noqa: TRY301  told as any other text that is not one of ours
        counts = {iri: PredicateCounts(*each) for iri, each in content["predicates"].items()}
        partitions = parts.parse_partitions(content["partitions"])
        return Statistics(
            content["triples"], counts, content["classes"], content["named"], content["subjects"], partitions
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"no statistics: {error!r}") from error


def _rows(store: Store, query_name: str, bindings: Mapping[str, Term] | None = None) -> Iterator[_Row]:
    solutions = store.query(read_query(query_name).text(bindings or {}))
    assert isinstance(solutions, QuerySolutions), "it is a SELECT query"
    return (tuple(solution) for solution in solutions)


def _number(term: Term) -> int:
    return int(term.value)  # type: ignore[union-attr]  # a count is a literal


def _sizes(rows: Iterable[_Row]) -> dict[str, int]:
    """Return numbers by IRI; what is no IRI, as a class that is a blank node, is left out."""
    return {term.value: _number(count) for term, count in rows if isinstance(term, NamedNode)}


def _is_merged(quad: Quad) -> bool:
    return isinstance(quad.graph_name, DefaultGraph)


def _named(quads: Iterable[Quad]) -> Iterator[NamedNode]:
    return (each.predicate for each in quads if not _is_merged(each))


def _classes(quads: Iterable[Quad]) -> Iterator[NamedNode]:
    typing = name("rdf:type")
    return (each.object for each in quads if each.predicate == typing and isinstance(each.object, NamedNode))


def _difference(coming: Iterable[NamedNode], going: Iterable[NamedNode]) -> Counter[str]:
    counts = Counter(each.value for each in coming)
    counts.subtract(each.value for each in going)
    return counts


def _distinct(after: Store, removed: set[Quad], added: set[Quad], *, is_subject: bool) -> Counter[str]:
    """Return how many subjects, or objects, each property gains; negative where it loses some."""
    going, coming = (
        {((each.subject if is_subject else each.object), each.predicate) for each in quads}
        for quads in (removed, added)
    )
    counts = Counter[str]()
    for end, predicate in going - coming:
        if next(_having(after, end, predicate, is_subject=is_subject), None) is None:
            counts[predicate.value] -= 1
    for end, predicate in coming - going:
        if all(each in added for each in _having(after, end, predicate, is_subject=is_subject)):
            counts[predicate.value] += 1
    return counts


def _having(store: Store, end: Term, predicate: NamedNode, *, is_subject: bool) -> Iterator[Quad]:
    """Return the quads of the default graph with a property that begin, or end, at a term; lazy."""
    subject, value = (end, None) if is_subject else (None, end)
    found = store.quads_for_pattern(subject, predicate, value, _DEFAULT)  # type: ignore[arg-type]
    # A store on disk also gives those of 256 to 511 for the integer 255, and so on (0.5.13).
    return (each for each in found if (each.subject if is_subject else each.object) == end)


def _predicates_after(
    before: Statistics, changes: tuple[Counter[str], Counter[str], Counter[str]]
) -> dict[str, PredicateCounts]:
    found = dict(before.predicates)
    triples, subjects, objects = changes
    for iri in {*triples, *subjects, *objects}:
        was = before.predicate(iri)
        counts = PredicateCounts(
            was.triples + triples[iri], was.subjects + subjects[iri], was.objects + objects[iri]
        )
        if not counts.is_possible:
            raise ValueError(f"{counts} of {iri}")
        found[iri] = counts
        if not counts.triples:
            del found[iri]
    return found


def _moved(before: Mapping[str, int], difference: Counter[str]) -> dict[str, int]:
    """Return counts after a difference; what has none left is not in it."""
    found = dict(before)
    for iri, change in difference.items():
        found[iri] = found.get(iri, 0) + change
        if found[iri] < 0:
            raise ValueError(f"{found[iri]} of {iri}")
        if not found[iri]:
            del found[iri]
    return found
