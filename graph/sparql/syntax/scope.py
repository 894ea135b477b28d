"""Which variables a part of a query names, may bind, and binds in every solution.

`in_scope` errs towards more variables, `certain` towards fewer: what rewrites a text is then too careful, never wrong.

Spec: https://www.w3.org/TR/sparql11-query/#variableScope
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.sparql.syntax.tree import (
    BindNode,
    BlockNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    GroupNode,
    NestedNode,
    PathNode,
    PatternNode,
    SelectNode,
    TermNode,
    UnionNode,
    ValuesNode,
)

Names = frozenset[str]
_NONE: Names = frozenset()


def pattern_terms(pattern: PatternNode) -> Iterator[TermNode]:
    """Yield the subject, the predicate where it is one term, and the object."""
    yield pattern.subject
    if pattern.path.predicate is not None:
        yield pattern.path.predicate
    yield pattern.object


def pattern_variables(pattern: PatternNode) -> Names:
    """Return the variables of a pattern."""
    return frozenset(each.name for each in pattern_terms(pattern) if each.kind == "variable")


def block_variables(block: BlockNode) -> Names:
    """Return the variables of a block."""
    return frozenset(name for each in block.patterns for name in pattern_variables(each))


def mentioned(node: ElementNode | ExpressionNode | GroupNode | SelectNode) -> Names:
    """Return every variable that is named anywhere within."""
    return frozenset(_mentioned(node))


def _mentioned(node: ElementNode | ExpressionNode | GroupNode | SelectNode) -> Iterator[str]:
    if isinstance(node, ExpressionNode):
        yield from _mentioned_in_expression(node)
    elif isinstance(node, BlockNode):
        yield from block_variables(node)
    elif isinstance(node, GroupNode):
        if node.select is not None:
            yield from _mentioned(node.select)
        for each in node.elements:
            yield from _mentioned(each)
    elif isinstance(node, SelectNode):
        yield from _mentioned_in_select(node)
    else:
        yield from _mentioned_in_element(node)


def _mentioned_in_element(node: NestedNode | UnionNode | FilterNode | BindNode | ValuesNode) -> Iterator[str]:
    if isinstance(node, NestedNode):
        if node.name is not None and node.name.kind == "variable":
            yield node.name.name
        yield from _mentioned(node.group)
    elif isinstance(node, UnionNode):
        for each in node.branches:
            yield from _mentioned(each)
    elif isinstance(node, ValuesNode):
        yield from (each.name for each in node.variables)
    else:
        yield from _mentioned(node.expression)
        if isinstance(node, BindNode):
            yield node.variable.name


def _mentioned_in_expression(node: ExpressionNode) -> Iterator[str]:
    if node.term is not None and node.term.kind == "variable":
        yield node.term.name
    for each in node.arguments:
        yield from _mentioned(each)
    if node.group is not None:
        yield from _mentioned(node.group)


def _mentioned_in_select(node: SelectNode) -> Iterator[str]:
    for column in (*(node.columns or ()), *node.group_by):
        if column.expression is not None:
            yield from _mentioned(column.expression)
        if column.variable is not None:
            yield column.variable.name
    for each in (*node.having, *node.order_by):
        yield from _mentioned(each)
    if node.where is not None:
        yield from _mentioned(node.where)
    if node.values is not None:
        yield from _mentioned(node.values)


def in_scope(elements: Iterable[ElementNode]) -> Names:
    """Return the variables that some solution of the elements of a group may bind."""
    return frozenset().union(*(_element_scope(each) for each in elements))


def group_scope(group: GroupNode) -> Names:
    """Return the variables that some solution of a group may bind."""
    return in_scope(group.elements) if group.select is None else select_scope(group.select)


def select_scope(select: SelectNode) -> Names:
    """Return the variables that a sub-query may bind."""
    found = set[str]()
    if select.columns is None and select.where is not None:
        found |= group_scope(select.where)
    found |= {each.variable.name for each in select.columns or () if each.variable is not None}
    return frozenset(found) | (in_scope((select.values,)) if select.values is not None else _NONE)


def _element_scope(element: ElementNode) -> Names:
    if isinstance(element, BlockNode):
        return block_variables(element)
    if isinstance(element, UnionNode):
        return frozenset().union(*map(group_scope, element.branches))
    if isinstance(element, ValuesNode):
        return frozenset(each.name for each in element.variables)
    if isinstance(element, BindNode):
        return frozenset({element.variable.name})
    if isinstance(element, NestedNode) and element.keyword != "MINUS":
        return _graph_variable(element) | group_scope(element.group)
    return _NONE


def certain(elements: Iterable[ElementNode]) -> Names:
    """Return variables that every solution of the elements of a group binds."""
    return frozenset().union(*(_certain_of(each) for each in elements))


def certain_in_group(group: GroupNode) -> Names:
    """Return variables that every solution of a group binds."""
    if group.select is None:
        return certain(group.elements)
    select = group.select
    if select.where is None:
        return _NONE
    inner = certain_in_group(select.where)
    if select.columns is None:
        return inner
    grouped = {each.variable.name for each in select.group_by if each.variable is not None}
    plain = {
        each.variable.name for each in select.columns if each.expression is None and each.variable is not None
    }
    return inner & (plain & grouped if select.group_by else plain)


def _certain_of(element: ElementNode) -> Names:
    if isinstance(element, BlockNode):
        return block_variables(element)
    if isinstance(element, UnionNode):
        first, *others = map(certain_in_group, element.branches)
        return first.intersection(*others)
    if isinstance(element, ValuesNode):
        columns = zip(element.variables, zip(*element.rows, strict=True), strict=False)
        return frozenset(name.name for name, values in columns if None not in values)
    if isinstance(element, NestedNode) and element.keyword == "GRAPH":
        return _graph_variable(element) | certain_in_group(element.group)
    return _NONE


def _graph_variable(element: NestedNode) -> Names:
    is_variable = element.keyword == "GRAPH" and element.name is not None and element.name.kind == "variable"
    return frozenset({element.name.name}) if is_variable and element.name is not None else _NONE


def may_be_empty(path: PathNode) -> bool:
    """Return whether a path matches a term and itself (section 9.3, ZeroLengthPath)."""
    if path.operator in ("*", "?"):
        return True
    if path.operator == "|":
        return any(map(may_be_empty, path.parts))
    return path.operator in ("/", "^", "+") and all(map(may_be_empty, path.parts))
