"""Fill parameters into the text of a named query, for engines that are queried over HTTP, where variables cannot be bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.rdf.terms import Term, prefixes
from graph.sparql.named_queries import NamedQuery
from graph.sparql.syntax.lexer import tokenize


def fill_parameters(query: NamedQuery, bindings: Mapping[str, Term]) -> str:
    """Replace the parameters by terms; those that SELECT projects are bound by VALUES instead (`NamedQuery.text`).

    Replacing is preferred because Virtuoso 7 evaluates paths with `+` after `VALUES ?focus { … }` as if ?focus were unbound.
    """
    if set(query.header.get("answers", "").split(", ")) & bindings.keys():
        return query.text(bindings)
    return prefix_lines(query) + fill_body(query, bindings)


def prefix_lines(query: NamedQuery) -> str:
    """Return the declarations of the prefixes that a query uses."""
    return "".join(f"PREFIX {each}: <{prefixes()[each]}>\n" for each in query.used_prefixes())


def fill_body(query: NamedQuery, bindings: Mapping[str, Term | Sequence[Term]]) -> str:
    """Return the body of a query, its parameters replaced by terms; several terms are separated by commas, as in `IN (?x)`."""
    parts, end = list[str](), 0
    for token in tokenize(query.body):
        if token.kind == "variable" and token.text[1:] in bindings:
            parts += [query.body[end : token.start], _written(bindings[token.text[1:]])]
            end = token.start + len(token.text)
    return "".join([*parts, query.body[end:]])


def _written(value: Term | Sequence[Term]) -> str:
    return ", ".join(map(str, value)) if isinstance(value, Sequence) else str(value)
