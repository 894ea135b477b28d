"""SERVICE in a query: the endpoints are asked, and their answers put in place of the clauses.

In: a query's text and the endpoints that the operator lists. Out: a text without SERVICE. Whoever makes the calls asks
the very IRI that was looked up, so that no reading of the engine's can lead anywhere else.

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
    """The endpoints that may be asked, and the way to ask one, which raises ServiceFailed."""

    services: Collection[str]
    ask: Callable[[ServiceCall], ResultDocument]


def evaluate_services(text: str, base_iri: str, endpoints: ServiceEndpoints) -> str:
    """Ask the endpoints that a query names, and write their solutions in place of the clauses.

    Returns: the text, as it was when it names none; to be evaluated with `FUNCTIONS`.
    Raises:  ServiceUnclear, ServiceNotListed, QuerySyntaxError, UpdateRefused, before anything is asked; ServiceFailed.
    """
    resolved = readable(text) if endpoints.services else text
    clauses = parse_service_clauses(resolved, base_iri, endpoints.services)
    parts, end = list[str](), 0
    for clause in clauses:
        parts += [resolved[end : clause.start], _solutions(clause, endpoints)]
        end = clause.end
    return "".join([*parts, resolved[end:]]) if clauses else text


def as_blank(term: Term) -> Term:
    """Give the blank node that an endpoint spoke of; anything else is itself."""
    if isinstance(term, NamedNode) and term.value.startswith(_BLANK):
        return BlankNode(term.value.removeprefix(_BLANK))
    if isinstance(term, Triple):
        subject = as_blank(term.subject)
        assert isinstance(subject, NamedNode | BlankNode), "a subject stays one"
        return Triple(subject, term.predicate, as_blank(term.object))
    return term


FUNCTIONS: Mapping[NamedNode, Callable[..., Any]] = {_AS_BLANK: as_blank}


def _solutions(clause: ServiceClause, endpoints: ServiceEndpoints) -> str:
    """Ask, and write the solutions as a group; one that binds nothing when a silent clause fails."""
    try:
        return _as_group(clause, endpoints.ask(clause.call))
    except ServiceFailed:
        if not clause.is_silent:
            raise
        return _written(clause.variables, [(None,) * len(clause.variables)])


def _as_group(clause: ServiceClause, document: ResultDocument) -> str:
    """Write solutions as a group graph pattern.

    Raises: ServiceFailed when the document holds none.
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
    return _written(clause.variables, rows)


def _written(names: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> str:
    """Write rows as inline data; a blank node, which inline data cannot hold, is made of a name (`FUNCTIONS`)."""
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
