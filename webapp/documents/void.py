"""Describe the dataset in RDF, all counted: sizes, classes, properties, what each class has, links to other datasets (VoID).

The counts are those of the snapshot's statistics, so they are exact for the state that is read. Without statistics, as with a
remote engine, the description holds what a query can count cheaply. Programs learn from it what may be asked: which properties
the things of a class have, which prefixes there are, and example queries.

Spec: https://www.w3.org/TR/void/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from graph.backends.protocols import Dataset
from graph.derivation.class_partitions import class_partition_triples, term_slug
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, expand, name, prefixes
from graph.sparql.named_queries import read_query
from graph.sparql.statistics import Statistics
from webapp.page_data.descriptions import class_sizes, graph_content
from webapp.page_data.licences import licence_counts
from webapp.page_data.operator import Operator, describe_operator

_FORMATS = ("Turtle", "JSON-LD", "N-Triples", "RDF_XML")
_SHOWN_CLASSES = ("mai:Initiative", "mai:Circle", "mai:Need", "mai:Method", "mai:Lesson", "mai:Territory")
_NAMESPACE = re.compile(r".*[/#]")


def void_document(names: Namespaces) -> NamedNode:
    """Return the IRI of the document."""
    return NamedNode(f"{names.base_iri}/.well-known/void")


def describe_dataset(dataset: Dataset, statistics: Statistics | None, operator: Operator) -> Iterator[Triple]:
    """Yield the description of a dataset.

    Args:
        dataset: What is described.
        statistics: Its counts; None where nobody counted.
        operator: Who publishes it.
    """
    names = dataset.names
    yield from _describe_document(names)
    yield from _describe_access(dataset)
    yield from describe_operator(operator, (names.dataset.value,), names.base_iri)
    yield from _describe_links(dataset)
    yield from graph_content(dataset, "vocab/queries").triples
    if statistics is not None:
        yield from _describe_sizes(statistics, names)
        yield from _describe_properties(statistics, names)
        yield from class_partition_triples(statistics, names)
    else:
        uncounted = Statistics(class_sizes=class_sizes(dataset))
        yield from class_partition_triples(uncounted, names)


def _describe_document(names: Namespaces) -> Iterator[Triple]:
    document = void_document(names)
    yield Triple(document, name("rdf:type"), name("void:DatasetDescription"))
    yield Triple(document, name("foaf:primaryTopic"), names.dataset)
    yield Triple(document, name("rdfs:seeAlso"), NamedNode(f"{names.base_iri}/catalog"))


def _describe_access(dataset: Dataset) -> Iterator[Triple]:
    """Yield what the store says of its state, where to query it, under which licences, and what is in it, by example."""
    names, described = dataset.names, dataset.names.dataset
    state = graph_content(dataset, "catalog").triples
    left_out = name("dqv:hasQualityMeasurement")
    yield from (each for each in state if each.subject == described and each.predicate != left_out)
    held = graph_content(dataset, "vocab/catalogue").triples
    yield from (
        each
        for each in held
        if each.subject == described and each.predicate in map(name, ("dcterms:title", "dcterms:description"))
    )
    yield Triple(described, name("rdf:type"), name("void:Dataset"))
    yield Triple(described, name("void:sparqlEndpoint"), NamedNode(f"{names.base_iri}/sparql"))
    yield Triple(described, name("void:uriSpace"), Literal(names.things))
    yield Triple(described, name("foaf:homepage"), NamedNode(f"{names.base_iri}/"))
    for each in _FORMATS:
        yield Triple(described, name("void:feature"), NamedNode(f"http://www.w3.org/ns/formats/{each}"))
    for each in licence_counts(dataset):
        yield Triple(described, name("dcterms:license"), NamedNode(each))
    for curie in _SHOWN_CLASSES:
        for row in dataset.rows(read_query("browse/one_of_class"), {"class": name(curie)}):
            yield Triple(described, name("void:exampleResource"), row["thing"])


def _describe_sizes(statistics: Statistics, names: Namespaces) -> Iterator[Triple]:
    """Yield how much there is; an entity is what has a class."""
    sizes = {
        "void:triples": statistics.triple_count,
        "void:entities": statistics.predicate(expand("rdf:type")).subjects,
        "void:classes": len(statistics.class_sizes),
        "void:properties": len(statistics.predicates),
        "void:distinctSubjects": statistics.subject_count,
    }
    for curie, size in sizes.items():
        yield Triple(names.dataset, name(curie), Literal(size))
    used = {
        found[0]
        for each in (*statistics.predicates, *statistics.class_sizes)
        if (found := _NAMESPACE.match(each))
    }
    for namespace in sorted(used & set(prefixes().values())):
        yield Triple(names.dataset, name("void:vocabulary"), NamedNode(namespace))


def _describe_properties(statistics: Statistics, names: Namespaces) -> Iterator[Triple]:
    for iri, counts in statistics.predicates.items():
        node = _part(names, "property", term_slug(iri))
        yield Triple(names.dataset, name("void:propertyPartition"), node)
        yield Triple(node, name("void:property"), NamedNode(iri))
        yield Triple(node, name("void:triples"), Literal(counts.triples))
        yield Triple(node, name("void:distinctSubjects"), Literal(counts.subjects))
        yield Triple(node, name("void:distinctObjects"), Literal(counts.objects))


def _describe_links(dataset: Dataset) -> Iterator[Triple]:
    """Yield a linkset for each property that links to another site and each such site."""
    names = dataset.names
    own = urlsplit(names.base_iri).netloc
    for row in dataset.rows(read_query("browse/linksets")):
        space, predicate = row["target"].value, row["property"]
        site = urlsplit(space)
        if site.netloc in ("", own):
            continue
        linkset = _part(names, "links", term_slug(predicate.value), site.scheme, site.netloc)
        target = _part(names, "target", site.scheme, site.netloc)
        yield Triple(names.dataset, name("void:subset"), linkset)
        yield Triple(linkset, name("rdf:type"), name("void:Linkset"))
        yield Triple(linkset, name("void:linkPredicate"), predicate)
        yield Triple(linkset, name("void:triples"), Literal(int(row["size"].value)))
        yield Triple(linkset, name("void:subjectsTarget"), names.dataset)
        yield Triple(linkset, name("void:objectsTarget"), target)
        yield Triple(target, name("rdf:type"), name("void:Dataset"))
        yield Triple(target, name("void:uriSpace"), Literal(space))


def _part(names: Namespaces, *path: str) -> NamedNode:
    return NamedNode(f"{void_document(names).value}#" + "/".join(quote(each) for each in path))
