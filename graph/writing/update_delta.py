"""Compute what an update writes, quad by quad, without a copy of the store.

The patterns of its operations are queried, and the engine fills in the templates by writing to an empty store, so that
nothing of SPARQL is evaluated here.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import QuerySolutions, Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.update_operations import Operation


def patch_of(store: Store, operations: Sequence[Operation], base_iri: str) -> QuadDelta | None:
    """Compute what operations change, one after the other.

    Returns:
        None when that takes a copy: a pattern reads what an operation before it has written, a solution cannot be
            written as
        VALUES, or a quad would go to the default graph.
    """
    removed, added = set[Quad](), set[Quad]()
    for operation in operations:
        if operation.where and (removed or added):
            return None
        solutions = _solutions(store, operation, base_iri)
        if solutions is None:
            return None
        deleted = _filled(operation, operation.removed, solutions, base_iri)
        inserted = _filled(operation, operation.added, solutions, base_iri)
        removed, added = (removed | deleted) - inserted, (added - deleted) | inserted
    if any(isinstance(quad.graph_name, DefaultGraph) for quad in (*removed, *added)):
        return None
    return QuadDelta(
        frozenset(quad for quad in removed if quad in store),
        frozenset(quad for quad in added if quad not in store),
    )


def _solutions(store: Store, operation: Operation, base_iri: str) -> str | None:
    """Query an operation's pattern, and write the solutions as VALUES; empty for mere data."""
    if not operation.where:
        return ""
    variables = operation.variables()
    projection = " ".join(variables) or "(1 AS ?one)"
    text = f"{operation.prologue}SELECT {projection} WHERE {operation.where}"
    if operation.home:
        home = _graph(operation, base_iri)
        rows = store.query(text, base_iri=base_iri, default_graph=home, custom_functions=dict(FUNCTIONS))
    else:
        rows = store.query(text, base_iri=base_iri, custom_functions=dict(FUNCTIONS))
    assert isinstance(rows, QuerySolutions), "it is a SELECT query"
    lines = list[str]()
    for row in rows:
        values = [row[each] for each in range(len(variables) or 1)]
        if not all(value is None or isinstance(value, NamedNode | Literal) for value in values):
            return None
        lines.append("(" + " ".join("UNDEF" if value is None else str(value) for value in values) + ")")
    names = " ".join(variables) or "?one"
    return "VALUES (" + names + ") {" + "\n".join(lines) + "}"


def _filled(operation: Operation, template: str, solutions: str, base_iri: str) -> set[Quad]:
    """Write a template to an empty store, once for each solution, and return the quads."""
    if not template:
        return set()
    scratch = Store()
    if not operation.where:
        scratch.update(f"{operation.prologue}INSERT DATA {template}", base_iri=base_iri)
        return set(scratch)
    home = f"WITH {operation.home} " if operation.home else ""
    scratch.update(f"{operation.prologue}{home}INSERT {template} WHERE {{ {solutions} }}", base_iri=base_iri)
    return set(scratch)


def _graph(operation: Operation, base_iri: str) -> NamedNode:
    """Return the IRI of the graph after WITH, resolved by the engine."""
    rows = Store().query(
        f"{operation.prologue}SELECT ({operation.home} AS ?name) WHERE {{}}", base_iri=base_iri
    )
    assert isinstance(rows, QuerySolutions), "it is a SELECT query"
    found = next(iter(rows))[0]
    assert isinstance(found, NamedNode), "a graph has an IRI"
    return found
