"""Visit the groups and the EXISTS of a query, each with the variables that are seen there.

A solution is substituted into the pattern of an EXISTS, so all that it binds is seen within. A group within a group does not see
what its surroundings bind; the engine may look at it all the same, depending on its plan, where an EXISTS names it. Such
variables are `hidden`, and rules leave what names them alone.

Spec: https://www.w3.org/TR/sparql11-query/#defn_evalExists
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.sparql.syntax.scope import Names, group_scope, in_scope, mentioned
from graph.sparql.syntax.tree import (
    BindNode,
    ExpressionNode,
    FilterNode,
    GroupNode,
    NestedNode,
    SelectNode,
    UnionNode,
)

_NONE: Names = frozenset()


@dataclass(frozen=True, slots=True)
class Visited:
    """A group, and what is seen there.

    Attributes:
        substituted: Variables of the solution that an EXISTS around it is asked for.
        hidden: Variables that its surroundings bind and that it does not see.
        is_branch: Whether it is a branch of a union, or a group within a group.
        is_in_exists: Whether it stands in an EXISTS, where nobody counts solutions.
        is_distinct: Whether the query around it looks at distinct solutions alone.
        is_in_graph: Whether it stands in a GRAPH.
        is_shown: Whether a variable that it has in addition becomes a column of the query around it.
    """

    group: GroupNode
    substituted: Names = _NONE
    hidden: Names = _NONE
    is_branch: bool = False
    is_in_exists: bool = False
    is_distinct: bool = False
    is_in_graph: bool = False
    is_shown: bool = False

    def within(self, branch: GroupNode) -> Visited:
        """Return a group within this one."""
        hidden = (self.hidden | group_scope(self.group)) - self.substituted
        return replace(self, group=branch, hidden=hidden, is_branch=True)

    def exists_within(self, exists: GroupNode, scope: Names) -> Visited:
        """Return the group of an EXISTS that is asked in this one, where the variables of a scope may be bound."""
        substituted = self.substituted | scope
        return replace(
            self,
            group=exists,
            substituted=substituted,
            hidden=self.hidden - substituted,
            is_branch=False,
            is_in_exists=True,
        )

    def hides(self, outside: Names) -> bool:
        """Return whether an EXISTS anywhere within names something that is bound outside and that it does not see."""
        own = group_scope(self.group) | self.substituted
        for asked in _asked(self):
            if mentioned(asked.exists) & (outside - own):
                return True
        return any(each.hides(outside - own) for each in _groups_within(self))


@dataclass(frozen=True, slots=True)
class VisitedExists:
    """An EXISTS and the variables that may be bound where it is asked; `names_hidden` when it names one that is hidden."""

    exists: ExpressionNode
    substituted: Names
    names_hidden: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    exists: ExpressionNode
    scope: Names


def visit_groups(
    root: SelectNode, substituted: Names = _NONE, *, is_shown: bool = False
) -> Iterator[Visited]:
    """Yield every group of a query, those of sub-queries and of EXISTS too, each before the groups within it.

    Args:
        is_shown: Whether the query has a column for each variable of its pattern.
    """
    return iter(_visited(root, substituted, is_shown))


@lru_cache(maxsize=8)  # each rule visits all of a tree
def _visited(root: SelectNode, substituted: Names, is_shown: bool) -> tuple[Visited, ...]:  # noqa: FBT001
    return tuple(_visit_root(root, substituted, is_shown))


def _visit_root(root: SelectNode, substituted: Names, is_shown: bool) -> Iterator[Visited]:  # noqa: FBT001
    if root.where is None:
        return
    first = Visited(root.where, substituted, is_distinct=is_distinct(root), is_shown=is_shown)
    yield from _visit(first)
    for expression in expressions_of(root):
        for exists in exists_in(expression):
            assert exists.group is not None
            yield from _visit(first.exists_within(exists.group, group_scope(root.where)))


def visit_exists(root: SelectNode, substituted: Names = _NONE) -> Iterator[VisitedExists]:
    """Yield every EXISTS of a query, each before those within it."""
    for visited in visit_groups(root, substituted):
        for asked in _asked(visited):
            seen = visited.substituted | asked.scope
            hidden = visited.hidden - seen
            yield VisitedExists(asked.exists, seen, bool(mentioned(asked.exists) & hidden))
    if root.where is not None:
        scope = group_scope(root.where) | substituted
        for expression in expressions_of(root):
            yield from (VisitedExists(each, scope, names_hidden=False) for each in exists_in(expression))


def is_distinct(select: SelectNode) -> bool:
    """Return whether a query looks at distinct solutions alone: it has DISTINCT, or counts distinct solutions."""
    return select.is_distinct or any(map(_counts_distinct_solutions, expressions_of(select)))


def _counts_distinct_solutions(node: ExpressionNode) -> bool:
    is_it = node.name == "COUNT" and node.is_distinct and not node.arguments
    return is_it or any(map(_counts_distinct_solutions, node.arguments))


def visit_selects(root: SelectNode) -> Iterator[SelectNode]:
    """Yield a query and its sub-queries."""
    yield root
    for visited in visit_groups(root):
        if visited.group.select is not None:
            yield visited.group.select


def expressions_in(group: GroupNode) -> Iterator[ExpressionNode]:
    """Yield the expressions that stand in a group itself: of FILTER, BIND, and of a sub-query's columns and conditions."""
    for element in group.elements:
        if isinstance(element, FilterNode | BindNode):
            yield element.expression
    if group.select is not None:
        yield from expressions_of(group.select)


