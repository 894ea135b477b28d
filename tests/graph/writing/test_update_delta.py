"""Tests of graph.writing.update_delta: an update worked out quad by quad writes what the engine writes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.rdf.terms import Literal, NamedNode, Quad
from graph.sparql.update_operations import parse_operations
from graph.writing.update_delta import patch_of

BASE = "http://x.example/"
PREFIX = "PREFIX : <http://x.example/> "
NODES = [NamedNode(BASE + each) for each in "abc"]
DATA = [
    "INSERT DATA { GRAPH :a { :a :b :c ; :c :a, 01 } }",
    "DELETE DATA { GRAPH :a { :a :b :c } GRAPH :b { :b :b '}' } }",
    "INSERT DATA { GRAPH <b> { :a :b '# } { GRAPH' } }",
]
PATTERNS = [
    "BASE <http://x.example/c/> INSERT DATA { GRAPH <d> { :a :b <e> } }",
    "DELETE WHERE { GRAPH ?g { :a ?p ?o } }",
    "DELETE WHERE { GRAPH :a { ?s :b ?o } GRAPH :b { ?o ?p ?x } }",
    "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?s ?p :c } } WHERE { GRAPH ?g { ?s ?p ?o FILTER(?o != :a) } }",
    "WITH :a DELETE { ?s :b ?o } INSERT { ?s :c ?o . GRAPH :b { ?o :b ?s } } WHERE { ?s :b ?o }",
    "WITH <a> INSERT { ?s ?p ?new } WHERE { ?s ?p ?o BIND(STR(?o) AS ?new) OPTIONAL { ?o :b ?none } }",
    "INSERT { GRAPH ?o { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH :c { ?unbound :b :c . :a :b ?o } } WHERE { { SELECT ?o { GRAPH :a { ?s ?p ?o } } LIMIT 9 } # }\n }",
    "INSERT { GRAPH :c { :c :a ?n } } WHERE { VALUES ?n { 1 <x> 'é' 'x'@fr } FILTER NOT EXISTS { GRAPH :a { :a ?n ?n } } }",
    "DELETE { GRAPH :a { ?s ?p ?o } } WHERE { ?s ?p ?o }",
]

quads = st.builds(
    Quad,
    st.sampled_from(NODES),
    st.sampled_from(NODES),
    st.one_of(st.sampled_from(NODES), st.sampled_from([Literal("}"), Literal("# } { GRAPH"), Literal(1)])),
    st.sampled_from(NODES),
)


@settings(deadline=None)
@given(st.sets(quads), st.sampled_from([*DATA, *PATTERNS]), st.lists(st.sampled_from(DATA), max_size=2))
def test_a_patch_is_what_the_engine_writes(held: set[Quad], first: str, more: list[str]) -> None:
    """Whatever is stored, the patch of an update leads where the update leads."""
    text = PREFIX + " ;\n".join([first, *more])
    store, written = Store(), Store()
    for each in (store, written):
        each.extend(held)
        each.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in held)
    written.update(text, base_iri=BASE)
    operations = parse_operations(text)
    assert operations is not None
    patch = patch_of(store, operations, BASE)
    assert patch is not None
    assert patch.removed <= set(store)
    assert not patch.added & set(store)
    assert (set(store) - patch.removed) | patch.added == set(written)


@pytest.mark.parametrize(
    "text",
    [
        "DROP GRAPH :a",
        "COPY :a TO :b",
        "INSERT { GRAPH :a { :a :b ?o } } USING :b WHERE { :a :b ?o }",
        "INSERT DATA { GRAPH :a { :a :b :c } } ; DELETE WHERE { GRAPH :a { ?s ?p ?o } }",
        "INSERT { GRAPH :a { :a :b ?o } } WHERE { BIND(BNODE() AS ?o) }",
        "INSERT DATA { :a :b :c }",
    ],
)
def test_what_takes_a_copy_is_not_worked_out(text: str) -> None:
    """Whole graphs, datasets, what was just written, unnamed nodes, the default graph."""
    operations = parse_operations(PREFIX + text)
    assert operations is None or patch_of(Store(), operations, BASE) is None


def test_blank_nodes_of_a_template_are_new_for_each_solution_and_shared_between_graphs() -> None:
    """As the engine does."""
    store = Store()
    store.extend([Quad(NODES[0], NODES[1], each, NODES[0]) for each in NODES])
    operations = parse_operations(
        PREFIX + "INSERT { GRAPH :b { _:x :b ?o } GRAPH :c { _:x :c ?o } } WHERE { GRAPH :a { :a :b ?o } }"
    )
    assert operations is not None
    patch = patch_of(store, operations, BASE)
    assert patch is not None
    assert len(patch.added) == 6
    assert len({quad.subject for quad in patch.added}) == 3
