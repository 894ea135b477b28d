"""ORDER BY over values of several kinds, written anew so that the engine can follow it.

SPARQL leaves open how a number, a date and a word compare. The engine's own answer is no order (1 < 2, and "a" the equal of
both), and a sort that notices ends its process. So each condition is preceded by one that tells kinds apart: what is
compared after that is of one kind. Whatever "<" can compare is of one kind, so the order is one that SPARQL allows.

Lexical on purpose, for texts that a parser has found to be SPARQL.

Spec: https://www.w3.org/TR/sparql11-query/#modOrderBy
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.sparql.lexer import Token, tokenize

_STRING = "<http://www.w3.org/2001/XMLSchema#string>"
_BRACKETS = {"(": 1, ")": -1}


def order_by_kind(text: str) -> str:
    """Write the ORDER BY clauses of a query anew, each condition after one that parts values by their kind.

    Returns: the text; the same one where nothing is ordered, or where a condition is none that words can tell.
    """
    words = tokenize(text)
    parts, done = list[str](), 0
    for place, word in enumerate(words[:-1]):
        if word.keyword == "order" and words[place + 1].keyword == "by":
            for first, last in _conditions(words, place + 2):
                start, end = words[first].start, words[last].end
                parts += (text[done:start], _in_two(text, words, first, last))
                done = end
    return "".join([*parts, text[done:]])


def _conditions(words: Sequence[Token], place: int) -> Iterator[tuple[int, int]]:
    """Give the first and the last word of each condition."""
    while place < len(words):
        last = _end(words, place)
        if last < 0:
            return
        yield place, last
        place = last + 1


def _end(words: Sequence[Token], place: int) -> int:
    """Give the last word of the condition that begins at a place; -1 where none does."""
    if words[place].kind == "variable":
        return place
    opening = place if words[place].text == "(" else place + 1
    is_call = words[place].kind in ("word", "iri", "pname") or opening == place
    if not is_call or opening >= len(words) or words[opening].text != "(":
        return -1
    depth = 0
    for last in range(opening, len(words)):
        depth += _BRACKETS.get(words[last].text, 0) if words[last].kind == "mark" else 0
        if depth == 0:
            return last
    return -1


def _in_two(text: str, words: Sequence[Token], first: int, last: int) -> str:
    """Write one condition as two, in the same direction."""
    has_direction = words[first].keyword in ("asc", "desc")
    direction = words[first].keyword.upper() if has_direction else "ASC"
    value = text[words[first + has_direction].start : words[last].end]
    return f"{direction}({_kind(value)}) {direction}({value})"


def _kind(value: str) -> str:
    """Ask for a word that values have in common where "<" compares them; IRIs and blank nodes have none, and come first."""
    is_text = f'LANG({value}) != "" || DATATYPE({value}) = {_STRING}'
    return f'IF(isNumeric({value}), "", IF({is_text}, " ", STR(DATATYPE({value}))))'