def all_expressions(root: SelectNode) -> Iterator[ExpressionNode]:
    """Yield every expression of a query that is no part of another one; those in EXISTS are yielded too."""
    yield from expressions_of(root)
    for visited in visit_groups(root):
        yield from expressions_in(visited.group)


def exists_in(expression: ExpressionNode) -> Iterator[ExpressionNode]:
    """Yield each EXISTS of an expression that is not within another one."""
    if expression.kind == "exists":
        yield expression
    for each in expression.arguments:
        yield from exists_in(each)


def holds_aggregate(expression: ExpressionNode) -> bool:
    """Return whether an aggregate stands in an expression."""
    return expression.kind == "aggregate" or any(map(holds_aggregate, expression.arguments))


def calls_in(expression: ExpressionNode) -> Iterator[ExpressionNode]:
    """Yield the calls of functions in an expression."""
    if expression.kind == "call":
        yield expression
    for each in expression.arguments:
        yield from calls_in(each)


def _visit(visited: Visited) -> Iterator[Visited]:
    yield visited
    for each in _groups_within(visited):
        yield from _visit(each)
    for asked in _asked(visited):
        assert asked.exists.group is not None
        yield from _visit(visited.exists_within(asked.exists.group, asked.scope))


def _groups_within(visited: Visited) -> Iterator[Visited]:
    select = visited.group.select
    if select is not None and select.where is not None:
        hidden = visited.hidden | visited.substituted
        yield replace(
            visited,
            group=select.where,
            substituted=_NONE,
            hidden=hidden,
            is_branch=False,
            is_distinct=is_distinct(select),
            is_shown=select.columns is None,
        )
    for element in visited.group.elements:
        if isinstance(element, UnionNode):
            yield from map(visited.within, element.branches)
        elif isinstance(element, NestedNode):
            is_in_graph = visited.is_in_graph or element.keyword == "GRAPH"
            yield replace(visited.within(element.group), is_branch=False, is_in_graph=is_in_graph)


def _asked(visited: Visited) -> Iterator[_Asked]:
    """Yield each EXISTS of a group's own expressions with the variables that may be bound where it stands."""
    elements = visited.group.elements
    for place, element in enumerate(elements):
        if isinstance(element, FilterNode | BindNode):
            for each in exists_in(element.expression):
                is_filter = isinstance(element, FilterNode)
                yield _Asked(each, group_scope(visited.group) if is_filter else in_scope(elements[:place]))
    select = visited.group.select
    if select is not None and select.where is not None:
        seen = group_scope(select.where)
        for expression in expressions_of(select):
            yield from (_Asked(each, seen) for each in exists_in(expression))


def expressions_of(select: SelectNode) -> Iterator[ExpressionNode]:
    """Yield the expressions of a query's columns, grouping, conditions and order."""
    for column in (*(select.columns or ()), *select.group_by):
        if column.expression is not None:
            yield column.expression
    yield from select.having
    yield from select.order_by
