"""Find out about the text of a query, before it is evaluated: whether its result is fixed, whether it calls an endpoint.

The tree of `graph.sparql.syntax` tells. Of a text that cannot be read, the careful answer is given: its result is not fixed, and
the engine's parser is asked about SERVICE.

Spec: https://www.w3.org/TR/sparql11-query/
"""

from __future__ import annotations

import re
import secrets

from pyoxigraph import Store

from graph.errors import QuerySyntaxError, ServiceRefused
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.lexer import resolve_escapes, tokenize
from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.traversal import all_expressions, calls_in, visit_groups
from graph.sparql.syntax.tree import NestedNode, QueryNode
from graph.sparql.syntax_errors import parse_refusal, parse_syntax_error

_SERVICE = re.compile(r"service", re.IGNORECASE)
_VOLATILE_WORDS = ("now", "rand", "uuid", "bnode", "service")
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})
_LONG = 1 << 16
_ANY_BASE = "http://localhost/"


def is_volatile(text: str) -> bool:
    """Return whether a query may have another result on the same snapshot: by time, chance, or another endpoint.

    A text that cannot be read counts as one if such a word stands anywhere in it; so does a long one, because no other request
    is served while it is read.
    """
    folded = text.casefold()
    if "\\" not in text and not any(word in folded for word in _VOLATILE_WORDS):
        return False
    if not any(word in resolve_escapes(text).casefold() for word in _VOLATILE_WORDS):
        return False
    tree = _tree(text)
    if tree is None:
        return True
    calls = (call for expression in all_expressions(tree.select) for call in calls_in(expression))
    return _has_service(tree) or any(each.name in _VOLATILE for each in calls)


def refuse_service(text: str) -> None:
    """Refuse a query that has a SERVICE clause, however it is disguised, before anything is evaluated.

    Of a text that cannot be read only the engine's parser knows where a string, an IRI or a comment begins, so it decides: every
    "service" is replaced by meaningless letters, and if one was a keyword, the text is no longer SPARQL. Escapes are resolved
    first, as a SPARQL processor does (section 19.2). Should a clause pass all the same, the worker process cannot open a socket
    (`graph.runtime.sandbox`).

    Raises:
        ServiceRefused: The query has a SERVICE clause.
        QuerySyntaxError: The text is not SPARQL for another reason.
    """
    if "\\" not in text and _SERVICE.search(text) is None:
        return
    tree = _tree(text)
    if tree is not None and resolve_escapes(text) == text:
        if _has_service(tree):
            raise ServiceRefused
        return
    text_count = len(_SERVICE.findall(text))
    for form in dict.fromkeys((text, resolve_escapes(text))):
        if len(_SERVICE.findall(form)) >= (text_count if form is text else text_count + 1):
            _require_no_keyword(form)


def _tree(text: str) -> QueryNode | None:
    try:
        return read_query_tree(text) if len(text) <= _LONG else None
    except Unread:
        return None


def _has_service(tree: QueryNode) -> bool:
    return any(
        isinstance(element, NestedNode) and element.keyword == "SERVICE"
        for visited in visit_groups(tree.select)
        for element in visited.group.elements
    )


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
    return len(text) <= _LONG and any(each.keyword == "service" for each in tokenize(text))
