"""Describe in RDF what the things of each class have (VoID), from the statistics of a snapshot.

Editors complete queries from it.

Spec: https://www.w3.org/TR/void/#class-property-partitions, http://ldf.fi/void-ext#
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from graph.rdf.namespaces import Namespaces
from graph.rdf.partitions import CLASS, SUBJECTS, TRIPLES, Part
from graph.rdf.terms import Literal, NamedNode, Triple, compact, name
from graph.sparql.statistics import Statistics

_VOID_EXT = "http://ldf.fi/void-ext#"


def partition_node(names: Namespaces, *iris: str) -> NamedNode:
    """Build the IRI of a part of the dataset: that of a class, of a property of it, of what that points to."""
    return NamedNode(f"{names.base_iri}/.well-known/void#" + "/".join(map(term_slug, iris)))


def term_slug(iri: str) -> str:
    """Return the compact name of a term as part of an IRI; a digest where it has none."""
    found = compact(iri)
    return found.replace(":", "_") if found else hashlib.sha256(iri.encode()).hexdigest()[:16]


def class_partition_triples(statistics: Statistics, names: Namespaces) -> Iterator[Triple]:
    """Yield the partition of each class, of each of its properties, and of each class and datatype that these point to."""
    for class_, size in statistics.class_sizes.items():
        node = partition_node(names, class_)
        yield Triple(names.dataset, name("void:classPartition"), node)
        yield Triple(node, name("void:class"), NamedNode(class_))
        yield Triple(node, name("void:entities"), Literal(size))
    for part, count in statistics.partitions.items():
        yield from _part_triples(part, count, names)


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
