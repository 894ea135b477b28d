"""Tests of webapp.pages.void: a description of the dataset whose every count a query confirms."""

from __future__ import annotations

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.namespace import RDF, VOID

BASE = "https://data.example.org/atlas"
ADDRESS = "/atlas/.well-known/void"
DATASET = rdflib.URIRef(f"{BASE}/dataset")
EXT = rdflib.Namespace("http://ldf.fi/void-ext#")


def counts(client: FlaskClient, query: str) -> dict[tuple[str, ...], int]:
    """Run a query whose last column is a number, over the default graph."""
    got = client.get(
        "/atlas/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    assert got.status_code == 200, got.text
    found = got.get_json(force=True)
    *keys, size = found["head"]["vars"]
    return {
        tuple(row[key]["value"] for key in keys): int(row[size]["value"])
        for row in found["results"]["bindings"]
    }


@pytest.fixture(scope="module")
def described(shared_app: object) -> rdflib.Graph:
    """Read the description."""
    client: FlaskClient = shared_app.test_client()  # type: ignore[attr-defined]
    return rdflib.Graph().parse(data=client.get(f"{ADDRESS}.ttl").data, format="turtle")


def test_each_size_is_the_one_that_a_query_counts(client: FlaskClient, described: rdflib.Graph) -> None:
    """Of the whole."""
    queries = {
        VOID.triples: "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        VOID.entities: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c }",
        VOID.classes: "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c FILTER(ISIRI(?c)) }",
        VOID.properties: "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        VOID.distinctSubjects: "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    }
    for predicate, query in queries.items():
        assert {int(each) for each in described.objects(DATASET, predicate)} == {counts(client, query)[()]}, (
            predicate
        )


def test_each_part_is_the_one_that_a_query_counts(client: FlaskClient, described: rdflib.Graph) -> None:
    """Of each class, each property, each property of a class, and each class or datatype that this points to."""
    parts = {
        "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c FILTER(ISIRI(?c)) } GROUP BY ?c": "SELECT ?c ?n { ?d a void:Dataset ; void:classPartition ?x . ?x void:class ?c ; void:entities ?n }",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p": "SELECT ?p ?n { ?d a void:Dataset ; void:propertyPartition ?x . ?x void:property ?p ; void:triples ?n }",
        "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p": "SELECT ?p ?n { ?d a void:Dataset ; void:propertyPartition ?x . ?x void:property ?p ; void:distinctSubjects ?n }",
        "SELECT ?p (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?p": "SELECT ?p ?n { ?d a void:Dataset ; void:propertyPartition ?x . ?x void:property ?p ; void:distinctObjects ?n }",
        "SELECT ?c ?p (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o FILTER(ISIRI(?c)) } GROUP BY ?c ?p": "SELECT ?c ?p ?n { ?x void:class ?c ; void:propertyPartition ?y . ?y void:property ?p ; void:triples ?n }",
        "SELECT ?c ?p (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c ; ?p ?o FILTER(ISIRI(?c)) } GROUP BY ?c ?p": "SELECT ?c ?p ?n { ?x void:class ?c ; void:propertyPartition ?y . ?y void:property ?p ; void:distinctSubjects ?n }",
        "SELECT ?c ?p ?r (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o . ?o a ?r FILTER(ISIRI(?c) && ISIRI(?r)) } GROUP BY ?c ?p ?r": "SELECT ?c ?p ?r ?n { ?x void:class ?c ; void:propertyPartition ?y . ?y void:property ?p ; void:classPartition ?z . ?z void:class ?r ; void:triples ?n }",
        "SELECT ?c ?p ?r (COUNT(*) AS ?n) { ?s a ?c ; ?p ?o FILTER(ISIRI(?c) && ISLITERAL(?o)) BIND(DATATYPE(?o) AS ?r) } GROUP BY ?c ?p ?r": "SELECT ?c ?p ?r ?n { ?x void:class ?c ; void:propertyPartition ?y . ?y void:property ?p ; ext:datatypePartition ?z . ?z ext:datatype ?r ; void:triples ?n }",
    }
    for counting, telling in parts.items():
        rows = described.query(telling, initNs={"void": VOID, "ext": EXT})
        told = {tuple(str(each) for each in row[:-1]): int(row[-1]) for row in rows}  # type: ignore[index,arg-type]
        assert len(told) > 10, telling
        assert told == counts(client, counting), counting


def test_links_to_other_sites_are_counted(client: FlaskClient, described: rdflib.Graph) -> None:
    """By property and site."""
    sets = set(described.subjects(RDF.type, VOID.Linkset))
    assert sets
    for each in sets:
        target, predicate = (
            described.value(each, VOID.objectsTarget),
            described.value(each, VOID.linkPredicate),
        )
        space = described.value(target, VOID.uriSpace)
        query = f'SELECT (COUNT(*) AS ?n) {{ ?s <{predicate}> ?o FILTER(ISIRI(?o) && STRSTARTS(STR(?o), "{space}")) }}'
        assert counts(client, query)[()] == int(described.value(each, VOID.triples) or 0) > 0
        assert described.value(each, VOID.subjectsTarget) == DATASET
        assert not str(space).startswith("https://data.example.org")


def test_it_says_how_to_go_on(client: FlaskClient, described: rdflib.Graph) -> None:
    """Endpoint, examples that answer, vocabularies, licences, prefixes, example queries once each."""
    assert described.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef(f"{BASE}/sparql")
    assert str(described.value(DATASET, VOID.uriSpace)) == f"{BASE}/id/"
    examples = list(described.objects(DATASET, VOID.exampleResource))
    assert len(examples) > 3
    for each in examples:
        assert client.get(each.replace("https://data.example.org", "")).status_code == 303
    assert rdflib.URIRef("https://w3id.org/maillage/ns#") in set(described.objects(DATASET, VOID.vocabulary))
    assert rdflib.URIRef("https://creativecommons.org/licenses/by/4.0/") in set(
        described.objects(DATASET, rdflib.DCTERMS.license)
    )
    declared = {str(each) for each in described.objects(None, rdflib.SH.prefix)}
    assert {"mai", "skos", "schema"} <= declared
    queries = list(described.subjects(RDF.type, rdflib.SH.SPARQLExecutable))
    assert len(queries) > 40
    assert all(len(list(described.objects(each, rdflib.RDFS.comment))) == 1 for each in queries)


def test_editors_find_the_prefixes_in_the_graph(client: FlaskClient) -> None:
    """As SIB's editor looks for them, in the default graph."""
    prefixes = "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?p ?n { [] sh:prefix ?p ; sh:namespace ?n }"
    found = client.get("/atlas/sparql", query_string={"query": prefixes}, headers={"Accept": "text/csv"})
    assert "mai,https://w3id.org/maillage/ns#" in found.text


@pytest.mark.parametrize(
    ("suffix", "accept", "media_type"),
    [
        ("", "*/*", "text/turtle"),
        ("", "application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        (".nt", "", "application/n-triples"),
        (".rdf", "text/html", "application/rdf+xml"),
    ],
)
def test_each_format_is_sent_once_made(
    client: FlaskClient, suffix: str, accept: str, media_type: str
) -> None:
    """The same bytes under the same ETag; a client that has them gets none."""
    got = client.get(f"{ADDRESS}{suffix}", headers={"Accept": accept})
    assert (got.status_code, got.mimetype) == (200, media_type)
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"{ADDRESS}{suffix}", headers={"Accept": accept, "If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304


def test_others_are_led_on_or_refused(client: FlaskClient, browser: FlaskClient) -> None:
    """A browser to the home page; an unknown suffix nowhere; an unknown format is refused."""
    assert browser.get(ADDRESS).location == "/atlas/"
    assert client.get(f"{ADDRESS}.csv").status_code == 404
    assert client.get(ADDRESS, headers={"Accept": "image/png"}).status_code == 406


def test_the_endpoint_describes_the_same_dataset(client: FlaskClient) -> None:
    """Its description leads to this one."""
    got = client.get("/atlas/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=got.data, format="turtle")
    document = rdflib.URIRef(f"{BASE}/.well-known/void")
    assert (document, rdflib.FOAF.primaryTopic, DATASET) in graph
    assert (rdflib.URIRef(f"{BASE}/sparql"), rdflib.RDFS.seeAlso, document) in graph
