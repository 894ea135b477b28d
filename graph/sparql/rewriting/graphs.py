"""Bind the variable of GRAPH ?g to every graph that its group has solutions in (rule "graphs").

The standard evaluates the group once for each named graph (section 18.6, Graph). The engine binds ?g where a triple pattern is
matched, and nowhere else: a group without patterns, a sub-query that does not project ?g, and an aggregate lose it. So:

    GRAPH ?g { VALUES ?x { 1 } }             { GRAPH ?g {} GRAPH ?g { VALUES ?x { 1 } } }
    GRAPH ?g { SELECT ?s { … } }             GRAPH ?g { SELECT ?g ?s { … } }
    GRAPH ?g { SELECT (COUNT(*) AS ?n) { P } }
      { SELECT ?g ?n { GRAPH ?g {} OPTIONAL { SELECT ?g (COUNT(*) AS ?v_1) { GRAPH ?g { P } } GROUP BY ?g }
                       BIND(COALESCE(?v_1, 0) AS ?n) } }
    GRAPH ?g { P MINUS { Q } }               GRAPH ?g { P }, where P and Q share no variable

`GRAPH ?g {}` has one solution for each named graph. What binds ?g keeps its rows in the join; what does not is the same in every
graph. A sub-query with LIMIT or OFFSET, or with an expression of aggregates, cannot be written so, and is refused.

Spec: https://www.w3.org/TR/sparql11-query/#sparqlAlgebraEval
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.errors import GraphSubselect
from graph.sparql.rewriting.edits import Edit, RuleInput, fresh_variables
from graph.sparql.syntax.lexer import tokenize
from graph.sparql.syntax.places import place_of
from graph.sparql.syntax.scope import group_scope, mentioned
from graph.sparql.syntax.traversal import exists_in, holds_aggregate, visit_groups
from graph.sparql.syntax.tree import (
    BindNode,
    BlockNode,
    ElementNode,
    FilterNode,
    GroupNode,
    NestedNode,
    ProjectionNode,
    SelectNode,
    TermNode,
    UnionNode,
    ValuesNode,
)

_OF_NOTHING = {"COUNT": "0", "SUM": "0", "AVG": "0", "GROUP_CONCAT": '""'}
_WITHOUT = frozenset({"MIN", "MAX", "SAMPLE"})


def bind_graphs(given: RuleInput) -> list[Edit]:
    """Return the changes of the outermost GRAPH ?g that need one.

    Raises:
        GraphSubselect: A sub-query cannot be written so that it is evaluated graph by graph.
    """
    edits = list[Edit]()
    for visited in visit_groups(given.select):
        for element in visited.group.elements:
            if isinstance(element, NestedNode) and element.keyword == "GRAPH":
                name = element.name
                if name is not None and name.kind == "variable" and not _is_within(element, edits):
                    edits += _edits(element, name, given.text, visited.group)
    return edits


def _is_within(element: NestedNode, edits: list[Edit]) -> bool:
    return any(each.start <= element.start and element.end <= each.end for each in edits)


def _edits(element: NestedNode, name: TermNode, text: str, around: GroupNode) -> Iterator[Edit]:
    group = element.group
    if not group.elements and group.select is None:
        return
    yield from _needless_minus(group)
    selects = list(_selects(group))
    for select in selects:
        yield from _graph_by_graph(element, name, select, text, is_alone=group.select is select)
    is_alike = _is_alike(group) and not _binds(group)
    if not selects and is_alike and not _is_listed_before(element, name, around):
        yield Edit(element.start, element.start, f"{{ GRAPH {name.text} {{}} ")
        yield Edit(element.end, element.end, " }")


def _is_listed_before(element: NestedNode, name: TermNode, around: GroupNode) -> bool:
    """Return whether the graphs are listed just before, as this rule does it."""
    place = around.elements.index(element)
    before = around.elements[place - 1] if place else None
    return (
        isinstance(before, NestedNode)
        and before.keyword == "GRAPH"
        and before.name is not None
        and before.name.text == name.text
        and not before.group.elements
        and before.group.select is None
    )


def _is_alike(group: GroupNode) -> bool:
    """Return whether what binds no graph is the same in every graph: inline data and expressions that ask for nothing."""
    for element in group.elements:
        if isinstance(element, FilterNode | BindNode):
            if next(exists_in(element.expression), None) is not None:
                return False
        elif isinstance(element, UnionNode):
            if not all(map(_is_alike, element.branches)):
                return False
        elif not isinstance(element, BlockNode | ValuesNode):
            return False
    return group.select is None


def _binds(group: GroupNode) -> bool:
    """Return whether each solution comes from a triple pattern, which binds the variable of the graph."""
    return any(map(_element_binds, group.elements))


def _element_binds(element: ElementNode) -> bool:
    if isinstance(element, BlockNode):
        return True
    if isinstance(element, UnionNode):
        return all(map(_binds, element.branches))
    return False


def _selects(group: GroupNode) -> Iterator[SelectNode]:
    """Yield the sub-queries that are evaluated in the graph of a group."""
    if group.select is not None:
        yield group.select
    for element in group.elements:
        if isinstance(element, UnionNode):
            for branch in element.branches:
                yield from _selects(branch)
        elif isinstance(element, NestedNode) and element.keyword in ("OPTIONAL", "MINUS"):
            yield from _selects(element.group)


def _needless_minus(group: GroupNode) -> Iterator[Edit]:
    """Yield changes that drop each MINUS that removes nothing: the engine thinks that both sides have the graph in common."""
    for place, element in enumerate(group.elements):
        if isinstance(element, NestedNode) and element.keyword == "MINUS":
            before = frozenset[str]().union(*map(_scope_of, group.elements[:place]))
            if not before & group_scope(element.group):
                yield Edit(element.start, element.end, "")


def _scope_of(element: ElementNode) -> frozenset[str]:
    return frozenset() if isinstance(element, FilterNode) else mentioned(element)


def _graph_by_graph(
    element: NestedNode, name: TermNode, select: SelectNode, text: str, *, is_alone: bool
) -> Iterator[Edit]:
    if select.limit is not None or select.offset is not None:
        raise GraphSubselect(variable=name.name, **place_of(text, select.start))
    if select.columns is None or name.name in _projected(select):
        return
    is_aggregated = bool(select.group_by) or any(map(_is_aggregated, select.columns))
    if name.name in mentioned(select):  # it is another variable there, and gets another name
        yield from _renamed(name, select, text)
        return
    if (is_aggregated and not select.group_by and not is_alone) or select.where is None:
        raise GraphSubselect(variable=name.name, **place_of(text, select.start))
    if is_aggregated and not select.group_by:
        yield Edit(element.start, element.end, _aggregated(name, select, text))
        return
    yield Edit(select.columns_place[0], select.columns_place[0], f"{name.text} ")
    if select.group_by:
        start = select.group_by[0].start
        yield Edit(start, start, f"{name.text} ")


def _renamed(name: TermNode, select: SelectNode, text: str) -> Iterator[Edit]:
    other = next(fresh_variables(text, name.name))
    for token in tokenize(text[select.start : select.end]):
        if token.kind == "variable" and token.text[1:] == name.name:
            yield Edit(select.start + token.start, select.start + token.end, other)


def _projected(select: SelectNode) -> frozenset[str]:
    return frozenset(each.variable.name for each in select.columns or () if each.variable is not None)


def _is_aggregated(column: ProjectionNode) -> bool:
    return column.expression is not None and holds_aggregate(column.expression)


def _aggregated(name: TermNode, select: SelectNode, text: str) -> str:
    """Return the text of a GRAPH around aggregates of all solutions, which have a value for a graph without solutions too."""
    if select.having or select.values is not None or select.order_by:
        raise GraphSubselect(variable=name.name, **place_of(text, select.start))
    fresh = fresh_variables(text)
    inner, bound, shown = list[str](), list[str](), list[str]()
    for column in select.columns or ():
        expression, variable = column.expression, column.variable
        known = expression.name if expression is not None and expression.kind == "aggregate" else ""
        if expression is None or variable is None or known not in {*_OF_NOTHING, *_WITHOUT}:
            raise GraphSubselect(variable=name.name, **place_of(text, column.start))
        value = next(fresh)
        inner.append(f"({text[expression.start : expression.end]} AS {value})")
        default = f"COALESCE({value}, {_OF_NOTHING[known]})" if known in _OF_NOTHING else value
        bound.append(f"BIND({default} AS {variable.text})")
        shown.append(variable.text)
    assert select.where is not None
    where = text[select.where.start : select.where.end]
    asked = f"SELECT {name.text} {' '.join(inner)} {{ GRAPH {name.text} {where} }} GROUP BY {name.text}"
    return (
        f"{{ SELECT {name.text} {' '.join(shown)} {{ GRAPH {name.text} {{}} "
        f"OPTIONAL {{ {asked} }} {' '.join(bound)} }} }}"
    )
