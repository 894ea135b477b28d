"""The conditions of rule "anchors": what may be copied, and which branches bear a copy.

Each function is one line of the argument in `graph.sparql.rewriting.anchors`; where it does not hold, nothing is copied.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.sparql.syntax.scope import Names, certain, mentioned
from graph.sparql.syntax.tree import (
    BindNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    NestedNode,
    PathNode,
    PatternNode,
    UnionNode,
)

_BY_CHANCE = frozenset({"RAND", "UUID", "STRUUID", "BNODE", "NOW"})


def may_be_copied(pattern: PatternNode) -> bool:
    """Return whether a pattern's solutions are a set, and bind the same terms wherever it stands.

    A blank node is another one in each group. Sequences and alternatives repeat solutions. What a path of no length gives
    depends on what else is bound when the engine comes to it.
    """
    return not pattern.has_blank and gives_set(pattern.path)


def gives_set(path: PathNode) -> bool:
    """Return whether a path leads from one term to another at most once."""
    if path.operator == "":
        return True
    return path.operator in ("^", "+") and path.parts[0].operator == ""


def is_joined(element: ElementNode) -> bool:
    """Return whether an element is joined with the others, so that what comes after it could as well come before it."""
    if isinstance(element, NestedNode):
        return element.keyword == "GRAPH"
    return not isinstance(element, BindNode)


def may_copy_filter(element: FilterNode, bound: Names) -> bool:
    """Return whether a FILTER of the group looks at nothing but what is copied, and always says the same of it."""
    names = mentioned(element.expression)
    return (
        bool(names) and names <= bound and not _asks(element.expression) and is_repeatable(element.expression)
    )


def is_repeatable(expression: ExpressionNode) -> bool:
    """Return whether an expression has one value for the values of its variables; functions with an IRI are casts, which do."""
    return expression.name not in _BY_CHANCE and all(map(is_repeatable, expression.arguments))


def _asks(expression: ExpressionNode) -> bool:
    return expression.kind == "exists" or any(map(_asks, expression.arguments))


def bears_copy(elements: Sequence[ElementNode], bound: Names) -> bool:
    """Return whether a branch has the same solutions, joined with the copy, as with the copy at its beginning.

    What looks at its variables (FILTER, BIND, OPTIONAL, MINUS) must see them bound without the copy too: else BOUND and errors
    would change, or an OPTIONAL would match less.
    """
    everywhere = certain(elements)
    for place, element in enumerate(elements):
        if isinstance(element, FilterNode):
            if not mentioned(element.expression) & bound <= everywhere or not is_repeatable(
                element.expression
            ):
                return False
        elif not _element_bears(element, bound, certain(elements[:place])):
            return False
    return True


def _element_bears(element: ElementNode, bound: Names, before: Names) -> bool:
    if isinstance(element, BindNode):
        is_seen = mentioned(element.expression) & bound <= before
        return is_seen and element.variable.name not in bound and is_repeatable(element.expression)
    if isinstance(element, NestedNode) and element.keyword != "GRAPH":
        return element.keyword != "SERVICE" and mentioned(element) & bound <= before
    if isinstance(element, UnionNode):
        return all(each.select is None for each in element.branches)
    return True
