"""The structure of a network: beside an oracle, by reading, and the same whatever the order of loading."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import networkx as nx
import numpy as np
import pytest
from pyoxigraph import Quad, QuerySolutions, Store

from graph.connections.network.builder import network_of, read_network
from graph.connections.similarity.features import read_features
from graph.connections.structure.analysis import structure_of
from graph.connections.structure.articulation_points import find_cuts
from graph.connections.structure.components import find_components
from graph.connections.structure.initiative_graph import InitiativeGraph, read_initiative_graph
from graph.connections.structure.model import LISTINGS, Structure
from graph.connections.structure.pagerank import ranks
from graph.rdf.terms import NamedNode, Triple, Variable, name, prefixes
from graph.sparql.named_queries import named_queries
from graph.storage.dataset import SnapshotDataset
from tests.graph.connections.structure.voices import random_voices
from tests.graph.connections.worlds import thing

seeds = pytest.mark.parametrize("seed", range(15))


def ties_of(seed: int) -> InitiativeGraph:
    """Draw the ties of a random world."""
    network = network_of(random_voices(Random(seed)))
    return read_initiative_graph(network, read_features(network))


def drawn(ties: InitiativeGraph) -> nx.Graph[int]:
    """Draw the same for the oracle."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(ties)))
    for node in graph:
        graph.add_edges_from((node, int(end)) for end in ties.ends[ties.starts[node] : ties.starts[node + 1]])
    return graph


def sizes(graph: nx.Graph[int], initiative_count: int) -> list[int]:
    """Count the initiatives of each piece of a graph that has any, the largest first."""
    counts = (sum(node < initiative_count for node in piece) for piece in nx.connected_components(graph))
    return sorted((each for each in counts if each), reverse=True)


@seeds
def test_components_are_those_of_the_oracle(seed: int) -> None:
    """Components of two initiatives or more have the sizes that networkx finds."""
    ties = ties_of(seed)
    groups, _ = find_components(ties)
    assert groups.sizes.tolist() == [each for each in sizes(drawn(ties), ties.initiative_count) if each > 1]


@seeds
def test_a_cut_leaves_what_the_oracle_finds_without_it(seed: int) -> None:
    """Every node whose removal leaves initiatives in two pieces or more is a cut, with the sizes of these pieces."""
    ties = ties_of(seed)
    graph = drawn(ties)
    wanted = {}
    for node in graph:
        left = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        if len(found := sizes(left, ties.initiative_count)) > 1:
            wanted[node] = found
    cuts = find_cuts(ties, find_components(ties)[1])
    parts = np.split(cuts.sizes, cuts.starts[1:-1])
    assert dict(zip(cuts.nodes.tolist(), [each.tolist() for each in parts], strict=False)) == wanted


def test_the_worlds_have_something_to_cut() -> None:
    """Among the random worlds are some with cuts, and some without any."""
    counts = [len(find_cuts(ties := ties_of(seed), find_components(ties)[1]).nodes) for seed in range(25)]
    assert max(counts) > 3


@seeds
def test_ranks_are_those_of_the_oracle(seed: int) -> None:
    """PageRank is what networkx finds, times the number of nodes."""
    ties = ties_of(seed)
    wanted = nx.pagerank(drawn(ties), tol=1e-12, max_iter=500)
    assert ranks(ties).tolist() == pytest.approx([each * len(ties) for each in wanted.values()], abs=1e-5)


@seeds
def test_the_order_of_loading_leaves_no_trace(seed: int) -> None:
    """The same triples in another order give the same structure, communities included."""
    triples = random_voices(Random(seed))
    assert structure_of(network_of(Random(9).sample(triples, len(triples)))) == structure_of(
        network_of(triples)
    )


def test_nothing_has_an_empty_structure() -> None:
    """A network of nothing, and one of a single initiative, have no component and no community."""
    alone = Triple(thing("initiative", 1), name("rdf:type"), name("mai:Initiative"))
    for triples in ([], [alone]):
        found = structure_of(network_of(triples))
        assert found.isolated_count == found.initiatives.count == len(triples)
        assert {getattr(found, each).count for each in LISTINGS if each != "initiatives"} == {0}


