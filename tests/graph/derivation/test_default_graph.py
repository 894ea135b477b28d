"""Tests of graph.derivation.default_graph: the default graph is the merge, whatever changes."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.derivation.default_graph import plan_change, published_after, published_graphs
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Triple, name
from graph.storage.transactions import change_store

NAMES = Namespaces("http://127.0.0.1:8000")
GRAPHS = [NAMES.contribution(each) for each in "abcd"] + [NAMES.graph("ref/r"), NAMES.graph("validation")]

plain_triples = st.builds(
    lambda s, o: Triple(NamedNode(f"http://x.example/{s}"), NamedNode("http://x.example/p"), Literal(o)),
    st.integers(0, 2),
    st.sampled_from(["1", "é\n\"'\\", "3"]),
)


def _revises(graph: NamedNode, revised: NamedNode) -> Triple:
    return Triple(graph, name("prov:wasRevisionOf"), revised)


@st.composite
def contents(draw: st.DrawFn) -> tuple[NamedNode, frozenset[Triple]]:
    """Draw what a graph will hold: a few triples, sometimes a sign that it is a draft, over, or a revision."""
    graph = draw(st.sampled_from(GRAPHS))
    triples = set(draw(st.sets(plain_triples, max_size=4)))
    mark = draw(st.sampled_from(["", "", "", "draft", "over", "revision"]))
    if mark == "draft":
        triples.add(Triple(graph, name("mai:reviewStatus"), name("review:draft")))
    if mark == "over":
        triples.add(Triple(graph, name("prov:invalidatedAtTime"), Literal("2026")))
    if mark == "revision":
        triples.add(_revises(graph, draw(st.sampled_from(GRAPHS[:4]))))
    return graph, frozenset(triples)


def _change(store: Store, new: Mapping[NamedNode, frozenset[Triple]]) -> None:
    after = Store()
    for graph in store.named_graphs():
        if graph not in new and not NAMES.kept_path(graph):  # type: ignore[arg-type]
            after.extend(store.quads_for_pattern(None, None, None, graph))
    for graph, triples in new.items():
        after.extend(Quad(each.subject, each.predicate, each.object, graph) for each in triples)
    was, will = published_graphs(store, NAMES), published_after(store, after, NAMES)
    change = plan_change(store, after, frozenset(new), was=was, will=will)
    if change:
        change_store(store, change)


@given(st.lists(st.lists(contents(), min_size=1, max_size=3), max_size=8))
def test_the_default_graph_stays_the_merge_of_published_graphs(
    steps: list[list[tuple[NamedNode, frozenset[Triple]]]],
) -> None:
    """After any sequence of replacements each triple of a published graph is there once, and no other."""
    store = Store()
    for step in steps:
        _change(store, dict(step))
        published = published_graphs(store, NAMES)
        stated = {quad.triple for quad in store if quad.graph_name in published}
        merged = [quad.triple for quad in store.quads_for_pattern(None, None, None, DefaultGraph())]
        assert len(merged) == len(set(merged))
        assert set(merged) == stated


def test_a_revision_hides_what_it_revises_and_its_removal_brings_it_back() -> None:
    """Publication flips for a graph that nobody touched."""
    one, two = GRAPHS[0], GRAPHS[1]
    old = Triple(NamedNode("http://x.example/s"), NamedNode("http://x.example/p"), Literal("old"))
    store = Store()
    _change(store, {one: frozenset({old})})
    _change(store, {two: frozenset({_revises(two, one)})})
    assert Quad(old.subject, old.predicate, old.object, DefaultGraph()) not in store
    _change(store, {two: frozenset()})
    assert Quad(old.subject, old.predicate, old.object, DefaultGraph()) in store
