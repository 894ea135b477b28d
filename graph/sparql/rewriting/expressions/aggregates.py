"""Make aggregates mean what the standard says (rule "aggregates").

The engine leaves the cell of a group empty when one row has no value, and joins nothing but strings of one kind. Here
GROUP_CONCAT joins the strings of all values (section 18.5.1.7), COUNT of an expression counts the rows where it has a value
(18.5.1.1), and rows where a variable has no value are skipped, as most engines do; the standard is silent on these. A type error
still empties the cell of SUM and AVG, as the W3C tests have it.

Spec: https://www.w3.org/TR/sparql11-query/#aggregateAlgebra
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from graph.errors import AggregateMisplaced, AggregateNested
from graph.sparql.rewriting.edits import Edit
from graph.sparql.rewriting.expressions.writer import ExpressionWriter, Handler
from graph.sparql.syntax.expressions import AGGREGATES
from graph.sparql.syntax.places import place_of
from graph.sparql.syntax.scope import certain_in_group, group_scope
from graph.sparql.syntax.traversal import is_distinct, visit_groups, visit_selects
from graph.sparql.syntax.tree import (
    BindNode,
    BlockNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    GroupNode,
    NestedNode,
    SelectNode,
    UnionNode,
)

_LEAST = "BNODE()"  # in the order of the engine, before all IRIs and literals
_GREATEST = "TRIPLE(<u:x>, <u:x>, <u:x>)"
_NO_VALUE = "1/0"


def _is_certain(writer: ExpressionWriter, argument: ExpressionNode) -> bool:
    where = writer.select.where
    is_variable = argument.term is not None and argument.term.kind == "variable"
    if not is_variable or argument.term is None or where is None:
        return True  # nothing of an expression is skipped
    return argument.term.name in certain_in_group(where)


def _distinct(node: ExpressionNode) -> str:
    return "DISTINCT " if node.is_distinct else ""


def _concatenation(writer: ExpressionWriter, node: ExpressionNode) -> str:
    """Each value gets the separator before it; the first one is cut off at the end. What has no string becomes nothing."""
    separator = node.separator.text if node.separator is not None else '" "'
    value = f'COALESCE(CONCAT({separator}, STR({writer.written(node.arguments[0])})), "")'
    return f'SUBSTR(GROUP_CONCAT({_distinct(node)}{value}; SEPARATOR=""), STRLEN({separator}) + 1)'


def _sum(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    if _is_certain(writer, node.arguments[0]):
        return None
    return f"SUM({_distinct(node)}COALESCE({writer.written(node.arguments[0])}, 0))"


def _average(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    if _is_certain(writer, node.arguments[0]):
        return None
    value = f"{_distinct(node)}{writer.written(node.arguments[0])}"
    return f"IF(COUNT({value}) = 0, 0, {_sum(writer, node)} / COUNT({value}))"


def _least(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    """The least value, or any; what stands for a gap comes after every value, and is none of them."""
    if _is_certain(writer, node.arguments[0]):
        return None
    value = writer.written(node.arguments[0])
    return f"IF(COUNT({value}) = 0, {_NO_VALUE}, MIN(COALESCE({value}, {_GREATEST})))"


def _largest(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    """The largest value; what stands for a gap is largest among blank nodes alone, of which any will do."""
    if _is_certain(writer, node.arguments[0]):
        return None
    value = writer.written(node.arguments[0])
    largest = f"MAX(COALESCE({value}, {_LEAST}))"
    return f"IF(ISBLANK({largest}), {_least(writer, node)}, {largest})"


def _count(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
    if not node.arguments or node.arguments[0].kind == "term":
        return None
    value = writer.written(node.arguments[0])
    if not node.is_distinct:
        return f"SUM(COALESCE(IF(ISLITERAL({value}), 1, 1), 0))"
    missing = f"COALESCE(MAX(COALESCE(IF(ISLITERAL({value}), 0, 0), 1)), 0)"
    return f"(COUNT(DISTINCT COALESCE({value}, <u:x>)) - {missing})"


def _checked(handler: Handler) -> Handler:
    """Wrap a handler: it refuses an aggregate of an aggregate, of which the engine leaves the cell empty."""

    def written(writer: ExpressionWriter, node: ExpressionNode) -> str | None:
        for each in node.arguments:
            inner = _aggregate_in(each)
            if inner is not None:
                raise AggregateNested(found=writer.original(node), **place_of(writer.text, inner.start))
        return handler(writer, node)

    return written


def _aggregate_in(node: ExpressionNode) -> ExpressionNode | None:
    if node.kind == "aggregate":
        return node
    return next((found for each in node.arguments if (found := _aggregate_in(each))), None)


HANDLERS: Mapping[str, Handler] = {
    name: _checked(handler)
    for name, handler in {
        "GROUP_CONCAT": _concatenation,
        "SUM": _sum,
        "AVG": _average,
        "MAX": _largest,
        "MIN": _least,
        "SAMPLE": _least,
        "COUNT": _count,
    }.items()
}
assert HANDLERS.keys() == AGGREGATES, "each aggregate has a handler"


def refuse_misplaced(root: SelectNode, text: str) -> None:
    """Refuse aggregates where solutions are not grouped yet: the engine takes each for a variable that nothing binds.

    Raises:
        AggregateMisplaced: One stands in FILTER, BIND or GROUP BY (section 11.1).
    """
    for expression in _before_grouping(root):
        found = _aggregate_in(expression)
        if found is not None:
            raise AggregateMisplaced(found=text[found.start : found.end], **place_of(text, found.start))


def _before_grouping(root: SelectNode) -> Iterator[ExpressionNode]:
    for visited in visit_groups(root):
        for element in visited.group.elements:
            if isinstance(element, FilterNode | BindNode):
                yield element.expression
    for select in visit_selects(root):
        yield from (each.expression for each in select.group_by if each.expression is not None)


def hide_blank_nodes(root: SelectNode) -> Iterator[Edit]:
    """Yield the changes that make COUNT(DISTINCT *) look at variables alone.

    The engine counts the blank nodes of the pattern, and the hidden variables of sequence paths, as if they were columns. A
    sub-query of all columns has none of them (section 18.5.1.2).
    """
    for select in visit_selects(root):
        where = select.where
        if where is not None and _counts_solutions(select) and _has_hidden(where) and group_scope(where):
            yield Edit(where.start, where.start, "{ { SELECT * ")
            yield Edit(where.end, where.end, " } }")


def _counts_solutions(select: SelectNode) -> bool:
    return is_distinct(replace(select, is_distinct=False))


def _has_hidden(group: GroupNode) -> bool:
    return any(map(_element_has_hidden, group.elements))


def _element_has_hidden(element: ElementNode) -> bool:
    if isinstance(element, BlockNode):
        return not element.is_plain or any(
            each.has_blank or each.path.operator != "" for each in element.patterns
        )
    if isinstance(element, UnionNode):
        return any(map(_has_hidden, element.branches))
    return isinstance(element, NestedNode) and _has_hidden(element.group)
