"""Rewrite ORDER BY so that the engine can sort values of several kinds (decision 26).

SPARQL leaves open how a number, a date and a string compare. The engine's comparison is not an order (1 < 2, and "a" equals
both), and a sort that notices aborts its process. So each condition gets another one before it that separates the kinds: what
is compared after that is of one kind. Values that "<" can compare are of one kind, so SPARQL allows this order.

Works on tokens, for texts that a parser has accepted.

Spec: https://www.w3.org/TR/sparql11-query/#modOrderBy
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.sparql.syntax.lexer import Token, tokenize

_STRING = "<http://www.w3.org/2001/XMLSchema#string>"
_BRACKETS = {"(": 1, ")": -1}


def order_by_kind(text: str) -> str:
    """Rewrite the ORDER BY clauses of a query, with a condition before each that separates values by their kind.

    Returns:
        The new text; the same text where nothing is ordered, or where the end of a condition cannot be found.
    """
    tokens = tokenize(text)
    parts, done = list[str](), 0
    for place, token in enumerate(tokens[:-1]):
        if token.keyword == "order" and tokens[place + 1].keyword == "by":
            for first, last in _conditions(tokens, place + 2):
                start, end = tokens[first].start, tokens[last].end
                parts += (text[done:start], _in_two(text, tokens, first, last))
                done = end
    return "".join([*parts, text[done:]])


def _conditions(tokens: Sequence[Token], place: int) -> Iterator[tuple[int, int]]:
    """Yield the places of the first and the last token of each condition."""
    while place < len(tokens):
        last = _end(tokens, place)
        if last < 0:
            return
        yield place, last
        place = last + 1


def _end(tokens: Sequence[Token], place: int) -> int:
    """Find the last token of the condition that begins at a place; -1 where none does."""
    if tokens[place].kind == "variable":
        return place
    opening = place if tokens[place].text == "(" else place + 1
    is_call = tokens[place].kind in ("word", "iri", "pname") or opening == place
    if not is_call or opening >= len(tokens) or tokens[opening].text != "(":
        return -1
    depth = 0
    for last in range(opening, len(tokens)):
        depth += _BRACKETS.get(tokens[last].text, 0) if tokens[last].kind == "mark" else 0
        if depth == 0:
            return last
    return -1


def _in_two(text: str, tokens: Sequence[Token], first: int, last: int) -> str:
    """Return one condition as two, in the same direction."""
    has_direction = tokens[first].keyword in ("asc", "desc")
    direction = tokens[first].keyword.upper() if has_direction else "ASC"
    value = text[tokens[first + has_direction].start : tokens[last].end]
    return f"{direction}({_kind(value)}) {direction}({value})"


def _kind(value: str) -> str:
    """Return an expression that is equal for values that "<" compares; IRIs and blank nodes have no value, and come first."""
    is_text = f'LANG({value}) != "" || DATATYPE({value}) = {_STRING}'
    return f'IF(isNumeric({value}), "", IF({is_text}, " ", STR(DATATYPE({value}))))'
