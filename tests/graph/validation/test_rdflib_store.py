"""Tests of graph.validation.rdflib_store: constraints in SPARQL that others wrote are looked up, and find what they say.

Each is judged as the product judges its own shapes, and once more with its text as it was written.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from rdflib import Graph
from rdflib.namespace import SH

from graph.rdf.terms import BlankNode, Literal, NamedNode, Quad
from graph.validation import rdflib_store
from graph.validation.rdflib_store import StoreGraph

A = "http://a.example/"
PREFIXES = f"""
@prefix : <{A}> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: sh:declare [ sh:prefix "" ; sh:namespace "{A}"^^xsd:anyURI ] .
"""
JOINED = "?e :code ?v ; :kind ?k ; :in ?r"
NESTED = "?e :code ?v FILTER EXISTS { ?e :kind ?k } FILTER EXISTS { ?e :in ?r }"


def constraint(where: str, columns: str = "$this") -> str:
    """Return a shape of nodes with one constraint in SPARQL."""
    return f""":Shape a sh:NodeShape ; sh:targetSubjectsOf :own ;
        sh:sparql [ sh:prefixes : ; sh:select "SELECT {columns} WHERE {{ {where} }}" ] ."""


# By what is pre-bound in them.
SHAPES = {
    "$this": constraint(f"$this :code ?v ; :kind ?k FILTER NOT EXISTS {{ {JOINED} }}"),
    "$this within": constraint("$this :own ?o FILTER NOT EXISTS { $this :code ?v . ?e :code ?v . ?e :in ?r }"),
    "$this in a path": constraint("$this :own ?value FILTER EXISTS { $this :in/:in ?e . ?e :kind ?k }", "$this ?value"),
    "$this in branches": constraint(
        "{ $this :code ?v } UNION { $this :kind ?v } FILTER NOT EXISTS { ?e :in $this . ?e :code|:kind ?v }"
    ),
    "$this in a group": constraint("$this :own ?o { $this :in ?d . ?d :in ?e } FILTER(?e != ?o)"),
    "$this and a negation": constraint("FILTER NOT EXISTS { $this :code ?v . ?e :in $this ; :code ?v }"),
    "$currentShape": constraint(
        "$this :kind ?k FILTER($currentShape = :Shape) FILTER EXISTS { ?e :kind ?k . ?e :in ?r . ?r :code ?v }"
    ),
    "$PATH": """:Shape a sh:PropertyShape ; sh:targetSubjectsOf :own ; sh:path ( :in [ sh:zeroOrMorePath :in ] ) ;
        sh:sparql [ sh:prefixes : ; sh:select '''SELECT $this ?value WHERE { $this $PATH ?value .
            FILTER NOT EXISTS { ?value :code ?v . ?e :code ?v . ?e $PATH ?r FILTER(?e != $this) } }''' ] .""",
    "$value": """:Test a sh:ConstraintComponent ; sh:parameter [ sh:path :tested ] ;
        sh:validator [ a sh:SPARQLAskValidator ; sh:prefixes : ;
            sh:ask "ASK { FILTER EXISTS { $value :kind ?k . ?e :kind ?k ; :in $tested } }" ] .
        :Shape a sh:PropertyShape ; sh:targetSubjectsOf :own ; sh:path :in ; :tested :n1 .""",
}  # fmt: skip


def results(store: Store, shapes: str) -> list[tuple[str, ...]]:
    """Return the focus node and the value of each result, in order."""
    graph = Graph().parse(data=PREFIXES + shapes, format="turtle")
    read, data = ShapesGraph(graph), StoreGraph(store)
    found = list[tuple[str, ...]]()
    for shape in read.shapes:
        shape.set_advanced(True)
        for _, _, told in shape.validate(SHACLExecutor(advanced_mode=True), data)[1]:
            ends = (SH.focusNode, SH.value, SH.sourceConstraintComponent)
            values = [each for _, predicate, each in told if predicate in ends]
            terms = (each[1] if isinstance(each, tuple) else each for each in values)  # with its graph
            found.append(tuple(sorted(map(str, terms))))
    return sorted(found)


@contextmanager
def as_written() -> Iterator[None]:
    """Leave the queries of shapes as they are, and ask the engine each of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib_store, "FOR_SPEED", ())
        patch.setattr(rdflib_store.ShapeQuery, "may_have_rows", lambda *_: True)
        rdflib_store.shape_query.cache_clear()
        yield
    rdflib_store.shape_query.cache_clear()


NODES = st.sampled_from([NamedNode(f"{A}n{number}") for number in range(5)] + [BlankNode("b")])
LITERALS = st.sampled_from([Literal("1"), Literal("2"), Literal(1)])
STATEMENTS = st.one_of(
    st.builds(Quad, NODES, st.just(NamedNode(A + "own")), NODES),
    st.builds(Quad, NODES, st.just(NamedNode(A + "in")), NODES),
    st.builds(Quad, NODES, st.sampled_from([NamedNode(A + "code"), NamedNode(A + "kind")]), LITERALS | NODES),
)


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
@given(statements=st.lists(STATEMENTS, min_size=8, max_size=30))
@settings(max_examples=40)
def test_constraints_find_what_they_find_as_written(shapes: str, statements: list[Quad]) -> None:
    """Whatever is bound before the query is asked, by whichever name."""
    store = Store()
    store.extend(statements)
    found = results(store, shapes)
    with as_written():
        assert found == results(store, shapes)


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_each_constraint_finds_something(shapes: str) -> None:
    """They hold nothing otherwise."""
    store = Store()
    text = "<n0> <own> <n1>; <in> <n1>; <code> '1', <n2>; <kind> '2' . <n4> <own> <n1> ; <code> '8' ; <kind> '9' . <n1> <in> <n2>; <code> '3'; <kind> '4' . <n2> <in> <n3> ; <kind> '2' ; <code> '5' . <n3> <code> '7'"  # fmt: skip
    store.load(text.encode() + b" .", RdfFormat.TURTLE, base_iri=A)
    assert results(store, shapes)


def test_joined_patterns_take_what_nested_ones_take() -> None:
    """A constraint as people write it is looked up with what is known, and not joined over the whole graph."""
    store = Store()
    with_code = [NamedNode(f"{A}e{number}") for number in range(15_000)]
    store.extend(Quad(each, NamedNode(A + "code"), Literal(each.value[-4:])) for each in with_code)
    store.extend(Quad(each, NamedNode(A + "kind"), Literal("commune")) for each in with_code)
    store.extend(Quad(each, NamedNode(A + "in"), with_code[0]) for each in with_code)
    store.extend(Quad(each, NamedNode(A + "own"), with_code[0]) for each in with_code[:5])
    asked = "$this :code ?v ; :kind ?k FILTER NOT EXISTS {{ {} }}"
    taken_s = {each: _least_work_s(store, constraint(asked.format(each))) for each in (JOINED, NESTED)}
    assert taken_s[JOINED] < 4 * taken_s[NESTED]
    with as_written():
        assert _least_work_s(store, constraint(asked.format(JOINED)), 1) > 8 * taken_s[NESTED]


def _least_work_s(store: Store, shapes: str, times: int = 5) -> float:
    """Return the least processor time of several validations."""
    found = []
    for _ in range(times):
        began_s = time.process_time()
        assert not results(store, shapes)
        found.append(time.process_time() - began_s)
    return min(found)