def two_villages() -> Iterator[Triple]:
    """Tell of two villages of initiatives; each shares needs, and one actor alone joins them."""
    for village in (0, 1):
        for number in range(4):
            initiative = thing("initiative", 10 * village + number)
            yield Triple(initiative, name("rdf:type"), name("mai:Initiative"))
            for each in {number % 4, (number + 1) % 4}:
                need = thing("need", 10 * village + each)
                yield Triple(need, name("rdf:type"), name("mai:Need"))
                yield Triple(initiative, name("mai:answersNeed"), need)
        yield Triple(thing("initiative", 10 * village), name("mai:carriedBy"), thing("organisation", 1))
    yield Triple(thing("organisation", 1), name("rdf:type"), name("org:Organization"))


def test_communities_and_their_bridge_are_seen() -> None:
    """Two villages that one actor joins are one component, two communities told by their needs, and one bridge."""
    found = structure_of(network_of(two_villages()))
    assert [each.size for each in found.components.first] == [8]
    assert [each.size for each in found.communities.first] == [4, 4]
    assert {mark.thing.rsplit("/", 1)[1][:-1] for mark in found.communities.first[1].needs} == {"1"}
    top = found.bridges.first[0]
    assert (top.thing, top.pair_count, top.parts) == (thing("organisation", 1).value, 16, (4, 4))
    assert [(each.actor, each.initiative_count) for each in found.actors.first] == [(top.thing, 2)]
    assert {each.community for each in found.initiatives.first} == {1, 2}


@seeds
@pytest.mark.parametrize("question", ["lessons_not_taken_up", "unanswered_needs"])
def test_the_question_in_sparql_has_the_same_answer(question: str, seed: int) -> None:
    """What is left unanswered is the same, found over arrays and by the query that a researcher may ask."""
    triples = random_voices(Random(seed))
    store = Store()
    store.extend(Quad(each.subject, each.predicate, each.object) for each in triples)
    query = next(each for each in named_queries("example") if each.short_name == question)
    bound = {Variable(key): each for key, each in query.bind({"lang": "fr"}).items()}
    solutions = store.query(query.body, prefixes=dict(prefixes()), substitutions=bound)
    assert isinstance(solutions, QuerySolutions)
    rows = [
        tuple(each.value if each else "" for each in (row[column] for column in _COLUMNS[question]))
        for row in solutions
    ]
    assert set(rows) == set(_rows(structure_of(network_of(triples)), question))


_COLUMNS = {
    "lessons_not_taken_up": ("lesson", "origin", "need"),
    "unanswered_needs": ("need", "place", "expression", "answer_count"),
}


def _rows(found: Structure, question: str) -> Iterator[tuple[str, ...]]:
    if question == "lessons_not_taken_up":
        for lesson in found.lessons.first:
            for origin in lesson.learned_from:
                yield from ((lesson.lesson, origin, need) for need in lesson.needs)
        return
    for each in found.needs.first:
        yield from ((each.need, each.place, one, str(each.answer_count)) for one in each.expressions)


def test_the_worlds_leave_something_unanswered() -> None:
    """Among the random worlds are unanswered needs, answered elsewhere or nowhere, and lessons that nobody took up."""
    found = [structure_of(network_of(random_voices(Random(seed)))) for seed in range(25)]
    assert {bool(need.answer_count) for each in found for need in each.needs.first} == {False, True}
    assert sum(each.lessons.count for each in found) > 2
    assert sum(each.needs.count for each in found) > 20


def test_the_riposte_by_reading(riposte: SnapshotDataset) -> None:
    """The Riposte: one component of its seven, four lessons nobody took up; the call of the DGS alone was answered."""
    store = Store()
    store.extend(each for each in riposte.quads() if isinstance(each.subject, NamedNode))
    found = structure_of(read_network(store))
    start = "http://127.0.0.1:8000/id/"
    assert [each.size for each in found.components.first] == [7]
    assert found.isolated_count == 1
    assert found.actors.first[0].actor == f"{start}organisation/cnfpt"
    assert [each.lesson.removeprefix(f"{start}lesson/")[:3] for each in found.lessons.first] == [
        "a43", "a44", "a45", "a46",
    ]  # fmt: skip
    assert {each.place.rsplit("/", 1)[1] for each in found.needs.first} == {
        "service-accompagnement-dynamiques-territoriales"
    }
    assert found.needs.count == 11
    assert f"{start}need/faire-face-vite-et-autrement" not in {each.need for each in found.needs.first}
