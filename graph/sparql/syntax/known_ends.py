"""Find the variables of a group that stand for nodes of its graph, so that a path of no length is asked of these alone.

    ?event a :Event .  ?event :partOf* ?whole

A path that may have no length leads from each node of a graph to itself. Where another pattern of the same group, which has to
match too, holds one end of the path, only the nodes that this pattern matches count. Inline data is such a holder as well; its
terms may be absent from the graph, so they are told.

Spec: https://www.w3.org/TR/sparql11-query/#defn_evalZeroOrMorePath
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.sparql.syntax.fixed_terms import Resolve, columns, name_of
from graph.sparql.syntax.scope import may_be_empty
from graph.sparql.syntax.tree import (
    BlockNode,
    ElementNode,
    GroupNode,
    PatternNode,
    SelectNode,
    TermNode,
    UnionNode,
    ValuesNode,
)

# By what `name_of` gives for a variable or a blank node: the constants that it may be besides nodes of the graph.
Ends = Mapping[str, frozenset[str]]
_NODES: frozenset[str] = frozenset()


def known_ends(elements: Iterable[ElementNode], resolve: Resolve) -> Ends:
    """Return the variables that each solution of some elements binds to a node, or to a constant that is told.

    Args:
        elements: Of one group, in one graph.
        resolve: Returns the IRI of a term, None where it is none, or one that is not known.
    """
    elements = tuple(elements)
    found = dict[str, frozenset[str]]()
    for element in elements:
        _add(found, _ends_of(element, resolve))
    paths = [each for each in _patterns(elements) if may_be_empty(each.path)]
    count = -1
    while count != len(found):
        count = len(found)
        for each in paths:
            _add(found, _passed_on(each, found, resolve))
    return found


def _add(found: dict[str, frozenset[str]], more: Ends) -> None:
    """Add ends; of two accounts of one variable, the one with fewer constants is as true."""
    for name, constants in more.items():
        found[name] = min(found.get(name, constants), constants, key=len)


def _patterns(elements: Iterable[ElementNode]) -> Iterator[PatternNode]:
    for element in elements:
        if isinstance(element, BlockNode):
            yield from element.patterns


def _ends_of(element: ElementNode, resolve: Resolve) -> Ends:
    if isinstance(element, BlockNode):
        solid = (each for each in element.patterns if not may_be_empty(each.path))
        ends = (end for each in solid for end in (each.subject, each.object))
        return {name_of(each): _NODES for each in ends if is_open(each)}
    if isinstance(element, UnionNode):
        first, *others = (group_ends(each, resolve) for each in element.branches)
        shared = [name for name in first if all(name in each for each in others)]
        return {name: first[name].union(*(each[name] for each in others)) for name in shared}
    if isinstance(element, ValuesNode):
        return dict(columns(element, resolve))
    return {}


def group_ends(group: GroupNode, resolve: Resolve) -> Ends:
    """Return the same of a group, or of a sub-query: of the columns that it does not compute."""
    if group.select is None:
        return known_ends(group.elements, resolve)
    select = group.select
    inner = group_ends(select.where, resolve) if select.where is not None else {}
    return {name: inner[name] for name in inner if name in _passed_columns(select, inner)}


def _passed_columns(select: SelectNode, inner: Ends) -> set[str]:
    passed = set(inner)
    if select.columns is not None:
        passed &= {name_of(each.variable) for each in select.columns if each.variable and not each.expression}
    if select.group_by:
        passed &= {
            name_of(each.variable) for each in select.group_by if each.variable and not each.expression
        }
    return passed


def _passed_on(pattern: PatternNode, found: Ends, resolve: Resolve) -> Ends:
    """Return what the other end of a path may be, where one end is known: a node that the path leads to, or the same."""
    given = (known_end(each, found, resolve) for each in (pattern.subject, pattern.object))
    known = [each for each in given if each is not None]
    if not known:
        return {}
    least = min(known, key=len)
    return {name_of(each): least for each in (pattern.subject, pattern.object) if is_open(each)}


def known_end(term: TermNode, ends: Ends, resolve: Resolve) -> frozenset[str] | None:
    """Return the constants that an end of a path may be besides nodes; None where it may be anything."""
    if is_open(term):
        return ends.get(name_of(term))
    constant = resolve(term)
    return None if constant is None else frozenset({constant})


def is_open(term: TermNode) -> bool:
    """Return whether a term is a variable, or a blank node, which is one too."""
    return term.kind in ("variable", "blank", "anonymous")
