"""Prepare the text of a query for the engine: what is rewritten, and what the engine has to accept as it was written.

The engine judges what was written, on an empty store, so that its errors name places that the writer knows; then it evaluates
what the rules made of it. A rewritten text that it does not accept is a fault of ours: it is logged, and the text is evaluated
as written.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import QuerySolutions, Store

from graph.errors import UnsupportedSyntax
from graph.rdf.terms import NamedNode
from graph.sparql.rewriting.columns import lists_twice, with_columns
from graph.sparql.rewriting.expressions.xpath_functions import FUNCTIONS
from graph.sparql.rewriting.rules import Rewriter
from graph.sparql.syntax_errors import parse_refusal, parse_unknown_function

_log = logging.getLogger(__name__)
# Characters: a longer text is evaluated as written, because reading it would take long.
LONGEST = 1 << 17
_LONGEST_KEPT = 1 << 13  # characters
_MOST_KEPT = 256
Functions = Mapping[NamedNode, Callable[..., Any]]
# What any rule needs: a function or a list in brackets, a group within a group, `*`, alternatives, a path of no length, three
# patterns, which the engine may join in a bad order.
_ANYTHING = re.compile(r"\(|\{.*\{|[*|]|\S\?|[.;,][\s?<:].*[.;,][\s?<:]", re.DOTALL)
_ODD_SPACES = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*+>|"(?:\\.|[^"\\\n\r])*+"|'(?:\\.|[^'\\\n\r])*+'|\#[^\n\r]*+|(?P<odd>[\ufeff\u00a0])"""
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query as it is evaluated: `text`, and the names of the rules that changed it."""

    text: str
    rules: tuple[str, ...] = ()


class Preparation:
    """Rewrites queries for one state of a store, and keeps the last ones: for another state another text may be right."""

    def __init__(self, rewriter: Rewriter | None = None) -> None:
        """Use a rewriter; one with all rules where it is None."""
        self.rewriter = rewriter or Rewriter()
        self._known: dict[tuple[str, Hashable], Prepared] = {}

    def find(self, text: str, graphs: Hashable, prepare: Callable[[], Prepared]) -> Prepared:
        """Return a query as it is evaluated on some graphs; it is prepared where it is not among the last ones."""
        found = self._known.get((text, graphs))
        if found is None:
            found = prepare()
            if len(text) <= _LONGEST_KEPT:
                if len(self._known) >= _MOST_KEPT:
                    del self._known[next(iter(self._known))]
                self._known[text, graphs] = found
        return found


def prepare_query(text: str, rewriter: Rewriter, base_iri: str, functions: Functions) -> Prepared:
    """Rewrite a query.

    Args:
        text: As written.
        rewriter: Applies the rules.
        base_iri: What relative IRIs are resolved against.
        functions: What the query may call besides the functions of the engine.

    Raises:
        SyntaxError, RuntimeError: The engine does not accept the text.
        UnsupportedSyntax: The engine would get it wrong, and no rule can make it right.
    """
    text = with_plain_spaces(text)
    if not rewriter.rules or len(text) > LONGEST or not (_ANYTHING.search(text) or lists_twice(text)):
        return Prepared(text)
    try:
        rewritten = rewriter.query(text)
    except UnsupportedSyntax:
        _accept(text, base_iri, functions)
        raise
    is_star = rewritten.star is not None and "star" in rewriter.rules
    if not rewritten.rules and not is_star:
        return Prepared(text)
    found = _accept(rewritten.accepted, base_iri, functions)
    if rewritten.star is None or not isinstance(found, QuerySolutions) or not is_star:
        return Prepared(rewritten.text, rewritten.rules)
    columns = [each.value for each in found.variables]
    listed = with_columns(rewritten.text, rewritten.star, columns)
    return Prepared(listed, (*rewritten.rules, "star") if listed != rewritten.text else rewritten.rules)


def explain_query(text: str, rewriter: Rewriter, base_iri: str) -> Prepared:
    """Return what is evaluated in place of a query, without evaluating it.

    Raises:
        QueryError: QuerySyntaxError, PrefixUnknown, UnknownFunction, UpdateRefused or UnsupportedSyntax.
    """
    try:
        return prepare_query(text, rewriter, base_iri, FUNCTIONS)
    except SyntaxError as error:
        raise parse_refusal(error, text) from error
    except RuntimeError as error:
        raise parse_unknown_function(error) or error from error


def with_plain_spaces(text: str) -> str:
    """Return a text with blanks for a byte order mark and for no-break spaces outside strings and IRIs; places stay."""
    if "\ufeff" not in text and "\u00a0" not in text:
        return text
    return _ODD_SPACES.sub(lambda found: " " if found["odd"] else found[0], text)


def _accept(text: str, base_iri: str, functions: Functions) -> Any:
    return Store().query(text, base_iri=base_iri, custom_functions=dict(functions))


def prepare_update(text: str, rewriter: Rewriter, base_iri: str) -> Prepared:
    """Rewrite the patterns of an update.

    Args:
        text: An update, with plain spaces, that the engine accepts.
        rewriter: Applies the rules.
        base_iri: What relative IRIs are resolved against.

    Raises:
        UnsupportedSyntax: The engine would get it wrong, and no rule can make it right.
    """
    if len(text) > LONGEST or _ANYTHING.search(text) is None:
        return Prepared(text)
    rewritten = rewriter.update(text)
    if not rewritten.rules:
        return Prepared(text)
    try:
        Store().update(rewritten.text, base_iri=base_iri, custom_functions=dict(FUNCTIONS))
    except (SyntaxError, RuntimeError):
        _log.exception("the rules %s made a text that is refused of: %s", ", ".join(rewritten.rules), text)
        return Prepared(text)
    return Prepared(rewritten.text, rewritten.rules)
