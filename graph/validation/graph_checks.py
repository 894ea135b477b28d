"""Checks over named graphs, which SHACL cannot see: `queries/check/*_violation.rq` must return no row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import QuerySolutions, Store

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import BlankNode, NamedNode, Term, Variable, name, prefixes
from graph.sparql.named_queries import NamedQuery, named_queries
from graph.validation.report import SEVERITIES, Result


def check_graphs(after: Store, names: Namespaces) -> Iterator[Result]:
    """Run every check over a store of named graphs; each row is a result.

    Args: after: the graphs as a candidate would make them
    """
    for query in named_queries("check"):
        yield from _rows(after, query, names, {})


def check_change(after: Store, names: Namespaces, change: QuadDelta) -> Iterator[Result]:
    """Run every check over what a change of named graphs concerns: as if over all, where all was in order before.

    The header of a check says which of its columns to bind (`bound`): the graph of a changed quad, then its subject or
    what leads to that (`also`).
    """
    changed: set[tuple[NamedNode, Term]] = {
        (quad.graph_name, quad.subject)
        for quad in (*change.removed, *change.added)
        if isinstance(quad.graph_name, NamedNode) and names.kept_path(quad.graph_name) is None
    }
    for query in named_queries("check"):
        columns = [each.strip() for each in query.header["bound"].split(",")]
        also = [
            name(each.strip().removeprefix("^")) for each in query.header.get("also", "").split(",") if each
        ]
        for bound in _bindings(after, changed, also, len(columns)):
            yield from _rows(after, query, names, dict(zip(map(Variable, columns), bound, strict=True)))


def _bindings(
    after: Store, changed: set[tuple[NamedNode, Term]], also: list[NamedNode], size: int
) -> set[tuple[Term, ...]]:
    """Give what to bind: graphs, or graphs with a subject each."""
    if size == 1:
        graphs = {graph_name for graph_name, _ in changed}
        for predicate in also:
            graphs |= {
                quad.graph_name
                for each in list(graphs)
                for quad in after.quads_for_pattern(None, predicate, each, None)
                if isinstance(quad.graph_name, NamedNode)
            }
        return {(each,) for each in graphs}
    pairs: set[tuple[Term, ...]] = set(changed)
    for predicate in also:
        for graph_name, node in changed:
            found = after.quads_for_pattern(None, predicate, node, graph_name)
            pairs |= {(graph_name, quad.subject) for quad in found}
    return {pair for pair in pairs if isinstance(pair[1], NamedNode | BlankNode)}


def _rows(
    after: Store, query: NamedQuery, names: Namespaces, bound: Mapping[Variable, Term]
) -> Iterator[Result]:
    rank = next(i for i, each in enumerate(SEVERITIES) if each.lower() == query.header["severity"].lower())
    rows = after.query(
        query.body, prefixes=dict(prefixes()), base_iri=names.document_base, substitutions=dict(bound)
    )
    assert isinstance(rows, QuerySolutions), f"{query.name} is not a SELECT query"
    for row in rows:
        yield _result(query, rank, [str(value) if value is not None else "" for value in row])


def _result(query: NamedQuery, rank: int, row: list[str]) -> Result:
    """Make a result of a row: its first column is the focus node, a second the value, a third the path."""
    focus_node, value, path = (*row, "", "", "")[:3]
    return Result(
        severity_rank=rank,
        focus_node=focus_node,
        source_shape=query.name,
        result_path=path,
        value=value,
        component="check",
        messages=BilingualText(query.header["message_fr"], query.header["message_en"]),
    )
