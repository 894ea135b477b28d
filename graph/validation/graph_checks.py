"""Check what SHACL cannot: how statements are spread over named graphs, and what any value of any property may hold.

Each query `queries/check/*_violation.rq` must return no row; a row becomes a result of the validation report. SHACL sees
only one graph, here the default graph, so rules such as "a contribution describes itself in its own graph" are queries.
Private data and unknown terms are found in drafts too, and whatever the class of the subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pyoxigraph import QuerySolutions, Store

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import BlankNode, NamedNode, Term, Variable, name, prefixes
from graph.sparql.named_queries import NamedQuery, named_queries
from graph.validation.private_data import find_private_data
from graph.validation.report import CHECK, SEVERITIES, Result
from graph.validation.unknown_terms import find_unknown_terms

FilesByIri = Mapping[str, tuple[str, ...]]


def check_graphs(
    after: Store, names: Namespaces, files_by_iri: FilesByIri | None = None, before: Store | None = None
) -> Iterator[Result]:
    """Run every check over all named graphs of a store, and yield a result for each row.

    Args:
        after: The graphs as they would be after the change.
        files_by_iri: Names of the loaded files that describe an IRI.
        before: The graphs before it. Private data and unknown terms that they hold already, from before these checks were there,
            are warnings: else nobody could mend their own before everybody has.
    """
    for query in named_queries("check"):
        yield from _rows(after, query, names, {})
    found = [*_what_is_stated(after, names, files_by_iri)]
    held = (
        {replace(each, files=()) for each in _what_is_stated(before, names, None)}
        if before is not None and found
        else set()
    )
    for each in found:
        is_held = replace(each, files=()) in held
        yield replace(each, severity_rank=SEVERITIES.index("Warning")) if is_held else each


def _what_is_stated(store: Store, names: Namespaces, files_by_iri: FilesByIri | None) -> Iterator[Result]:
    yield from find_private_data(store, names, None, files_by_iri)
    yield from find_unknown_terms(store, names, None, files_by_iri)


def check_change(
    after: Store, names: Namespaces, change: QuadDelta, files_by_iri: FilesByIri | None = None
) -> Iterator[Result]:
    """Run every check over the part of the named graphs that a change concerns.

    Where the graphs passed all checks before the change, the results are those of `check_graphs`. The header of a check
    tells which of its columns are bound (`bound`): the graph of a changed quad, then its subject or a node from which a
    property (`also`) leads to the subject.
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
    yield from find_private_data(after, names, change, files_by_iri)
    yield from find_unknown_terms(after, names, change, files_by_iri)


def _bindings(
    after: Store, changed: set[tuple[NamedNode, Term]], also: list[NamedNode], size: int
) -> set[tuple[Term, ...]]:
    """Return the bindings to run a check with: graphs, or graphs with a subject each."""
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
    """Build a result from a row: the first column is the focus node, the second the value, the third the path."""
    focus_node, value, path = (*row, "", "", "")[:3]
    return Result(
        severity_rank=rank,
        focus_node=focus_node,
        source_shape=query.name,
        result_path=path,
        value=value,
        component=CHECK,
        messages=BilingualText(query.header["message_fr"], query.header["message_en"]),
    )
