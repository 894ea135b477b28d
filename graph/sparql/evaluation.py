"""Evaluate a query that a client wrote on an open store, and refuse what it may not do.

Refused are updates and SERVICE clauses; the errors of the engine become errors of ours. Limits of time and memory are not kept
here: the engine has none, so `graph.execution` evaluates in processes that can be killed.
"""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyoxigraph import Store

from graph.errors import QuerySyntaxError, ServiceRefused, UpdateRefused
from graph.rdf.terms import NamedNode
from graph.sparql.results import QueryResult
from graph.sparql.syntax_errors import parse_syntax_error, parse_unknown_function

_UPDATE_WORD = re.compile(r"\b(insert|delete|load|clear|drop|create|add|move|copy|with)\b", re.IGNORECASE)
# IRIs, strings and comments; escaped letters of local names, which are no quotes. Each alternative that opens also
# ends (an unclosed string at the end of the text), and gives nothing back: the time is linear in the length.
_QUOTED = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*+>"""
    r"""|"{3}(?:"{0,2}(?:\\.|[^"\\]))*+(?:"{3})?|'{3}(?:'{0,2}(?:\\.|[^'\\]))*+(?:'{3})?"""
    r"""|"(?:\\.|[^"\\\n\r])*+"?|'(?:\\.|[^'\\\n\r])*+'?|\#[^\n\r]*+|\\.""",
    re.DOTALL,
)
_NAMES = re.compile(r"[?$]\w++|:[\w-]++")  # variables, and the local part of prefixed names
_SERVICE = re.compile(r"service", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s*+(?:(?:prefix\s*+[^\s:<>#]*+:|base)\s*+<[^>]*+>\s*+)*+", re.IGNORECASE)
_VOLATILE_CALL = re.compile(r"(?:now|rand|uuid|bnode)[ \t\r\n]*+[(#]", re.IGNORECASE)
_VOLATILE_WORDS = ("now", "rand", "uuid", "bnode", "service")
_LONG = 1 << 16
_ANY_BASE = "http://localhost/"
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def evaluate(
    store: Store,
    text: str,
    *,
    base_iri: str,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    functions: Mapping[NamedNode, Callable[..., Any]] | None = None,
) -> QueryResult:
    """Evaluate a query; solutions are lazy.

    Args:
        store: Is only read.
        text: The query.
        base_iri: What relative IRIs of the query are resolved against.
        default_graphs: With `named_graphs`, the dataset of the protocol; both empty for the query's own, else the default graph.
        named_graphs: See `default_graphs`.
        functions: What the query may call besides the functions of the engine.

    Raises:
        QueryError: QuerySyntaxError, UnknownFunction, UpdateRefused or ServiceRefused.

    Spec: https://www.w3.org/TR/sparql11-protocol/#dataset
    """
    refuse_service(text)
    has_dataset = bool(default_graphs or named_graphs)
    try:
        return QueryResult(
            store.query(
                text,
                base_iri=base_iri,
                default_graph=[NamedNode(each) for each in default_graphs] if has_dataset else None,
                named_graphs=[NamedNode(each) for each in named_graphs] if has_dataset else None,
                custom_functions=dict(functions) if functions else None,
            )
        )
    except SyntaxError as error:
        raise parse_refusal(error, text) from error
    except RuntimeError as error:
        raise parse_unknown_function(error) or error from error


def is_volatile(text: str) -> bool:
    """Return whether a query may have another result on the same snapshot: by time, chance, or another endpoint.

    A call is a name, whatever stands before it ("FILTERNOW()" is one), then a parenthesis, perhaps after a comment. Strings are
    searched too, because only a parser knows where a string begins: `1<'a>'&&NOW()>'x'`. At worst the result of a query is not
    cached. A long text with such a word is not searched any closer, because no other request is served meanwhile.
    """
    folded = text.casefold()
    if "\\" not in text and not any(word in folded for word in _VOLATILE_WORDS):
        return False
    return len(text) > _LONG or any(
        _VOLATILE_CALL.search(form) or _names_service(form) for form in _readings(text)
    )


def refuse_service(text: str) -> None:
    """Refuse a query that has a SERVICE clause, however it is disguised, before anything is evaluated.

    Only the parser knows where a string, an IRI or a comment begins (`1<'a>'` may be an IRI or a comparison), so it decides:
    every "service" is replaced by meaningless letters, and if one was a keyword, the text is no longer SPARQL. Escapes are
    resolved first, as a SPARQL processor does (section 19.2). Should a clause pass all the same, the worker process cannot open
    a socket (`graph.runtime.sandbox`).

    Raises:
        ServiceRefused: The query has a SERVICE clause.
        QuerySyntaxError: The text is not SPARQL for another reason.
    """
    if "\\" not in text and _SERVICE.search(text) is None:
        return
    text_count = len(_SERVICE.findall(text))
    for form in _readings(text):
        if len(_SERVICE.findall(form)) >= (text_count if form is text else text_count + 1):
            _require_no_keyword(form)


def _require_no_keyword(text: str) -> None:
    word = _meaningless(text)
    replaced = _SERVICE.sub(word, text)
    if replaced == text:
        return
    try:
        Store().query(replaced, base_iri=_ANY_BASE)
    except SyntaxError as error:
        if _names_service(text) or _is_near(text, parse_syntax_error(error)):
            raise ServiceRefused from error
        raise parse_refusal(error, text) from error
    except (RuntimeError, OSError, ValueError):
        return  # it is SPARQL; any other fault is reported when it is evaluated


def _meaningless(text: str) -> str:
    """Choose letters that stand nowhere in a text, so that no prefix declaration can give them a meaning."""
    while True:
        word = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(len("service")))
        if word not in text.lower():
            return word


def _is_near(text: str, fault: QuerySyntaxError) -> bool:
    """Return whether the parser stopped at a bare word; it counts lines and characters from 1, and may be past a space."""
    lines = text.split("\n")
    line, column = int(str(fault.facts["line"])), int(str(fault.facts["column"]))
    place = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    return any(
        match.start() <= place <= match.end() + 1 and text[match.start() - 1 : match.start()] != ":"
        for match in _SERVICE.finditer(text)
    )


def _names_service(text: str) -> bool:
    if _SERVICE.search(text) is None:
        return False
    return _SERVICE.search(_NAMES.sub(" ", _QUOTED.sub(" ", text))) is not None


def _readings(text: str) -> tuple[str, ...]:
    """Return a text as it is and, where that differs, with its escapes resolved; an escape of no character stays."""
    resolved = _ESCAPE.sub(lambda match: _character(match[0], int(match[1] or match[2], 16)), text)
    return (text,) if resolved == text else (text, resolved)


def _character(escape: str, number: int) -> str:
    return chr(number) if number <= sys.maxunicode else escape


def parse_refusal(error: SyntaxError, text: str) -> QuerySyntaxError | UpdateRefused:
    """Return the error of a text that the parser does not accept as a query: it may be an update."""
    if _UPDATE_WORD.match(_without_prologue(text)):
        return UpdateRefused()
    return parse_syntax_error(error)


def _without_prologue(text: str) -> str:
    bare = _QUOTED.sub(lambda match: "\n" if match[0].startswith("#") else match[0], text)
    return _PROLOGUE.sub("", bare, count=1)
