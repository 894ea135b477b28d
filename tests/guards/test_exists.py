"""Every EXISTS of our SPARQL holds one triple pattern; a further one stands in an EXISTS within it.

The engine joins several patterns of one EXISTS as whole relations, whatever is known outside: a register of 36,000
territories then costs tens of seconds a row. Nested, each pattern is looked up with what is known (decision 34).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from graph.sparql.syntax.lexer import Token, tokenize

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path.relative_to(ROOT)
    for folder, pattern in (("shapes", "*.ttl"), ("queries", "**/*.rq"))
    for path in (ROOT / folder).glob(pattern)
)
_QUERY = re.compile(r'"""(.*?)"""', re.DOTALL)
_CALLS = frozenset({"filter", "bind", "exists", "not"})
# Joins that have to stay, and why they are small.
JOINS: dict[str, str] = {}


def queries_in(path: Path) -> list[str]:
    """Return the SPARQL texts of a file."""
    text = (ROOT / path).read_text("utf-8")
    return [text] if path.suffix == ".rq" else _QUERY.findall(text)


def joins_in(text: str) -> Iterator[str]:
    """Yield the start of each EXISTS that joins patterns."""
    tokens = tokenize(text)
    for place, token in enumerate(tokens):
        if token.keyword == "exists" and pattern_count(inside(tokens, place + 1)) > 1:
            yield text[token.start : token.start + 90]


def inside(tokens: Sequence[Token], place: int) -> Sequence[Token]:
    """Return the tokens between the bracket at a place and the one that closes it."""
    depth = 0
    for end in range(place, len(tokens)):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(tokens[end].text, 0)
        if depth == 0:
            return tokens[place + 1 : end]
    return tokens[place + 1 :]


def pattern_count(tokens: Sequence[Token]) -> int:
    """Count the triple patterns of a block, without those of an EXISTS within it."""
    count, place, is_open = 0, 0, False
    while place < len(tokens):
        token = tokens[place]
        if token.keyword in _CALLS:
            while tokens[place].text not in ("(", "{"):
                place += 1
            place += len(inside(tokens, place)) + 2
            is_open = False
            continue
        if token.keyword == "graph":
            place += 2
            continue
        if token.text in (".", "{", "}"):
            is_open = False
        elif not is_open or token.text in (";", ",", "/"):
            count += 1
            is_open = True
        place += 1
    return count


def test_every_query_was_seen() -> None:
    """A guard that reads nothing holds nothing."""
    assert sum(text.count("EXISTS") for path in FILES for text in queries_in(path)) > 50


def test_each_exists_holds_one_pattern() -> None:
    """Whatever is known outside then narrows what is looked up."""
    found = {str(path): list(joins) for path in FILES if (joins := [*each_join(path)])}
    assert found.keys() == JOINS.keys(), found


def each_join(path: Path) -> Iterator[str]:
    """Yield the joins of all queries of a file."""
    for text in queries_in(path):
        yield from joins_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "FILTER NOT EXISTS { ?a :p ?b ; :q ?c }",
        "FILTER EXISTS { ?a :p ?b . ?b :q ?c }",
        "FILTER EXISTS { ?a :p ?b, ?c }",
        "FILTER EXISTS { ?a :p/:q ?b }",
        "FILTER EXISTS { ?a :p ?b FILTER(?b > 1) ?b :q ?c }",
        "FILTER EXISTS { GRAPH ?g { ?a :p ?b } GRAPH ?g { ?a :q ?b } }",
        "FILTER EXISTS { ?a :p ?b FILTER NOT EXISTS { ?b :q ?c ; :r ?d } }",
        "BIND(EXISTS { ?a :p ?b . ?b :q ?c } AS ?d)",
    ],
)
def test_a_join_is_seen(text: str) -> None:
    """However it is written."""
    assert list(joins_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "FILTER NOT EXISTS { ?a :p|:q ?b . }",
        "FILTER EXISTS { ?a :p* ?b FILTER(?b > 1 && STRLEN(STR(?b)) = 2) }",
        "FILTER EXISTS { ?a :p ?b . FILTER EXISTS { ?b :q ?c } FILTER NOT EXISTS { ?b :r ?c } }",
        "FILTER EXISTS { GRAPH ?g { ?a :p ?b } }",
        "FILTER EXISTS { ?a :p ?b BIND(STR(?b) AS ?c) FILTER EXISTS { ?b :q ?c } }",
    ],
)
def test_a_nested_exists_passes(text: str) -> None:
    """One pattern at each level."""
    assert not list(joins_in(text))
