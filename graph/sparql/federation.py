"""Evaluate the SERVICE clauses of a query, and put their solutions in place of the clauses.

The engine's own SERVICE is never used: it would fetch any address, from inside the operator's network. Here only endpoints of
the operator's list are called, by exactly the IRI that was looked up in the list.

Spec: https://www.w3.org/TR/sparql11-federated-query/
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from graph.errors import ServiceFailed
from graph.rdf.terms import BlankNode, NamedNode, Term, Triple
from graph.sparql.query_requests import ResultDocument
from graph.sparql.service_clauses import ServiceCall, ServiceClause, parse_service_clauses, readable

_BLANK = "urn:x-maillage:blank:"
_AS_BLANK = NamedNode("urn:x-maillage:as-blank")


@dataclass(frozen=True, slots=True)
class ServiceEndpoints:
    """The endpoints that a query may call, and the function that calls one or raises ServiceFailed."""

    services: Collection[str]
    call: Callable[[ServiceCall], ResultDocument]


def evaluate_services(text: str, base_iri: str, endpoints: ServiceEndpoints) -> str:
    """Call the endpoints that a query names, and write their solutions in place of the clauses.

    Returns:
        The new text, to be evaluated with `FUNCTIONS`; the same text when it names no endpoint.

    Raises:
        QueryError: ServiceUnclear, ServiceNotListed, QuerySyntaxError or UpdateRefused, before any endpoint is called.
        ServiceFailed: A call failed, and the clause is not SILENT.
    """
    resolved = readable(text) if endpoints.services else text
    clauses = parse_service_clauses(resolved, base_iri, endpoints.services)
    parts, end = list[str](), 0
    for clause in clauses:
        parts += [resolved[end : clause.start], _solutions(clause, endpoints)]
        end = clause.end
    return "".join([*parts, resolved[end:]]) if clauses else text


def as_blank(term: Term) -> Term:
    """Return the blank node of an endpoint that an IRI stands for (see `_inline_data`); any other term stays."""
    if isinstance(term, NamedNode) and term.value.startswith(_BLANK):
        return BlankNode(term.value.removeprefix(_BLANK))
    if isinstance(term, Triple):
        subject = as_blank(term.subject)
        assert isinstance(subject, NamedNode | BlankNode), "a subject stays one"
        return Triple(subject, term.predicate, as_blank(term.object))
    return term


FUNCTIONS: Mapping[NamedNode, Callable[..., Any]] = {_AS_BLANK: as_blank}


def _solutions(clause: ServiceClause, endpoints: ServiceEndpoints) -> str:
    """Call the endpoint, and write its solutions as a group; when a SILENT clause fails, as one that binds nothing."""
    try:
        return _as_group(clause, endpoints.call(clause.call))
    except ServiceFailed:
        if not clause.is_silent:
            raise
        return _inline_data(clause.variables, [(None,) * len(clause.variables)])


def _as_group(clause: ServiceClause, document: ResultDocument) -> str:
    """Write the solutions of a result document as a group graph pattern.

    Raises:
        ServiceFailed: The document holds no solutions.
    """
    kind = QueryResultsFormat.from_media_type(document.media_type)
    if kind is None:
        document.close()
        raise ServiceFailed(found=clause.call.iri, reason=f"Content-Type: {document.media_type}")
    try:
        results = parse_query_results(b"".join(document.chunks()), kind)
        if not isinstance(results, QuerySolutions):
            raise ServiceFailed(found=clause.call.iri, reason="ASK")
        known = {each.value for each in results.variables}
        rows = [tuple(row[each] if each in known else None for each in clause.variables) for row in results]
    except (SyntaxError, ValueError, OSError) as error:
        raise ServiceFailed(found=clause.call.iri, reason=str(error)) from error
    return _inline_data(clause.variables, rows)


def _inline_data(names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> str:
    """Write rows as inline data, which cannot hold blank nodes: `FUNCTIONS` makes them of IRIs again."""
    blank = {name for place, name in enumerate(names) for row in rows if _has_blank(row[place])}
    longer = "_" * (1 + max(map(len, names), default=0))  # no variable of the group has such a name
    columns = " ".join(f"?{each}{longer}" if each in blank else f"?{each}" for each in names)
    label = _BLANK + secrets.token_hex(8)  # the same label of two answers is two nodes
    lines = "\n".join("(" + " ".join(_term(each, label) for each in row) + ")" for row in rows)
    data = f"VALUES ({columns}) {{\n{lines}\n}}"
    if not blank:
        return f"{{ {data} }}"
    shown = " ".join(f"?{each}" for each in names)
    bound = " ".join(f"BIND({_AS_BLANK}(?{each}{longer}) AS ?{each})" for each in sorted(blank))
    return "{ SELECT " + shown + " { " + data + " " + bound + " } }"


def _has_blank(term: Term | None) -> bool:
    if isinstance(term, Triple):
        return _has_blank(term.subject) or _has_blank(term.object)
    return isinstance(term, BlankNode)


def _term(term: Term | None, label: str) -> str:
    if term is None:
        return "UNDEF"
    if isinstance(term, BlankNode):
        return f"<{label}{term.value}>"
    if isinstance(term, Triple):
        return f"<<( {_term(term.subject, label)} {term.predicate} {_term(term.object, label)} )>>"
    return str(term)
