"""Python's usual clients: SPARQLWrapper, and rdflib's stores."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, Unauthorized

from tests.clients.conftest import TRIPLES, Endpoint

ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
E = rdflib.Namespace("http://e.example/")


@pytest.fixture(autouse=True)
def _old_ways() -> Iterator[None]:
    """Let the clients use what Python or rdflib deprecated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def wrapper(endpoint: Endpoint, query: str, method: str = GET, how: str = URLENCODED) -> SPARQLWrapper:
    """Prepare a request."""
    client = SPARQLWrapper(endpoint.sparql)
    client.setQuery(query)
    client.setMethod(method)
    client.setRequestMethod(how)
    return client


@pytest.mark.parametrize(("method", "how"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("result_format", [JSON, XML, CSV, TSV])
def test_wrapper_selects(endpoint: Endpoint, method: str, how: str, result_format: str) -> None:
    """Each format by each way of sending; it asks by Accept and by `format`, `output` and `results` at once."""
    client = wrapper(endpoint, ALL, method, how)
    client.setReturnFormat(result_format)
    found = client.query().convert()
    if result_format == JSON:
        assert len(found["results"]["bindings"]) == TRIPLES
    elif result_format == XML:
        assert found.toxml().count("<result>") == TRIPLES
    else:
        assert len(found.decode().splitlines()) == TRIPLES + 1


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("result_format", [TURTLE, N3, RDFXML, XML, JSONLD, JSON])
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://e.example/a>"])
def test_wrapper_constructs(endpoint: Endpoint, query: str, result_format: str, method: str) -> None:
    """`json` and `xml` mean JSON-LD and RDF/XML where the result is a graph."""
    client = wrapper(endpoint, query, method)
    client.setReturnFormat(result_format)
    found = client.query().convert()
    parsed = found if isinstance(found, rdflib.Graph) else rdflib.Graph()
    if isinstance(found, bytes):
        parsed.parse(data=found, format="turtle")
    elif isinstance(found, (dict, list)):
        parsed.parse(data=json.dumps(found), format="json-ld")
    elif not isinstance(found, rdflib.Graph):
        parsed.parse(data=found.toxml(), format="xml")
    assert (E.a, E.knows, E.b) in parsed


def test_wrapper_asks_of_one_graph(endpoint: Endpoint) -> None:
    """`default-graph-uri` replaces the default graph."""
    client = wrapper(endpoint, "ASK { <http://e.example/c> ?p ?o }")
    client.setReturnFormat(JSON)
    assert client.query().convert()["boolean"] is False
    client.addDefaultGraph("http://e.example/g")
    assert client.query().convert()["boolean"] is True


def test_wrapper_tells_errors_apart(endpoint: Endpoint) -> None:
    """A malformed query and a missing token are exceptions of their own."""
    with pytest.raises(QueryBadFormed):
        wrapper(endpoint, "SELECT * WHERE {").query()
    with pytest.raises(Unauthorized):
        wrapper(endpoint, "INSERT DATA { <x:a> <x:b> 1 }", POST).query()


@pytest.mark.parametrize("how", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("scheme", ["Basic", "Bearer"])
def test_wrapper_updates(endpoint: Endpoint, how: str, scheme: str) -> None:
    """With the token as password or as bearer, in a form or directly."""
    place = f"GRAPH <http://e.example/wrapper-{how}-{scheme}>"
    for verb, expected in (("INSERT", True), ("DELETE", False)):
        client = wrapper(endpoint, f"{verb} DATA {{ {place} {{ <x:a> <x:b> 'é' }} }}", POST, how)
        if scheme == "Basic":
            client.setCredentials("anybody", endpoint.token)
        else:
            client.addCustomHttpHeader("Authorization", f"Bearer {endpoint.token}")
        assert client.query().response.status == 204
        asked = wrapper(endpoint, f"ASK {{ {place} {{ <x:a> <x:b> 'é' }} }}")
        asked.setReturnFormat(JSON)
        assert asked.query().convert()["boolean"] is expected


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("result_format", ["xml", "json", "csv", "tsv"])
def test_rdflib_queries(endpoint: Endpoint, method: str, result_format: str) -> None:
    """SELECT in each format and by each method, with a pattern behind Python's own interface."""
    graph = rdflib.Graph(SPARQLStore(endpoint.sparql, method=method, returnFormat=result_format))
    assert len(list(graph.query(ALL))) == TRIPLES
    assert set(graph.objects(E.a, E.knows)) == {E.b}
    assert set(graph.subjects(E.name, rdflib.Literal("Aïcha", lang="fr"))) == {E.a}


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_and_constructs(endpoint: Endpoint, method: str) -> None:
    """In its default format."""
    graph = rdflib.Graph(SPARQLStore(endpoint.sparql, method=method))
    assert graph.query("ASK { ?s ?p 42 }").askAnswer is True
    constructed = graph.query("CONSTRUCT WHERE { ?s ?p ?o }").graph
    assert constructed is not None and len(constructed) == TRIPLES
    assert len(graph) == TRIPLES


def test_rdflib_writes_a_named_graph(endpoint: Endpoint) -> None:
    """Adding, parsing, updating, removing, through the update store; and back to where it was."""
    store = SPARQLUpdateStore(endpoint.sparql, endpoint.sparql, auth=("anybody", endpoint.token))
    graph = rdflib.Graph(store, identifier=E.rdflib)
    graph.add((E.x, E.name, rdflib.Literal("déjà « vu »\n", lang="fr")))
    graph.parse(data="<http://e.example/x> <http://e.example/age> 7, 8 .", format="turtle")
    graph.update("INSERT DATA { <http://e.example/x> <http://e.example/knows> <http://e.example/y> }")
    assert len(graph) == 4
    assert graph.value(E.x, E.name) == rdflib.Literal("déjà « vu »\n", lang="fr")
    graph.remove((E.x, E.age, None))
    assert set(graph.predicates(E.x)) == {E.name, E.knows}
    graph.remove((None, None, None))
    assert len(graph) == 0


def test_rdflib_transactions_send_several_updates_at_once(endpoint: Endpoint) -> None:
    """Without autocommit, what was queued goes in one request."""
    store = SPARQLUpdateStore(
        endpoint.sparql, endpoint.sparql, auth=("anybody", endpoint.token), autocommit=False
    )
    graph = rdflib.Graph(store, identifier=E.queued)
    for number in range(3):
        graph.add((E.x, E.age, rdflib.Literal(number)))
    store.commit()
    assert len(graph) == 3
    graph.remove((None, None, None))
    store.commit()
    assert len(graph) == 0


def test_rdflib_federates_from_its_side(endpoint: Endpoint) -> None:
    """SERVICE in a query that rdflib evaluates itself."""
    here = rdflib.Graph()
    here.add((E.b, E.label, rdflib.Literal("b")))
    text = (
        f"SELECT ?label WHERE {{ ?s <{E.label}> ?label SERVICE <{endpoint.sparql}> {{ ?s <{E.age}> 42 }} }}"
    )
    assert [str(row[0]) for row in here.query(text)] == ["b"]
