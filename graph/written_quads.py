"""What an update writes, quad by quad, without a copy of the store: its patterns are asked, its templates filled in.

In: the text of an update that the engine accepts, taken apart (graph.update_text). Out: a `Patch`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import QuerySolutions, QueryTriples, Store

from graph.candidate import Patch
from graph.terms import NamedNode, Quad, Variable
from graph.update_text import Block, Operation

_FEW_GRAPHS = 32


@dataclass(frozen=True, slots=True)
class Written:
    """The quads that one operation names; those that go go first."""

    removed: frozenset[Quad]
    added: frozenset[Quad]


def patch_of(store: Store, operations: Sequence[Operation], base_iri: str) -> Patch | None:
    """Work out what operations change, one after the other.

    Returns: None when a pattern looks at the store after an operation before it has written, or at very many graphs.
    """
    removed, added = set[Quad](), set[Quad]()
    for operation in operations:
        if not operation.is_data and (removed or added):
            return None
        written = _written(store, operation, base_iri)
        if written is None:
            return None
        removed, added = removed | written.removed, (added - written.removed) | written.added
        removed -= written.added
    return Patch(
        frozenset(quad for quad in removed if quad in store),
        frozenset(quad for quad in added if quad not in store),
    )


def _written(store: Store, operation: Operation, base_iri: str) -> Written | None:
    quads: dict[str, set[Quad]] = {"delete": set(), "insert": set()}
    for block in operation.blocks:
        found = _stated(operation, block, base_iri) if operation.is_data else _filled(store, operation, block, base_iri)
        if found is None:
            return None
        quads[block.verb] |= found
    return Written(frozenset(quads["delete"]), frozenset(quads["insert"]))


def _stated(operation: Operation, block: Block, base_iri: str) -> set[Quad]:
    """Have the engine read data, as what it is: INSERT DATA into nothing."""
    held = Store()
    held.update(
        f"{operation.prologue}INSERT DATA {{ GRAPH {block.graph} {{ {block.text} }} }}", base_iri=base_iri
    )
    return set(held)


def _filled(store: Store, operation: Operation, block: Block, base_iri: str) -> set[Quad] | None:
    """Fill in a template: as CONSTRUCT does, once for each graph where that is a variable."""
    home = _named(operation, operation.home, base_iri) if operation.home else None
    default = {} if home is None else {"default_graph": home}
    if not block.graph.startswith(("?", "$")):
        graphs = [_named(operation, block.graph, base_iri)]
        where = operation.where
    else:
        text = f"{operation.prologue}SELECT DISTINCT {block.graph} WHERE {operation.where}"
        rows = store.query(text, base_iri=base_iri, **default)  # type: ignore[arg-type]
        assert isinstance(rows, QuerySolutions), "it is a SELECT query"
        graphs = [row[0] for row in rows if isinstance(row[0], NamedNode)]
        if len(graphs) > _FEW_GRAPHS:
            return None
        where = ""
    held = Store()
    for graph_name in graphs:
        pattern = where or f"{{ {operation.where} FILTER(sameTerm({block.graph}, {graph_name})) }}"
        text = f"{operation.prologue}CONSTRUCT {{ {block.text} }} WHERE {pattern}"
        triples = store.query(text, base_iri=base_iri, **default)  # type: ignore[arg-type]
        assert isinstance(triples, QueryTriples), "it is a CONSTRUCT query"
        held.extend(Quad(each.subject, each.predicate, each.object, graph_name) for each in triples)
    return set(held)


def _named(operation: Operation, written: str, base_iri: str) -> NamedNode:
    """Have the engine resolve a name."""
    text = f"{operation.prologue}SELECT ({written} AS ?name) WHERE {{}}"
    rows = Store().query(text, base_iri=base_iri)
    assert isinstance(rows, QuerySolutions), "it is a SELECT query"
    found = next(iter(rows))[Variable("name")]
    assert isinstance(found, NamedNode), "a graph has an IRI"
    return found
