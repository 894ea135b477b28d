"""The rules: what is published equals what every pair looked at gives, what SPARQL gives, and what SHACL gives."""

from __future__ import annotations

import math
from collections.abc import Iterable
from random import Random

import numpy as np
import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse
from pyshacl import shacl_rules
from rdflib import Graph

from graph.connections.network.builder import network_of
from graph.connections.similarity.connection_triples import share_quads
from graph.connections.similarity.model import decimal
from graph.connections.similarity.neighbour_table import find_neighbours
from graph.connections.similarity.rarity_weights import LEAST, rounded_up, weights
from graph.connections.similarity.rules import Rule, Share
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Literal, NamedNode, Triple, name, prefixes
from graph.resources import shipped
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sparql.named_queries import read_query
from tests.graph.connections.similarity.oracle import Oracle, stepped
from tests.graph.connections.worlds import random_world

NAMES = Namespaces("http://127.0.0.1:8000")
EVERY = 1_000


def published(triples: list[Triple], count: int) -> set[Share]:
    """Give what is published."""
    table = find_neighbours(network_of(triples), count)
    return set(shares(table, published_pairs(table)))


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("count", [0, 1, 3, EVERY])
def test_the_strongest_are_exact(seed: int, count: int) -> None:
    """What is published is what sums over every pair and basis give, ties included."""
    triples = random_world(Random(seed))
    expected = Oracle(triples).published(count)
    assert bool(expected) == bool(count)
    assert published(triples, count) == expected


@pytest.mark.parametrize("count", [1, 3])
def test_the_shortcut_of_the_search_loses_nothing(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Lists that are left closed as soon as possible change nothing in what is found."""
    closed = 0
    for seed in range(40):
        triples = random_world(Random(seed))
        monkeypatch.setattr("graph.connections.similarity.top_k._LONG", -1)
        monkeypatch.setattr("graph.connections.similarity.top_k._HEAD", 6)
        search = published(triples, count)
        monkeypatch.setattr("graph.connections.similarity.top_k._LONG", EVERY)
        assert search == published(triples, count)
        closed += len(search)
    assert closed > EVERY


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("seed", range(8))
def test_sparql_gives_the_same(rule: Rule, seed: int) -> None:
    """The rule as a query gives the same connections, but weights, which SPARQL cannot compute."""
    triples = random_world(Random(seed))
    found = constructed(rule, triples)
    assert found
    oracle = Oracle(triples)
    everything = published(triples, EVERY)
    weightless = {  # what every initiative has ties none to another: there must be none for the two to be equal
        basis
        for (of, _), under in oracle.under.items()
        for basis in under
        if of == rule and not oracle.weight(basis, rule)
    }
    told = {
        quad.triple
        for quad in share_quads((each for each in everything if each.rule == rule), NAMES)
        if quad.predicate != name("mai:weight")
    }
    assert not weightless
    assert found == told


@pytest.mark.parametrize("seed", range(2))
def test_shacl_gives_the_same(seed: int) -> None:
    """The rules as they are published, applied by another program, infer the same triples."""
    triples = random_world(Random(seed))
    told = vocabulary_candidate(NAMES, naming_timeout_s=20).graphs
    (rules,) = (each for each in told if each.name == NAMES.graph("vocab/rules"))
    declared = (shipped("ontology") / "prefixes.ttl").read_bytes()
    shapes = Graph().parse(data=declared, format="turtle").parse(data=lines(rules.triples), format="nt")
    data = Graph().parse(data=lines(triples), format="nt")
    inferred = shacl_rules(data, shacl_graph=shapes, advanced=True)
    found = {
        str(each) for each in parse(inferred.serialize(format="nt").encode(), format=RdfFormat.N_TRIPLES)
    }
    expected = {str(each) for rule in Rule for each in constructed(rule, triples)}
    assert expected
    assert {each for each in found if "/connection/" in each or "/ns#shares" in each} == expected


def lines(triples: Iterable[Triple]) -> str:
    """Write triples as N-Triples."""
    return "".join(f"{each} .\n" for each in triples)


def constructed(rule: Rule, triples: list[Triple]) -> set[Triple]:
    """Ask the rule."""
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    query = read_query(rule.query)
    asked = store.query(query.body, prefixes=dict(prefixes()), base_iri=NAMES.document_base)
    return set(asked)  # type: ignore[arg-type]


def test_names_are_those_of_the_pair() -> None:
    """A connection's name depends on its rule and its ends alone, the lesser end first."""
    share = Share("http://a/1", "http://a/2", Rule.NEED, 23_026, ("http://n",))
    quads = list(share_quads([share], NAMES))
    assert {each.graph_name for each in quads} == {NAMES.graph("derived/shares-need")}
    node = NamedNode("http://127.0.0.1:8000/id/connection/shares-need-02c411b4acd98f7b")
    assert {each.subject for each in quads} == {node, NamedNode(share.first), NamedNode(share.second)}
    assert '"2.3026"^^<http://www.w3.org/2001/XMLSchema#decimal>' in {str(each.object) for each in quads}


def test_counts_are_rounded_up() -> None:
    """By steps of a quarter above the first hundred."""
    counts = np.array([0, 1, 99, 100, 101, 999, 1000, 1001, 123_456, 100_000_000], np.int64)
    assert rounded_up(counts).tolist() == [0, 1, 99, 100, 130, 1000, 1000, 1300, 130_000, 100_000_000]
    every = np.arange(1, 3000, dtype=np.int64)
    assert rounded_up(every).tolist() == [stepped(each) for each in every.tolist()]


def test_what_most_share_weighs_nothing() -> None:
    """Whatever the size; what half of all share weighs something, and more where fewer do."""
    for whole in (4, 97, 100, 101, 641, 1000, 1001, 2501, 5001, 6_401, 100_001, 999_999):
        assert not weights(np.array([whole]), whole).any()
        told = weights(np.array([1, whole // 4, whole // 2]), whole).tolist()
        assert told[0] >= told[1] > told[2] >= LEAST


def test_one_more_seldom_changes_a_weight() -> None:
    """Ten times from a thousand to ten thousand, and never by much."""
    counts = np.arange(1001, 10_001, dtype=np.int64)
    assert len(set(weights(counts, 100_000).tolist())) == 10
    exact = np.log(100_000 / counts) * 10_000
    assert np.abs(weights(counts, 100_000) - exact).max() < math.log(1.3) * 10_000


@pytest.mark.parametrize(
    ("weight", "text"), [(23_026, "2.3026"), (10_000, "1"), (500, "0.05"), (120_000, "12"), (1, "0.0001")]
)
def test_weights_are_written_plainly(weight: int, text: str) -> None:
    """A decimal has no digit too many: a store reads it and writes the same."""
    literal = Literal(text, datatype=name("xsd:decimal"))
    store = Store()
    store.add(Quad(NAMES.dataset, name("mai:weight"), literal))
    assert next(iter(store)).object == literal
    assert decimal(weight) == text
