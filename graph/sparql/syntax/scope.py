"""Which variables a part of a query names, may bind, and binds in every solution.

`in_scope` errs towards more variables, `certain` towards fewer: what rewrites a text is then too careful, never wrong.

Spec: https://www.w3.org/TR/sparql11-query/#variableScope
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

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
# Of the nodes that were looked at last: each rule asks about all of a tree, and about a group again for each one around it.
_kept = lru_cache(maxsize=1 << 13)


def pattern_terms(pattern: PatternNode) -> Iterator[TermNode]:
    """Yield the subject, the predicate where it is one term, and the object."""
    yield pattern.subject
    if pattern.path.predicate is not None:
        yield pattern.path.predicate
    yield pattern.object


def pattern_variables(pattern: PatternNode) -> Names:
    """Return the variables of a pattern."""
    return _named(pattern_terms(pattern))


@_kept
def block_variables(block: BlockNode) -> Names:
    """Return the variables of a block."""
    return frozenset(name for each in block.patterns for name in pattern_variables(each))


@_kept
def mentioned(node: ElementNode | ExpressionNode | GroupNode | SelectNode) -> Names:
    """Return every variable that is named anywhere within."""
    if isinstance(node, ExpressionNode):
        return _named((node.term,)) | _in_all(node.arguments) | _in_all((node.group,))
    if isinstance(node, BlockNode):
        return block_variables(node)
    if isinstance(node, GroupNode):
        return _in_all((node.select,)) | _in_all(node.elements)
    if isinstance(node, SelectNode):
        return _mentioned_in_select(node)
    return _mentioned_in_element(node)


def _mentioned_in_element(node: NestedNode | UnionNode | FilterNode | BindNode | ValuesNode) -> Names:
    if isinstance(node, NestedNode):
        return _named((node.name,)) | mentioned(node.group)
    if isinstance(node, UnionNode):
        return _in_all(node.branches)
    if isinstance(node, ValuesNode):
        return _named(node.variables)
    if isinstance(node, BindNode):
        return mentioned(node.expression) | _named((node.variable,))
    return mentioned(node.expression)


def _mentioned_in_select(node: SelectNode) -> Names:
    columns = (*(node.columns or ()), *node.group_by)
    expressions = _in_all(each.expression for each in columns)
    within = _in_all((*node.having, *node.order_by, node.where, node.values))
    return _named(each.variable for each in columns) | expressions | within


def _named(terms: Iterable[TermNode | None]) -> Names:
    return frozenset(each.name for each in terms if each is not None and each.kind == "variable")


def _in_all(nodes: Iterable[ElementNode | ExpressionNode | GroupNode | SelectNode | None]) -> Names:
    return _NONE.union(*(mentioned(each) for each in nodes if each is not None))


def in_scope(elements: Iterable[ElementNode]) -> Names:
    """Return the variables that some solution of the elements of a group may bind."""
    return frozenset().union(*(_element_scope(each) for each in elements))


@_kept
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


@_kept
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


@_kept
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


@_kept
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
