"""Compute with dates, durations and large integers as the standard says (rule "arithmetic").

The engine fails on many of XPath's operations: a date and a duration at the end of a month, months as xsd:yearMonthDuration, a
duration times a number; on integers from 2^63 on, and on products of more than 18 fraction digits. Where it fails, a function of our own is asked: an expression E becomes
COALESCE(E, ours), so that the values that the engine gives stay, and cost nothing more. An expression that got long, because others
stand within it, is left to the engine alone.

Spec: https://www.w3.org/TR/xpath-functions-31/#dates-times, https://www.w3.org/TR/sparql11-query/#OperatorMapping
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.sparql.rewriting.expressions.writer import ExpressionWriter, Handler, is_brief
from graph.sparql.rewriting.expressions.xpath_functions import COMPUTE
from graph.sparql.syntax.tree import ExpressionNode

_ARITHMETIC = frozenset({"+", "-", "*", "/"})
_LARGEST = 2**63 - 1
_SMALL = 2**31  # two of these and no more make no integer that is too large
_MOST_LEAVES = 20
_INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"


def _compute(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    """Write a whole tree of operators: the tree as it is, or else our function on its leaves."""
    leaves = list(_leaves(node))
    if len(leaves) > _MOST_LEAVES or (all(map(_is_small_number, leaves)) and _is_sum(node)):
        return None
    steps = _steps(node, iter(range(len(leaves))))
    written = [writer.written(each) for each in leaves]
    theirs = writer.inner(node, leaves)
    if not is_brief(theirs, node):
        return theirs
    return f'COALESCE({theirs}, {COMPUTE}("{steps}", {", ".join(written)}))'


def _compare(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    """Write a comparison: ours where the engine has none of it and an integer is among what is compared."""
    first, second = node.arguments
    sides = [writer.written(each) for each in node.arguments]
    ours = f'{COMPUTE}("0 1 {node.name}", {", ".join(sides)})'
    if any(map(_is_large, (first, second))):
        theirs = f"{sides[0]} {node.name} {sides[1]}"
        return f"COALESCE({theirs}, {ours})" if is_brief(theirs, node) else ours
    if node.name in ("=", "!=") or any(
        each.term is not None and each.term.kind != "variable" for each in (first, second)
    ):
        return None
    if not all(each.term is not None for each in (first, second)):
        return None
    is_integer = " || ".join(f"DATATYPE({each}) = {_INTEGER}" for each in sides)
    return f"COALESCE({sides[0]} {node.name} {sides[1]}, IF({is_integer}, {ours}, 1/0))"


def _leaves(node: ExpressionNode) -> Iterator[ExpressionNode]:
    if node.name in _ARITHMETIC or (node.name == "()" and _inside(node).name in _ARITHMETIC):
        for each in node.arguments:
            yield from _leaves(each)
    else:
        yield node


def _inside(node: ExpressionNode) -> ExpressionNode:
    while node.name == "()":
        node = node.arguments[0]
    return node


def _is_sum(node: ExpressionNode) -> bool:
    """Return whether nothing is multiplied or divided."""
    return node.name not in ("*", "/") and all(map(_is_sum, node.arguments))


def _steps(node: ExpressionNode, numbers: Iterator[int]) -> str:
    """Return a tree in postfix form, the leaves as numbers."""
    if node.name == "()" and _inside(node).name in _ARITHMETIC:
        return _steps(_inside(node), numbers)
    if node.name not in _ARITHMETIC:
        return str(next(numbers))
    first, second = node.arguments
    return f"{_steps(first, numbers)} {_steps(second, numbers)} {node.name}"


def _is_small_number(node: ExpressionNode) -> bool:
    text = node.term.text if node.term is not None and node.term.kind == "literal" else ""
    return node.name == "COUNT" or (text.isdecimal() and int(text) < _SMALL)


def _is_large(node: ExpressionNode) -> bool:
    text = node.term.text if node.term is not None and node.term.kind == "literal" else ""
    return text.lstrip("+-").isdecimal() and abs(int(text)) > _LARGEST


HANDLERS: Mapping[str, Handler] = {
    **dict.fromkeys(_ARITHMETIC, _compute),
    **dict.fromkeys(("<", ">", "<=", ">=", "=", "!="), _compare),
}
