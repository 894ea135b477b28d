"""Describe the endpoint in RDF: what it answers, in which formats, over which graphs, within which limits.

The endpoint sends it to clients that send no query.

Spec: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from graph.i18n import BilingualText
from graph.rdf.terms import Literal, NamedNode, Triple, name
from webapp.http.limits import Limit
from webapp.page_data.operator import Operator, describe_operator

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_GEOF = "http://www.opengis.net/def/function/geosparql/"
_OPENAPI = "https://spec.openapis.org/oas/v3.1.0"
_GSP = "https://www.w3.org/TR/sparql11-http-rdf-update/"
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
_INPUT_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG")
# The engine also reads the drafts of SPARQL 1.2 and RDF 1.2: triple terms, reified triples, directional strings.
_LANGUAGE_EXTENSIONS = ("https://www.w3.org/TR/sparql12-query/", "https://www.w3.org/TR/rdf12-concepts/")
GEO_FUNCTIONS = (
    "distance",
    "sfContains",
    "sfCrosses",
    "sfDisjoint",
    "sfEquals",
    "sfIntersects",
    "sfOverlaps",
    "sfTouches",
    "sfWithin",
)
_UNITS = {"s": "SEC", "bytes": "AD"}  # UN/CEFACT Recommendation 20


@dataclass(frozen=True, slots=True)
class ServiceDescription:
    """What there is to describe.

    Attributes:
        triple_count: Of the default graph; None where it is not counted.
        is_plain: The default graph stands on its own instead of being the merge of the published graphs.
        federates: SERVICE may call some endpoints.
        missing: What a remote engine cannot do, and why.
    """

    base_iri: str
    graph_sizes: Mapping[str, int]
    triple_count: int | None
    is_plain: bool = False
    limits: Sequence[Limit] = ()
    federates: bool = False
    missing: Mapping[str, BilingualText] = field(default_factory=dict)
    operator: Operator = field(default_factory=Operator)

    @property
    def endpoint(self) -> NamedNode:
        """Return the endpoint's IRI."""
        return NamedNode(f"{self.base_iri}/sparql")

    def part(self, fragment: str) -> NamedNode:
        """Return the IRI of a part of the description."""
        return NamedNode(f"{self.endpoint.value}#{fragment}")


def describe_service(service: ServiceDescription) -> Iterator[Triple]:
    """Yield the description of the endpoint, its graph store, its dataset and its limits."""
    yield from _describe_abilities(service)
    yield from _describe_graph_store(service)
    if not service.is_plain and not service.missing:
        yield from _describe_api(service)
    yield from _describe_dataset(service)
    published = (service.endpoint.value, f"{service.base_iri}/dataset")
    yield from describe_operator(service.operator, published, service.base_iri)
    for limit in service.limits:
        yield from _describe_limit(service, limit)
    for code, words in service.missing.items():
        yield from _describe_lack(service, code, words)


def _describe_abilities(service: ServiceDescription) -> Iterator[Triple]:
    endpoint = service.endpoint
    yield Triple(endpoint, name("rdf:type"), _sd("Service"))
    yield Triple(endpoint, _sd("endpoint"), endpoint)
    for language in ("SPARQL11Query", "SPARQL11Update"):
        yield Triple(endpoint, _sd("supportedLanguage"), _sd(language))
    if not service.missing:  # else the default graph is as that engine has it
        yield Triple(
            endpoint, _sd("feature"), _sd("EmptyGraphs" if service.is_plain else "UnionDefaultGraph")
        )
    if service.federates:
        yield Triple(endpoint, _sd("feature"), _sd("BasicFederatedQuery"))
    for each in _RESULT_FORMATS:
        yield Triple(endpoint, _sd("resultFormat"), NamedNode(_FORMATS + each))
    for each in _INPUT_FORMATS:
        yield Triple(endpoint, _sd("inputFormat"), NamedNode(_FORMATS + each))
    for each in _LANGUAGE_EXTENSIONS:
        yield Triple(endpoint, _sd("languageExtension"), NamedNode(each))
    for each in GEO_FUNCTIONS:
        yield Triple(endpoint, _sd("extensionFunction"), NamedNode(_GEOF + each))
        yield Triple(NamedNode(_GEOF + each), name("rdf:type"), _sd("Function"))
    # "Simple" is the regime of a store that infers nothing.
    simple = NamedNode("http://www.w3.org/ns/entailment/Simple")
    yield Triple(endpoint, _sd("defaultEntailmentRegime"), simple)
    yield Triple(simple, name("rdf:type"), _sd("EntailmentRegime"))


