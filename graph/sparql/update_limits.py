"""Refuse an update that would exhaust the stack of the engine, before the engine reads it.

The engine goes down one level a bracket and one a joined operator; some thousands kill the writing process. A query runs in a
worker that may die; the writer must not, since others wait for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import UpdateTooDeep
from graph.i18n import BilingualText
from graph.sparql.syntax.lexer import Token, operations, tokenize

MOST_BRACKETS = 500  # the engine bears 1,000 of each kind, and not 5,000
MOST_OPERATORS = 1_000
_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")
_OPERATORS = frozenset({*"!|&+-*/^", "||", "&&"})
_JOINING = frozenset({"union", "optional", "minus", "bind", "filter", "graph", "values", "service"})
_BRACKETS = BilingualText("parenthèses ou accolades imbriquées", "nested brackets or braces")
_CHAINS = BilingualText("opérateurs enchaînés dans un WHERE", "operators joined in one WHERE")


def check_update_nesting(text: str) -> None:
    """Refuse brackets that are nested too deep, and too many operators in one WHERE.

    Raises:
        UpdateTooDeep: With what was found and how much is allowed.
    """
    for tokens in operations(tokenize(text)):
        if _depth(tokens) > MOST_BRACKETS:
            raise UpdateTooDeep(found=_BRACKETS, limit=MOST_BRACKETS)
        if _operator_count(tokens) > MOST_OPERATORS:
            raise UpdateTooDeep(found=_CHAINS, limit=MOST_OPERATORS, limit_name="update_operators")


def _depth(tokens: Sequence[Token]) -> int:
    depth = deepest = 0
    before = ""
    for token in tokens:
        if token.kind == "mark":
            if token.text in _OPENING or (token.text == before == "<"):
                depth += 1
            elif token.text in _CLOSING or (token.text == before == ">"):
                depth -= 1
            deepest = max(deepest, depth)
        before = token.text
    return deepest


def _operator_count(tokens: Sequence[Token]) -> int:
    """Count operators from the WHERE of an operation on; data before it may hold any number of signs."""
    start = next((place for place, token in enumerate(tokens) if token.keyword == "where"), len(tokens))
    return sum(
        token.keyword in _JOINING or (token.kind == "mark" and token.text in _OPERATORS)
        for token in tokens[start:]
    )
