"""Evaluate a query that somebody else wrote against an open store: what is refused, what is told of errors.

In: a store and a text. Out: an `QueryResult`. Knows nothing of snapshots, processes or limits.
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
_HIDDEN = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*+>"""
    r"""|"{3}(?:"{0,2}(?:\\.|[^"\\]))*+(?:"{3})?|'{3}(?:'{0,2}(?:\\.|[^'\\]))*+(?:'{3})?"""
    r"""|"(?:\\.|[^"\\\n\r])*+"?|'(?:\\.|[^'\\\n\r])*+'?|\#[^\n\r]*+|\\.""",
    re.DOTALL,
)
_NAMED = re.compile(r"[?$]\w++|:[\w-]++")  # variables, and the local part of prefixed names
_SERVICE = re.compile(r"service", re.IGNORECASE)
_PROLOGUE = re.compile(r"\s*+(?:(?:prefix\s*+[^\s:<>#]*+:|base)\s*+<[^>]*+>\s*+)*+", re.IGNORECASE)
_CHANCE = re.compile(r"(?:now|rand|uuid|bnode)[ \t\r\n]*+[(#]", re.IGNORECASE)
_FICKLE = ("now", "rand", "uuid", "bnode", "service")
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

    Args:   base_iri: what relative IRIs of the query are resolved against
            default_graphs, named_graphs: the protocol's dataset; both empty: the query's own, else the merge
            functions: what the query may call besides those of the engine
    Raises: QuerySyntaxError, UnknownFunction, UpdateRefused, ServiceRefused.
    Spec:   https://www.w3.org/TR/sparql11-protocol/#dataset
    """
    refuse_service(text)
    said = bool(default_graphs or named_graphs)
    try:
        return QueryResult(
            store.query(
                text,
                base_iri=base_iri,
                default_graph=[NamedNode(each) for each in default_graphs] if said else None,
                named_graphs=[NamedNode(each) for each in named_graphs] if said else None,
                custom_functions=dict(functions) if functions else None,
            )
        )
    except SyntaxError as error:
        raise parse_refusal(error, text) from error
    except RuntimeError as error:
        raise parse_unknown_function(error) or error from error


def is_volatile(text: str) -> bool:
    """Tell whether a query may answer differently from the same snapshot: it asks for the time, chance, or others.

    A call is a name, whatever stands before it ("FILTERNOW()" is one), then a parenthesis, perhaps after a comment. It is
    looked for everywhere, in strings too: to tell where a string begins takes a parser, as `1<'a>'&&NOW()>'x'` shows.
    At worst an answer that never changes is not kept: a long text with such a word in it is not read any closer, because
    nobody else is answered meanwhile.
    """
    folded = text.casefold()
    if "\\" not in text and not any(word in folded for word in _FICKLE):
        return False
    return len(text) > _LONG or any(_CHANCE.search(form) or _names_service(form) for form in _readings(text))


def refuse_service(text: str) -> None:
    """Refuse a query that has a SERVICE clause, however it is disguised, before anything is evaluated.

    Where a string, an IRI or a comment begins, the parser alone knows (`1<'a>'` may be an IRI or a comparison), so it is
    asked: with every "service" replaced by letters that mean nothing, a text in which one was a keyword is no SPARQL any
    more. Escapes are resolved before looking as well, as a SPARQL processor does (section 19.2). Should a clause pass all
    the same, the worker has no right to open a socket (graph.runtime.sandbox).

    Raises: ServiceRefused; QuerySyntaxError where the text has another fault.
    """
    if "\\" not in text and _SERVICE.search(text) is None:
        return
    text_count = len(_SERVICE.findall(text))
    for form in _readings(text):
        if len(_SERVICE.findall(form)) >= (text_count if form is text else text_count + 1):
            _require_no_keyword(form)


def _require_no_keyword(text: str) -> None:
    word = _meaningless(text)
    veiled = _SERVICE.sub(word, text)
    if veiled == text:
        return
    try:
        Store().query(veiled, base_iri=_ANY_BASE)
    except SyntaxError as error:
        if _names_service(text) or _is_near(text, parse_syntax_error(error)):
            raise ServiceRefused from error
        raise parse_refusal(error, text) from error
    except (RuntimeError, OSError, ValueError):
        return  # it is SPARQL, and whatever else is wrong with it will be told when it is evaluated


def _meaningless(text: str) -> str:
    """Choose letters that stand nowhere in a text, so that no prefix of it can lend them a meaning."""
    while True:
        word = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(len("service")))
        if word not in text.lower():
            return word


def _is_near(text: str, fault: QuerySyntaxError) -> bool:
    """Tell whether the parser stopped at a bare word; it counts lines and characters from 1, and may see past a space."""
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
    return _SERVICE.search(_NAMED.sub(" ", _HIDDEN.sub(" ", text))) is not None


def _readings(text: str) -> tuple[str, ...]:
    """Give a text as it is, and with its escapes resolved; one that names no character stays."""
    resolved = _ESCAPE.sub(lambda match: _character(match[0], int(match[1] or match[2], 16)), text)
    return (text,) if resolved == text else (text, resolved)


def _character(escape: str, number: int) -> str:
    return chr(number) if number <= sys.maxunicode else escape


def parse_refusal(error: SyntaxError, text: str) -> QuerySyntaxError | UpdateRefused:
    """Tell what the parser found wrong with a text that was to be a query."""
    if _UPDATE_WORD.match(_without_prologue(text)):
        return UpdateRefused()
    return parse_syntax_error(error)


def _without_prologue(text: str) -> str:
    bare = _HIDDEN.sub(lambda match: "\n" if match[0].startswith("#") else match[0], text)
    return _PROLOGUE.sub("", bare, count=1)
