"""Evaluate a query that somebody else wrote against an open store: what is refused, what is told of errors.

In: a store and a text. Out: an `Answer`. Knows nothing of snapshots, processes or limits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pyoxigraph import Store

from graph.answer import Answer
from graph.errors import QuerySyntaxError, ServiceRefused, UpdateRefused
from graph.syntax_fault import syntax_error_of
from graph.terms import NamedNode

_UPDATE_WORD = re.compile(r"\b(insert|delete|load|clear|drop|create|add|move|copy|with)\b", re.IGNORECASE)
_HIDDEN = re.compile(
    r"""<[^<>"{}|^`\\\s]*>|"{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\#[^\n\r]*""",
    re.DOTALL,
)
_VOLATILE = re.compile(r"\b(now|rand|uuid|struuid|bnode|service)\b", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def evaluate(
    store: Store,
    text: str,
    *,
    base_iri: str,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Answer:
    """Evaluate a query; solutions are lazy.

    Args:   base_iri: what relative IRIs of the query are resolved against
            default_graphs, named_graphs: the protocol's dataset; both empty: the query's own, else the merge
    Raises: QuerySyntaxError, UpdateRefused, ServiceRefused.
    Spec:   https://www.w3.org/TR/sparql11-protocol/#dataset
    """
    refuse_service(text)
    said = bool(default_graphs or named_graphs)
    try:
        return Answer(
            store.query(
                text,
                base_iri=base_iri,
                default_graph=[NamedNode(each) for each in default_graphs] if said else None,
                named_graphs=[NamedNode(each) for each in named_graphs] if said else None,
            )
        )
    except SyntaxError as error:
        raise _translated(error, text) from error


def is_volatile(text: str) -> bool:
    """Tell whether a query may answer differently from the same snapshot: it names the time, or chance."""
    return _VOLATILE.search(_HIDDEN.sub(" ", text)) is not None


def refuse_service(text: str) -> None:
    """Refuse a query in which the word SERVICE stands anywhere but in an IRI, a string or a comment.

    Escapes are resolved before looking, as a SPARQL processor does (section 19.2); the check may refuse a prefix or
    variable that is named "service", never let a SERVICE clause through.

    Raises: ServiceRefused.
    """
    resolved = _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
    for form in (text, resolved):
        if re.search(r"(?<![?$\w:])service\b(?!\s*:)", _HIDDEN.sub(" ", form), re.IGNORECASE):
            raise ServiceRefused


def _translated(error: SyntaxError, text: str) -> QuerySyntaxError | UpdateRefused:
    if _UPDATE_WORD.match(_without_prologue(text)):
        return UpdateRefused()
    return syntax_error_of(error)


def _without_prologue(text: str) -> str:
    bare = re.sub(r"#[^\n<>]*\n", "\n", text)
    return re.sub(r"^\s*((prefix\s+[\w.-]*:|base)\s*<[^>]*>\s*)*", "", bare, flags=re.IGNORECASE)
