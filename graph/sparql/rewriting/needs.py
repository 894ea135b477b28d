"""Find what a store has to hold for a query to have any row, so that a few looks at it can spare an evaluation.

    SELECT ?this { ?this :onTerritory ?t . … }        no row for a ?this that is on no territory

The engine reads and plans a text anew each time it is asked, which for a short answer is most of the work; and a shape is asked
once for each node, of which most are not its concern. A group is a join of its patterns: where one of them has no solution, or no
branch of a union has, the group has none (section 18.2.2.6). FILTER EXISTS leaves no solution either where its group has none.

Spec: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.rdf.terms import NamedNode, Variable
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.terms import iri_of
from graph.sparql.syntax.traversal import holds_aggregate
from graph.sparql.syntax.tree import (
    BlockNode,
    FilterNode,
    GroupNode,
    PatternNode,
    PrologueNode,
    QueryNode,
    SelectNode,
    TermNode,
    UnionNode,
)

End = NamedNode | Variable | None
Look = tuple[End, NamedNode, End]  # a triple pattern; None stands for anything


@dataclass(frozen=True, slots=True)
class Needs:
    """What a group needs: a triple for each of `looks`, and of each of `choices` one whose needs are met."""

    looks: tuple[Look, ...] = ()
    choices: tuple[tuple[Needs, ...], ...] = ()

    def are_met(self, is_held: Callable[[Look], bool]) -> bool:
        """Return whether a group may have a solution.

        Args:
            is_held: Returns whether the graph has a triple of a pattern.
        """
        return all(map(is_held, self.looks)) and all(
            any(each.are_met(is_held) for each in choice) for choice in self.choices
        )


NOTHING = Needs()


def read_needs(text: str) -> Needs:
    """Return what a query over the default graph needs; nothing where it was not understood, or has a row for no solution too."""
    try:
        query = read_query_tree(text)
    except Unread:
        return NOTHING
    if query.graphs or query.select.where is None or _may_count(query.select):
        return NOTHING
    return _group_needs(query.select.where, query)


def _may_count(select: SelectNode) -> bool:
    """Return whether a query may aggregate, which gives a row for no solution."""
    columns = (each.expression for each in select.columns or () if each.expression is not None)
    return bool(select.group_by or select.having or select.order_by) or any(map(holds_aggregate, columns))


def _group_needs(group: GroupNode, query: QueryNode) -> Needs:
    if group.select is not None:
        return NOTHING
    looks, choices = list[Look](), list[tuple[Needs, ...]]()
    for element in group.elements:
        if isinstance(element, BlockNode):
            looks += _looks(element, query.prologue)
        elif isinstance(element, UnionNode):
            choices.append(tuple(_group_needs(each, query) for each in element.branches))
        elif isinstance(element, FilterNode) and element.expression.name == "EXISTS":
            assert element.expression.group is not None
            choices.append((_group_needs(element.expression.group, query),))
    return Needs(tuple(looks), tuple(each for each in choices if NOTHING not in each))


def _looks(block: BlockNode, prologue: PrologueNode) -> Iterator[Look]:
    for pattern in block.patterns:
        predicate = _predicate(pattern, prologue)
        subject, value = _end(pattern.subject, prologue), _end(pattern.object, prologue)
        if predicate is not None and (subject, value) != (None, None):
            yield subject, predicate, value


def _predicate(pattern: PatternNode, prologue: PrologueNode) -> NamedNode | None:
    term = pattern.path.predicate
    iri = iri_of(term.text, prologue) if term is not None and term.kind == "iri" else None
    return None if iri is None else NamedNode(iri)


def _end(term: TermNode, prologue: PrologueNode) -> End:
    """Return what an end of a pattern has to be; a literal is anything here, because a store may write it otherwise."""
    if term.kind == "variable":
        return Variable(term.name)
    iri = iri_of(term.text, prologue) if term.kind == "iri" else None
    return None if iri is None else NamedNode(iri)
