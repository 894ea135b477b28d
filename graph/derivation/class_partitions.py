"""Describe in RDF what the things of each class have (VoID), and keep that in a graph beside what is derived.

Editors complete queries from it. It is written from the statistics of a snapshot, with the derived connections and not with each
write: a write of four quads would carry forty. Counts that moved a little wait for the next such moment; a property or
class that comes or goes does not. The description of the dataset itself is left out, so that writing it changes nothing of it.

Spec: https://www.w3.org/TR/void/#class-property-partitions, http://ldf.fi/void-ext#
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import Store

from graph.rdf.namespaces import Namespaces
from graph.rdf.partitions import CLASS, SUBJECTS, TRIPLES, Part
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Triple, compact, name
from graph.sparql.statistics import Statistics

_VOID_EXT = "http://ldf.fi/void-ext#"
# Classes of what describes the dataset and its graphs: such a description would count itself.
_OF_DESCRIPTIONS = (
    "void:Dataset",
    "dcat:Dataset",
    "dcat:CatalogRecord",
    "dqv:QualityMeasurement",
    "prov:Activity",
)


def partitions_graph(names: Namespaces) -> NamedNode:
    """Return the name of the graph that holds the description."""
    return names.graph("derived/void")


def partition_node(names: Namespaces, *iris: str) -> NamedNode:
    """Build the IRI of a part of the dataset: that of a class, of a property of it, of what that points to."""
    return NamedNode(f"{names.base_iri}/.well-known/void#" + "/".join(map(term_slug, iris)))


def term_slug(iri: str) -> str:
    """Return the compact name of a term as part of an IRI; a digest where it has none."""
    found = compact(iri)
    return found.replace(":", "_") if found else hashlib.sha256(iri.encode()).hexdigest()[:16]


def class_partition_triples(
    statistics: Statistics, names: Namespaces, without: Iterable[str] = ()
) -> Iterator[Triple]:
    """Yield the partition of each class, of each of its properties, and of each class and datatype that these point to.

    Args:
        statistics: The counts.
        names: Of the deployment.
        without: IRIs of classes that are left out.
    """
    left_out = frozenset(without)
    for class_, size in statistics.class_sizes.items():
        if class_ not in left_out:
            node = partition_node(names, class_)
            yield Triple(names.dataset, name("void:classPartition"), node)
            yield Triple(node, name("void:class"), NamedNode(class_))
            yield Triple(node, name("void:entities"), Literal(size))
    for part, count in statistics.partitions.items():
        if part.class_ not in left_out and part.range not in left_out:
            yield from _part_triples(part, count, names)


def partitions_change(store: Store, statistics: Statistics, names: Namespaces) -> QuadDelta:
    """Return how the graph of partitions, and with it the default graph, changes to that of the statistics."""
    graph_name = partitions_graph(names)
    stored = set(store.quads_for_pattern(None, None, None, graph_name))
    without = [name(each).value for each in _OF_DESCRIPTIONS]
    wanted, written = (
        class_partition_triples(statistics, names, without),
        Store(),
    )  # a store writes numbers in its own form
    written.extend(Quad(each.subject, each.predicate, each.object, graph_name) for each in wanted)
    change = QuadDelta(frozenset(stored), frozenset(written)).net()
    leaving = (_merged(each) for each in change.removed if not _is_stated_elsewhere(store, each))
    coming = (each for each in map(_merged, change.added) if each not in store)
    return change | QuadDelta(frozenset(leaving), frozenset(coming))


def are_other_parts(change: QuadDelta) -> bool:
    """Return whether parts come or go, rather than their counts alone."""
    return any(not isinstance(each.object, Literal) for each in (*change.removed, *change.added))


def _merged(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def _is_stated_elsewhere(store: Store, quad: Quad) -> bool:
    """Return whether a contribution states the same, which nothing forbids."""
    graphs = (quad.graph_name, DefaultGraph())
    stating = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    # A pattern with the integer 255 also gives what has 256 to 511, and so on (0.5.13).
    return any(each.graph_name not in graphs and each.object == quad.object for each in stating)


def _part_triples(part: Part, count: int, names: Namespaces) -> Iterator[Triple]:
    node = partition_node(names, part.class_, part.property)
    if part.kind == TRIPLES:
        yield Triple(partition_node(names, part.class_), name("void:propertyPartition"), node)
        yield Triple(node, name("void:property"), NamedNode(part.property))
        yield Triple(node, name("void:triples"), Literal(count))
    elif part.kind == SUBJECTS:
        yield Triple(node, name("void:distinctSubjects"), Literal(count))
    else:
        of = partition_node(names, part.class_, part.property, part.range)
        is_class = part.kind == CLASS
        to_part = name("void:classPartition") if is_class else NamedNode(_VOID_EXT + "datatypePartition")
        to_range = name("void:class") if is_class else NamedNode(_VOID_EXT + "datatype")
        yield Triple(node, to_part, of)
        yield Triple(of, to_range, NamedNode(part.range))
        yield Triple(of, name("void:triples"), Literal(count))
