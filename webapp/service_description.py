"""Describe the endpoint to machines: what it answers, in which formats, over which graphs.

Flows in: the base IRI and the sizes of the graphs. Flows out: triples.

Spec: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.terms import Literal, NamedNode, Triple, name

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "N-Quads",
    "TriG",
)


def describe_service(base_iri: str, graph_sizes: Mapping[str, int], triple_count: int) -> Iterator[Triple]:
    """Describe the endpoint; the default graph is the merge of the published graphs."""
    service = NamedNode(f"{base_iri}/sparql")
    dataset = NamedNode(f"{base_iri}/dataset")
    default_graph = NamedNode(f"{base_iri}/sparql#default-graph")
    type_ = name("rdf:type")
    yield Triple(service, type_, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    for each in _RESULT_FORMATS:
        yield Triple(service, _sd("resultFormat"), NamedNode(_FORMATS + each))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(service, _sd("availableGraphs"), dataset)
    yield Triple(dataset, type_, _sd("Dataset"))
    yield Triple(dataset, type_, _sd("GraphCollection"))
    yield Triple(dataset, _sd("defaultGraph"), default_graph)
    yield Triple(default_graph, type_, _sd("Graph"))
    yield Triple(default_graph, name("void:triples"), Literal(triple_count))
    yield from _describe_graphs(dataset, base_iri, graph_sizes)


def _describe_graphs(dataset: NamedNode, base_iri: str, graph_sizes: Mapping[str, int]) -> Iterator[Triple]:
    for number, (iri, size) in enumerate(sorted(graph_sizes.items()), start=1):
        named = NamedNode(f"{base_iri}/sparql#named-graph-{number}")
        graph = NamedNode(f"{base_iri}/sparql#graph-{number}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, name("rdf:type"), _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(iri))
        yield Triple(named, _sd("graph"), graph)
        yield Triple(graph, name("rdf:type"), _sd("Graph"))
        yield Triple(graph, name("void:triples"), Literal(size))


def _sd(local: str) -> NamedNode:
    return NamedNode(_SD + local)
