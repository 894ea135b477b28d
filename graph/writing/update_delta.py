"""What an update writes, quad by quad, without a copy of the store: its patterns are asked, its templates filled in.

In: an update that the engine accepts, taken apart (graph.sparql.update_analysis). Out: a `QuadDelta`. The engine reads every part: it
fills the templates in by writing to an empty store.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import QuerySolutions, Store

from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, Literal, NamedNode, Quad
from graph.sparql.update_operations import Operation


def patch_of(store: Store, operations: Sequence[Operation], base_iri: str) -> QuadDelta | None:
    """Work out what operations change, one after the other.

    Returns: None when that takes a copy: a pattern looks at what an operation before it has written, a solution cannot
             be written down, or something would go to the default graph.
    """
    removed, added = set[Quad](), set[Quad]()
    for operation in operations:
        if operation.where and (removed or added):
            return None
        solutions = _solutions(store, operation, base_iri)
        if solutions is None:
            return None
        gone = _filled(operation, operation.removed, solutions, base_iri)
        come = _filled(operation, operation.added, solutions, base_iri)
        removed, added = (removed | gone) - come, (added - gone) | come
    if any(isinstance(quad.graph_name, DefaultGraph) for quad in (*removed, *added)):
        return None
    return QuadDelta(
        frozenset(quad for quad in removed if quad in store),
        frozenset(quad for quad in added if quad not in store),
    )


def _solutions(store: Store, operation: Operation, base_iri: str) -> str | None:
    """Ask an operation's pattern, and write the solutions as VALUES; nothing for mere data."""
    if not operation.where:
        return ""
    variables = operation.variables()
    asked = " ".join(variables) or "(1 AS ?one)"
    text = f"{operation.prologue}SELECT {asked} WHERE {operation.where}"
    if operation.home:
        rows = store.query(text, base_iri=base_iri, default_graph=_graph(operation, base_iri))
    else:
        rows = store.query(text, base_iri=base_iri)
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
    """Have the engine write a template to an empty store, once for each solution."""
    if not template:
        return set()
    held = Store()
    if not operation.where:
        held.update(f"{operation.prologue}INSERT DATA {template}", base_iri=base_iri)
        return set(held)
    home = f"WITH {operation.home} " if operation.home else ""
    held.update(f"{operation.prologue}{home}INSERT {template} WHERE {{ {solutions} }}", base_iri=base_iri)
    return set(held)


def _graph(operation: Operation, base_iri: str) -> NamedNode:
    """Have the engine resolve the name of the graph that WITH names."""
    rows = Store().query(
        f"{operation.prologue}SELECT ({operation.home} AS ?name) WHERE {{}}", base_iri=base_iri
    )
    assert isinstance(rows, QuerySolutions), "it is a SELECT query"
    found = next(iter(rows))[0]
    assert isinstance(found, NamedNode), "a graph has an IRI"
    return found