def _describe_graph_store(service: ServiceDescription) -> Iterator[Triple]:
    graph_store = NamedNode(f"{service.base_iri}/graphs")
    yield Triple(service.endpoint, name("rdfs:seeAlso"), graph_store)
    yield Triple(graph_store, name("dcterms:conformsTo"), NamedNode(_GSP))
    yield Triple(graph_store, name("rdfs:label"), Literal("Magasin de graphes", language="fr"))
    yield Triple(graph_store, name("rdfs:label"), Literal("Graph store", language="en"))


def _describe_api(service: ServiceDescription) -> Iterator[Triple]:
    described = NamedNode(f"{service.base_iri}/api/openapi.json")
    yield Triple(service.endpoint, name("rdfs:seeAlso"), described)
    yield Triple(described, name("dcterms:conformsTo"), NamedNode(_OPENAPI))
    yield Triple(described, name("rdfs:label"), Literal("API : liens, chemins, structure", language="fr"))
    yield Triple(described, name("rdfs:label"), Literal("API: connections, paths, structure", language="en"))


def _describe_dataset(service: ServiceDescription) -> Iterator[Triple]:
    dataset = NamedNode(f"{service.base_iri}/dataset")
    default_graph = service.part("default-graph")
    type_ = name("rdf:type")
    yield Triple(service.endpoint, _sd("defaultDataset"), dataset)
    yield Triple(service.endpoint, _sd("availableGraphs"), dataset)
    if not service.is_plain:
        counted = NamedNode(f"{service.base_iri}/.well-known/void")
        yield Triple(service.endpoint, name("rdfs:seeAlso"), counted)
        yield Triple(counted, name("rdf:type"), name("void:DatasetDescription"))
        yield Triple(counted, name("foaf:primaryTopic"), dataset)
    yield Triple(dataset, type_, _sd("Dataset"))
    yield Triple(dataset, type_, _sd("GraphCollection"))
    yield Triple(dataset, _sd("defaultGraph"), default_graph)
    yield Triple(default_graph, type_, _sd("Graph"))
    if service.triple_count is not None:
        yield Triple(default_graph, name("void:triples"), Literal(service.triple_count))
    for number, (iri, size) in enumerate(sorted(service.graph_sizes.items()), start=1):
        named, held = service.part(f"named-graph-{number}"), service.part(f"graph-{number}")
        yield Triple(dataset, _sd("namedGraph"), named)
        yield Triple(named, type_, _sd("NamedGraph"))
        yield Triple(named, _sd("name"), NamedNode(iri))
        yield Triple(named, _sd("graph"), held)
        yield Triple(held, type_, _sd("Graph"))
        yield Triple(held, name("void:triples"), Literal(size))


def _describe_limit(service: ServiceDescription, limit: Limit) -> Iterator[Triple]:
    described = service.part(f"limit-{limit.name.replace('_', '-')}")
    yield Triple(service.endpoint, name("schema:additionalProperty"), described)
    yield Triple(described, name("rdf:type"), name("schema:PropertyValue"))
    yield Triple(described, name("schema:propertyID"), Literal(limit.name))
    yield Triple(described, name("schema:name"), Literal(limit.words.fr, language="fr"))
    yield Triple(described, name("schema:name"), Literal(limit.words.en, language="en"))
    yield Triple(described, name("schema:maxValue"), Literal(limit.value))
    if limit.unit in _UNITS:
        yield Triple(described, name("schema:unitCode"), Literal(_UNITS[limit.unit]))


def _describe_lack(service: ServiceDescription, code: str, words: BilingualText) -> Iterator[Triple]:
    described = service.part(f"missing-{code}")
    yield Triple(service.endpoint, name("schema:additionalProperty"), described)
    yield Triple(described, name("rdf:type"), name("schema:PropertyValue"))
    yield Triple(described, name("schema:propertyID"), Literal(f"missing-{code}"))
    yield Triple(described, name("schema:value"), Literal(value=False))
    yield Triple(described, name("schema:description"), Literal(words.fr, language="fr"))
    yield Triple(described, name("schema:description"), Literal(words.en, language="en"))


def _sd(local: str) -> NamedNode:
    return NamedNode(_SD + local)
