"""Build graphs of what ships with the software: ontology, schemes, shapes, example queries and rules.

So they can be queried like the data that they describe. They are loaded at the first start of a data directory and again with
each new version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files as resource_files

from pyoxigraph import RdfFormat, parse

from graph.connections.similarity.connection_triples import rule_node
from graph.connections.similarity.rules import Rule
from graph.rdf.namespaces import Namespaces
from graph.rdf.skolemization import skolemize
from graph.rdf.terms import Literal, NamedNode, Quad, Triple, expand, name
from graph.resources import shipped_files
from graph.sources.candidate import Candidate, CandidateGraph
from graph.sparql.named_queries import NamedQuery, named_queries, read_query

_NOT_LOADED = ("examples/", "wording/", "annotations.ttl")
_FORM_CLASSES = {
    "SELECT": "sh:SPARQLSelectExecutable",
    "ASK": "sh:SPARQLAskExecutable",
    "CONSTRUCT": "sh:SPARQLConstructExecutable",
}


def vocabulary_candidate(names: Namespaces, *, naming_timeout_s: float) -> Candidate:
    """Build `vocab/ns`, `vocab/alignments`, `vocab/catalogue`, a graph for each scheme, `vocab/shapes`, `vocab/queries` and
    `vocab/rules`.
    """
    quads = list(_file_quads(names))
    quads += list(_alignment_quads(quads, names))
    named = skolemize(quads, names, timeout_s=naming_timeout_s)
    triples: dict[NamedNode, set[Triple]] = {}
    for quad in (*named, *_query_quads(names), *_rule_quads(names)):
        assert isinstance(quad.graph_name, NamedNode)
        triples.setdefault(quad.graph_name, set()).add(quad.triple)
    return Candidate(tuple(CandidateGraph(graph, frozenset(held)) for graph, held in triples.items()))


def catalogue_terms(names: Namespaces) -> frozenset[Triple]:
    """Read of which classes the foreign terms are that the catalogue names, for portals that validate it."""
    text = (resource_files(__package__) / "catalogue_terms.ttl").read_bytes()
    parsed = parse(text, format=RdfFormat.TURTLE, base_iri=names.document_base)
    return frozenset(each.triple for each in parsed)


def _file_quads(names: Namespaces) -> Iterator[Quad]:
    ontology = (each for each in shipped_files("ontology", ".ttl") if not each[0].startswith(_NOT_LOADED))
    files = [(_graph_path(path), file) for path, file in ontology]
    files.append(("catalogue", resource_files(__package__) / "catalogue.ttl"))
    files += [("shapes", file) for _, file in shipped_files("shapes", ".ttl")]
    for path, file in files:
        graph = names.graph(f"vocab/{path}")
        parsed = parse(
            file.read_bytes(), format=RdfFormat.TURTLE, base_iri=names.document_base, rename_blank_nodes=True
        )
        yield from (Quad(each.subject, each.predicate, each.object, graph) for each in parsed)


def _alignment_quads(quads: Iterable[Quad], names: Namespaces) -> Iterator[Quad]:
    """State in the ontology, as plain triples, what the rows of the alignments say of its terms.

    Tools that know nothing of SSSOM read them; parents are stated already, and nothing is stated of a foreign term.
    """
    rows: dict[object, dict[NamedNode, object]] = {}
    for quad in quads:
        if quad.graph_name == names.graph("vocab/alignments"):
            rows.setdefault(quad.subject, {})[quad.predicate] = quad.object
    for row in rows.values():
        term, relation, target = (
            row.get(name(f"owl:annotated{each}")) for each in ("Source", "Property", "Target")
        )
        if not (
            isinstance(term, NamedNode) and isinstance(relation, NamedNode) and isinstance(target, NamedNode)
        ):
            continue
        if term.value.startswith(expand("mai:")) and relation.value.startswith(expand("skos:")):
            yield Quad(term, relation, target, names.graph("vocab/ns"))


def _graph_path(path: str) -> str:
    if path == "prefixes.ttl":
        return "queries"  # which name them by sh:prefixes
    if path.startswith("schemes/"):
        return path.removeprefix("schemes/").removesuffix(".ttl")
    return "alignments" if path.startswith("alignments/") else "ns"


def _query_quads(names: Namespaces) -> Iterator[Quad]:
    graph = names.graph("vocab/queries")
    for query in named_queries():
        for triple in _query_triples(query, names):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _query_triples(query: NamedQuery, names: Namespaces) -> Iterator[Triple]:
    """Describe an example query in the SPARQL examples vocabulary, which SIB and others use."""
    node = names.thing("query", query.short_name)
    yield Triple(node, name("rdf:type"), name("sh:SPARQLExecutable"))
    yield Triple(node, name("rdf:type"), name(_FORM_CLASSES[query.form]))
    for language, text in zip(("fr", "en"), query.question, strict=True):
        yield Triple(node, name("skos:prefLabel"), Literal(text, language=language))
    # One comment: SIB's editor lists a query as often as it has comments.
    yield Triple(node, name("rdfs:comment"), Literal(query.question.fr, language="fr"))
    predicate = {"SELECT": "sh:select", "ASK": "sh:ask", "CONSTRUCT": "sh:construct"}[query.form]
    bound = query.bind(query.example(names.base_iri), names.base_iri)
    yield Triple(node, name(predicate), Literal(query.text(bound)))
    yield Triple(node, name("sh:prefixes"), NamedNode("https://w3id.org/maillage/prefixes"))
    yield Triple(node, name("schema:target"), NamedNode(names.base_iri + "/sparql"))
    for key in ("id", "audience"):
        if key in query.header:
            yield Triple(node, name("schema:keywords"), Literal(query.header[key]))


def _rule_quads(names: Namespaces) -> Iterator[Quad]:
    graph = names.graph("vocab/rules")
    for rule in Rule:
        for triple in _rule_triples(rule, names):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _rule_triples(rule: Rule, names: Namespaces) -> Iterator[Triple]:
    """Describe a rule of connection as a SHACL rule: a shape with its targets, and what the rule constructs."""
    query, node, shape = read_query(rule.query), rule_node(rule, names), names.thing("rule", "connections")
    yield Triple(shape, name("rdf:type"), name("sh:NodeShape"))
    yield Triple(shape, name("sh:targetClass"), name("mai:Initiative"))
    yield Triple(shape, name("sh:rule"), node)
    yield Triple(node, name("rdf:type"), name("sh:SPARQLRule"))
    for language, text in zip(("fr", "en"), query.summary, strict=True):
        yield Triple(node, name("rdfs:comment"), Literal(text, language=language))
    for language, text in zip(("fr", "en"), query.label, strict=True):
        yield Triple(node, name("skos:prefLabel"), Literal(text, language=language))
    yield Triple(node, name("sh:construct"), Literal(f"BASE <{names.document_base}>\n{query.text()}"))
    yield Triple(node, name("sh:prefixes"), NamedNode("https://w3id.org/maillage/prefixes"))
    yield Triple(node, name("owl:versionInfo"), Literal(rule.version))
