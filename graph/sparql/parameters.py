"""A query of ours as one text, its parameters filled in: there is no binding of variables over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from graph.rdf.terms import Term, prefixes
from graph.sparql.lexer import tokenize
from graph.sparql.named_queries import NamedQuery


def fill_parameters(query: NamedQuery, bindings: Mapping[str, Term]) -> str:
    """Write terms in place of the parameters; of those that SELECT projects, as VALUES (`NamedQuery.text`).

    The place itself is surest: over `VALUES ?focus { … }`, Virtuoso 7 evaluates paths with `+` as if unbound.
    """
    if set(query.header.get("answers", "").split(", ")) & bindings.keys():
        return query.text(bindings)
    declared = "".join(f"PREFIX {each}: <{prefixes()[each]}>\n" for each in query.used_prefixes())
    parts, end = [declared], 0
    for token in tokenize(query.body):
        if token.kind == "variable" and token.text[1:] in bindings:
            parts += [query.body[end : token.start], str(bindings[token.text[1:]])]
            end = token.start + len(token.text)
    return "".join([*parts, query.body[end:]])
