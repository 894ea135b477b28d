"""Rewrite what SELECT lists: `*` in the order of appearance, an alias that a later column uses again, a variable listed twice.

The standard asks for no order of columns; people expect the one they wrote. It does let an alias be used again, and a variable
be listed twice, which is one column.

Spec: https://www.w3.org/TR/sparql11-query/#selectproject
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.sparql.rewriting.anchor_conditions import is_repeatable
from graph.sparql.rewriting.edits import Edit, RuleInput
from graph.sparql.syntax.lexer import tokenize
from graph.sparql.syntax.traversal import holds_aggregate, visit_selects
from graph.sparql.syntax.tree import ExpressionNode, SelectNode


def with_columns(text: str, star: int, columns: Iterable[str]) -> str:
    """Return a query with its columns, in the order in which it names them first, in place of `*` (rule "star").

    Args:
        text: The query.
        star: The place of the star.
        columns: The names of the columns, without marks.
    """
    first: dict[str, int] = {}
    for token in tokenize(text):
        if token.kind == "variable":
            first.setdefault(token.text[1:], token.start)
    ordered = sorted(columns, key=lambda each: first.get(each, len(text)))
    return text[:star] + " ".join(f"?{each}" for each in ordered) + text[star + 1 :] if ordered else text


def inline_aliases(given: RuleInput) -> Iterator[Edit]:
    """Yield the changes that put an expression in place of its name, where a later column uses it (rule "aliases").

        SELECT (COUNT(?x) AS ?n) (?n * 2 AS ?m)      SELECT (COUNT(?x) AS ?n) ((COUNT(?x)) * 2 AS ?m)

    The engine takes this only where nothing is aggregated. An expression that chance decides stays as it is. A variable that
    is listed twice is taken out.
    """
    for select in visit_selects(given.select):
        yield from _listed_again(select)
        if _is_aggregated(select):
            yield from _inlined(select, given.text)


def lists_twice(text: str) -> bool:
    """Return whether the first SELECT of a text may list a variable twice."""
    names = re.findall(r"[?$](\w+)", text[: text.find("{")])
    return len(set(names)) < len(names)


def _listed_again(select: SelectNode) -> Iterator[Edit]:
    listed = set[str]()
    for column in select.columns or ():
        if column.variable is None or column.expression is not None:
            continue
        if column.variable.name in listed:
            yield Edit(column.start, column.end, "")
        listed.add(column.variable.name)


def _inlined(select: SelectNode, text: str) -> Iterator[Edit]:
    known: dict[str, str] = {}
    for column in select.columns or ():
        if column.expression is None or column.variable is None:
            continue
        edits = [
            Edit(each.start, each.end, known[each.text[1:]])
            for each in _named(column.expression, known, text)
        ]
        written = text[column.expression.start : column.expression.end]
        for edit in reversed(edits):
            start = edit.start - column.expression.start
            written = written[:start] + edit.text + written[edit.end - column.expression.start :]
        if edits:
            yield Edit(column.expression.start, column.expression.end, written)
        if is_repeatable(column.expression):
            known[column.variable.name] = f"({written})"


def _named(node: ExpressionNode, known: dict[str, str], text: str) -> list[Edit]:
    """Return the places of variables that are known, in the order of the text."""
    if node.term is not None and node.term.kind == "variable" and node.term.name in known:
        return [Edit(node.start, node.end, text[node.start : node.end])]
    return [found for each in node.arguments for found in _named(each, known, text)]


def _is_aggregated(select: SelectNode) -> bool:
    expressions = [each.expression for each in select.columns or () if each.expression is not None]
    return bool(select.group_by) or any(map(holds_aggregate, (*expressions, *select.having)))
