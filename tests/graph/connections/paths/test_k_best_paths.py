"""Paths between two things: the cheapest, as an oracle that knows nothing of arrays finds them."""

from __future__ import annotations

from itertools import islice, pairwise
from math import log
from random import Random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.connections.network.adjacency import Network
from graph.connections.network.builder import network_of
from graph.connections.network.relations import PREDICATES, Relation
from graph.connections.paths.k_best_paths import APART_COST, find_paths
from graph.connections.paths.model import LINK_COST, Ending, Path
from graph.connections.paths.search_graph import hub_bound
from graph.rdf.terms import NamedNode, Triple, compact, name
from tests.graph.connections.worlds import BASE, random_world, thing

FUNCTIONS = {"org:member", "org:organization"}
SEVERAL = settings(max_examples=80, deadline=None, derandomize=True)


def world_of(seed: int) -> list[Triple]:
    """Give a small world in which people hold functions, and sometimes one actor takes part in everything."""
    rng = Random(seed)
    triples = rng.sample(full := random_world(rng), rng.randint(len(full) // 2, len(full)))
    triples += [each for each in full if each.predicate == name("rdf:type") and each not in triples]
    for number in range(rng.randint(0, 8)):
        held = NamedNode(f"http://127.0.0.1:8000/id/membership/{number}")
        triples += [
            Triple(held, name("rdf:type"), name("org:Membership")),
            Triple(held, name("org:member"), thing("person", rng.randrange(3))),
            Triple(held, name("org:organization"), thing("organisation", rng.randrange(5))),
        ]
    if rng.random() < 0.5:
        triples += [
            Triple(each.subject, name(curie), thing("organisation", 0))
            for each in full
            if each.predicate == name("rdf:type") and each.object == name("mai:Initiative")
            for curie in ("mai:carriedBy", "mai:hasParticipant")
        ]
    return triples


class Oracle:
    """The same world as a networkx graph, hubs and records told apart by reading its triples."""

    def __init__(self, triples: list[Triple], relations: set[str] | None = None) -> None:
        """Read links, then join what records join."""
        stated = {told for each in triples if (told := self.told(each))}
        classes: dict[str, set[str]] = {}
        for each in triples:
            if each.predicate == name("rdf:type"):
                classes.setdefault(each.subject.value, set()).add(compact(each.object.value) or "")
        self.degree: dict[str, int] = {}
        uncontained: dict[str, int] = {}
        for subject, curie, value in stated:
            for end in (subject, value):
                self.degree[end] = self.degree.get(end, 0) + 1
                uncontained[end] = uncontained.get(end, 0) + (curie != "igeo:subdivisionDirecteDe")
        initiatives = {each for each, told in classes.items() if "mai:Initiative" in told}
        bound = 15 + round(len(initiatives) ** (2 / 3))
        self.hubs = {each for each, told in classes.items() if "igeo:Pays" in told}
        self.hubs |= {each for each, told in uncontained.items() if told > bound} - initiatives
        records = {each for each, told in classes.items() if "org:Membership" in told}
        self.records, self.stated = records, stated
        self.relations = relations and relations | (FUNCTIONS if FUNCTIONS & relations else set())

    @staticmethod
    def told(triple: Triple) -> tuple[str, str, str] | None:
        """Give a triple as a link by the relation's own predicate; None when it is none."""
        for curies in PREDICATES.values():
            if triple.predicate in [name(each) for each in curies if each[0] != "^"]:
                return triple.subject.value, curies[0], triple.object.value
            if triple.predicate in [name(each[1:]) for each in curies if each[0] == "^"]:
                return triple.object.value, curies[0], triple.subject.value
        return None

    def graph(self, start: str, end: str, *, with_hubs: bool) -> nx.Graph:
        """Join neighbours, each edge with its cost and its part of that of the things between."""
        kept = [each for each in self.stated if self.relations is None or each[1] in self.relations]
        edges = {(a, b) for a, _, b in kept if not {a, b} & (self.records - {start, end})}
        for record in self.records - {start, end}:
            members, bodies = (
                [b for a, curie, b in kept if (a, curie) == (record, told)]
                for told in ("org:member", "org:organization")
            )
            edges |= {(a, b) for a in members for b in bodies}
        graph = nx.Graph()
        graph.add_nodes_from((start, end))
        for a, b in edges:
            if a != b and (with_hubs or not {a, b} & (self.hubs - {start, end})):
                graph.add_edge(a, b, cost=LINK_COST + self.half(a, start, end) + self.half(b, start, end))
        return graph

    def half(self, each: str, *ends: str) -> int:
        """Give half of what it costs to pass through a thing."""
        return 0 if each in ends else round(1250 * log(self.degree[each]))

    def usable(self, start: str, end: str) -> nx.Graph:
        """Give the graph without hubs when it joins the two, or else with them."""
        graph = self.graph(start, end, with_hubs=False)
        return graph if nx.has_path(graph, start, end) else self.graph(start, end, with_hubs=True)

    def cheapest(self, start: str, end: str, count: int) -> list[int]:
        """Give the costs of the cheapest simple paths, by the algorithm of networkx."""
        graph = self.usable(start, end)
        if not nx.has_path(graph, start, end):
            return []
        ways = islice(nx.shortest_simple_paths(graph, start, end, weight="cost"), count)
        return [nx.path_weight(graph, each, "cost") for each in ways]

    def apart(self, start: str, end: str, count: int) -> list[tuple[int, list[str]]]:
        """Take one path after the other among all there are, what was passed through before costing more."""
        graph = self.usable(start, end)
        left = list(nx.all_simple_paths(graph, min(start, end), max(start, end)))
        told: list[list[str]] = []
        while left and len(told) < count:
            passed = {each for way in told for each in way[1:-1]}
            told.append(
                min(
                    left,
                    key=lambda way: (
                        nx.path_weight(graph, way, "cost") + APART_COST * len(passed & set(way)),
                        way,
                    ),
                )
            )
            left.remove(told[-1])
        ordered = sorted((nx.path_weight(graph, way, "cost"), way) for way in told)
        return [(cost, way if start < end else way[::-1]) for cost, way in ordered]


def two_of(network: Network, rng: Random) -> tuple[str, str]:
    """Draw two things."""
    one, other = rng.sample(range(len(network)), 2)
    return network.iris[one], network.iris[other]


def iris(path: Path) -> list[str]:
    """Give the IRIs of the things of a path."""
    return [each.iri for each in path.things]


@SEVERAL
@given(st.integers(0, 10**9))
def test_costs_are_those_of_the_cheapest_simple_paths(seed: int) -> None:
    """Without care for being apart, the first six paths cost what the first six of networkx cost."""
    triples = world_of(seed)
    network, oracle = network_of(triples), Oracle(triples)
    start, end = two_of(network, Random(seed))
    found = find_paths(network, start, end, count=6, apart_cost=0)
    assert [each.cost for each in found.paths] == oracle.cheapest(start, end, 6)
    assert found.ending == (Ending.FOUND if found.paths else Ending.UNCONNECTED)


@SEVERAL
@given(st.integers(0, 10**9))
def test_paths_are_told_apart(seed: int) -> None:
    """Each next path is the cheapest of all there are, once what was passed through before costs more."""
    rng = Random(seed)
    triples = [each for each in world_of(seed) if each.predicate == name("rdf:type") or rng.random() < 0.5]
    network, oracle = network_of(triples), Oracle(triples)
    start, end = two_of(network, rng)
    found = find_paths(network, start, end, count=4)
    assert [(each.cost, iris(each)) for each in found.paths] == oracle.apart(start, end, 4)


@SEVERAL
@given(st.integers(0, 10**9))
def test_the_way_back_is_the_way_there(seed: int) -> None:
    """From B to A: the same paths, each reversed."""
    network = network_of(world_of(seed))
    start, end = two_of(network, Random(seed))
    there, back = find_paths(network, start, end), find_paths(network, end, start)
    assert [iris(each) for each in there.paths] == [iris(each)[::-1] for each in back.paths]
    assert [each.cost for each in there.paths] == [each.cost for each in back.paths]


@SEVERAL
@given(st.integers(0, 10**9))
def test_paths_are_simple_distinct_and_stated(seed: int) -> None:
    """No thing twice, no two paths of the same things, steps that follow each other, nothing that is not stated."""
    triples = world_of(seed)
    network, oracle = network_of(triples), Oracle(triples)
    start, end = two_of(network, Random(seed))
    paths = find_paths(network, start, end, count=5).paths
    ways = [iris(each) for each in paths]
    assert all(len(set(way)) == len(way) and (way[0], way[-1]) == (start, end) for way in ways)
    assert len({tuple(way) for way in ways}) == len(ways)
    for step in (step for path in paths for step in path.steps):
        assert step.links
        assert set(step.statements) <= oracle.stated
        joined = {step.start.iri, step.end.iri}
        direct = {each for each in oracle.stated if {each[0], each[2]} == joined}
        assert direct <= set(step.statements)
    for path in paths:
        assert all(one.end == other.start for one, other in pairwise(path.steps))


@SEVERAL
@given(st.integers(0, 10**9), st.sets(st.sampled_from(sorted(Relation)), min_size=1, max_size=8))
def test_filters_hold(seed: int, relations: set[Relation]) -> None:
    """With some kinds of links alone, paths are those of a world that has no others."""
    triples = world_of(seed)
    used = {*relations, Relation.ANSWERS_NEED, Relation.CARRIED_BY, Relation.MEMBER}
    network, oracle = network_of(triples), Oracle(triples, {PREDICATES[each][0] for each in used})
    start, end = two_of(network, Random(seed))
    found = find_paths(network, start, end, relations=used, apart_cost=0)
    assert [each.cost for each in found.paths] == oracle.cheapest(start, end, 3)
    told = {link.relation for path in found.paths for step in path.steps for link in step.links}
    assert told <= used | {Relation.MEMBER_OF_BODY}


@SEVERAL
@given(st.integers(0, 10**9))
def test_hubs_join_only_what_nothing_else_joins(seed: int) -> None:
    """A path passes through a hub when and only when no path without one exists; it is said."""
    rng = Random(seed)
    staying = {name("rdf:type"), thing("organisation", 0)}
    triples = [
        each for each in world_of(seed) if {each.predicate, each.object} & staying or rng.random() < 0.3
    ]
    network, oracle = network_of(triples), Oracle(triples)
    start, end = two_of(network, rng)
    found = find_paths(network, start, end)
    is_joined = nx.has_path(oracle.graph(start, end, with_hubs=False), start, end)
    assert [not oracle.hubs & set(iris(each)[1:-1]) for each in found.paths] == [is_joined] * len(found.paths)
    assert found.is_through_hubs == bool(found.paths and not is_joined)


def test_a_search_that_may_read_little_says_that_it_stopped() -> None:
    """Past its bound a search ends, keeps what it found, and does not claim that there is nothing."""
    network = network_of(world_of(1))
    start, end = BASE + "initiative/1", BASE + "initiative/2"
    full = find_paths(network, start, end, count=8)
    assert len(full.paths) == 8
    endings = set()
    for bound in range(0, full.looked_at, 120):
        found = find_paths(network, start, end, count=8, work_bound=bound)
        assert found.looked_at <= 2 * (bound + max(network.degrees().tolist()) * len(network))
        if found.ending == Ending.STOPPED and not found.is_through_hubs:
            told = [iris(each) for each in found.paths]
            assert all(each in [iris(path) for path in full.paths] for each in told)
        endings.add((found.ending, bool(found.paths)))
    assert {(Ending.STOPPED, False), (Ending.STOPPED, True)} <= endings


def test_what_is_not_there_is_named() -> None:
    """An IRI that the network does not hold is given back; a thing is joined to itself by no step."""
    network = network_of(world_of(1))
    there, nowhere = BASE + "initiative/1", BASE + "initiative/nowhere"
    assert find_paths(network, there, nowhere).unknown == (nowhere,)
    assert find_paths(network, nowhere, there).ending == Ending.UNKNOWN
    assert find_paths(network, there, there).paths == (Path(0, ()),)


@pytest.mark.parametrize(("count", "bound"), [(0, 15), (8, 19), (1000, 115), (100_000, 2169)])
def test_the_bound_of_hubs_grows_more_slowly_than_the_graph(count: int, bound: int) -> None:
    """Fifteen links, and the cube root of the number of initiatives, squared."""
    told = (
        Triple(thing("initiative", each), name("rdf:type"), name("mai:Initiative")) for each in range(count)
    )
    assert hub_bound(network_of(told)) == bound
