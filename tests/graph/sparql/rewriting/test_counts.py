"""Tests of graph.sparql.rewriting.counts: numbers from the statistics are those that counting gives."""

from __future__ import annotations

from random import Random

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from graph.sparql.evaluation import QueryGraphs, evaluate
from graph.sparql.preparation import Preparation
from graph.sparql.rewriting.rules import Rewriter
from graph.sparql.statistics import count_statistics

BASE = "http://a.example/"
PREFIX = f"PREFIX : <{BASE}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
TAKEN = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(?p) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT *) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :p1 ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s :p1 ?o }",
    "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s :p1 ?o }",
    "SELECT (COUNT(?s) AS ?n) { ?s :absent ?o } LIMIT 3",
    "SELECT (COUNT(*) AS ?n) { ?s a :C1 }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s rdf:type :C2 }",
    "SELECT (COUNT(*) AS ?n) { ?s a :Absent }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?p (COUNT(?s) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 2",
    "SELECT (COUNT(?s) AS ?n) ?c { ?s a ?c } GROUP BY ?c",
]
LEFT = [
    "SELECT (COUNT(*) AS ?n) { ?s :p1 :n1 }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
    "SELECT (COUNT(*) AS ?n) { ?s :p1 1 }",
    "SELECT (COUNT(*) AS ?n) { [] :p1 ?o }",
    "SELECT (COUNT(?x) AS ?n) { ?s :p1 ?o }",
    "SELECT (COUNT(*) + 1 AS ?n) { ?s :p1 ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { GRAPH :g { ?s :p1 ?o } }",
    "SELECT (COUNT(*) AS ?n) FROM :g { ?s :p1 ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :p1+ ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :p1 ?o FILTER(?o > 1) }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s :p1 ?o } GROUP BY ?s",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING(COUNT(*) > 1)",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY COUNT(*)",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
]


def random_store(seed: int, *, has_literal_class: bool = False) -> Store:
    """Fill a store with some random triples in the default graph, and others in a named one."""
    random, store = Random(seed), Store()
    ends = [NamedNode(f"{BASE}n{number}") for number in range(4)]
    for _ in range(random.randrange(20)):
        place = {} if random.random() < 0.8 else {"graph_name": NamedNode(f"{BASE}g")}
        value = random.choice([*ends, Literal(1), Literal("1")])
        store.add(Quad(random.choice(ends), NamedNode(f"{BASE}p{random.randrange(3)}"), value, **place))
        kind = NamedNode(f"{BASE}C{random.randrange(3)}")
        store.add(Quad(random.choice(ends), TYPE, kind, **place))
    if has_literal_class:
        store.add(Quad(ends[0], TYPE, Literal("no class")))
    return store


def rows(
    store: Store, text: str, rewriter: Rewriter, graphs: QueryGraphs | None = None
) -> list[tuple[str, ...]]:
    """Evaluate a query, and return its rows in order."""
    found = evaluate(
        store, PREFIX + text, base_iri=BASE, preparation=Preparation(rewriter), graphs=graphs or QueryGraphs()
    ).result
    assert isinstance(found, QuerySolutions)
    return sorted(tuple(map(str, row)) for row in found)


@pytest.mark.parametrize("text", TAKEN)
def test_what_is_taken_is_what_counting_gives(text: str) -> None:
    """In random stores, with and without a class that is no IRI."""
    for seed in range(12):
        store = random_store(seed, has_literal_class=seed % 4 == 0)
        counted = Rewriter(("counts",), statistics=count_statistics(store))
        is_by_class = "GROUP BY ?c" in text and seed % 4 == 0
        assert (counted.query(PREFIX + text).rules == ("counts",)) is not is_by_class
        assert rows(store, text, counted) == rows(store, text, Rewriter(()))


@pytest.mark.parametrize("text", LEFT)
def test_what_the_statistics_do_not_tell_is_counted(text: str) -> None:
    """Another pattern, condition, grouping or graph is left to the engine."""
    counted = Rewriter(("counts",), statistics=count_statistics(random_store(1)))
    assert counted.query(PREFIX + text).text == PREFIX + text


def test_the_dataset_of_a_request_is_counted_by_the_engine() -> None:
    """The statistics are of the default graph; a request may ask for another one."""
    store = random_store(3)
    counted = Rewriter(("counts",), statistics=count_statistics(store))
    graphs, text = QueryGraphs(default=(f"{BASE}g",)), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert rows(store, text, counted, graphs) == rows(store, text, Rewriter(()), graphs)
    assert rows(store, text, counted, graphs) != rows(store, text, counted)
