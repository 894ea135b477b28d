"""Compute from the text of a query what its answer depends on: the quads that its patterns may match.

As long as no such quad comes or goes, the query has the same answer. Each pattern is a look (`graph.sparql.syntax.looks`): its
predicates, and its subject and object where they are IRIs. Other expressions and the order of evaluation do not matter.
These do, apart from patterns:

- a path of no length looks at every node of its graph, or at those that `known_ends` finds for one of its ends. A constant
  end may be in the graph or not, which the engine tells apart: so that it is mentioned anywhere is looked at;
- GRAPH looks at which graphs there are, unless a pattern within has to match in the graph;
- inline data and filters count where they leave a variable a few IRIs (`fixed_terms`);
- DESCRIBE, SERVICE, collections, and what is not read: nothing can be said.

Spec: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.fixed_terms import Fixed, fixed_by_data, fixed_terms, name_of
from graph.sparql.syntax.known_ends import Ends, known_end, known_ends
from graph.sparql.syntax.looks import DEFAULT_GRAPH, Look
from graph.sparql.syntax.reader import read_query_tree
from graph.sparql.syntax.scope import may_be_empty
from graph.sparql.syntax.terms import iri_of
from graph.sparql.syntax.traversal import exists_in
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
    PrologueNode,
    SelectNode,
    TermNode,
    UnionNode,
)

_LONGEST = 1 << 14  # characters: reading takes a microsecond each, while nothing else is done
_MOST_LOOKS = 200
_MOST_OPTIONS = 30


def footprint(text: str, *, has_dataset: bool = False) -> frozenset[Look] | None:
    """Return what a query looks at; None where any change may change its answer.

    Args:
        text: The query.
        has_dataset: Whether the protocol gives its dataset.
    """
    try:
        if len(text) > _LONGEST:
            return None
        query = read_query_tree(text)
        if query.form == "DESCRIBE":
            return None
        is_own = has_dataset or bool(query.graphs)
        looks = set[Look]()
        for each in _Looking(query.prologue, None if is_own else DEFAULT_GRAPH).select(query.select):
            looks.add(each)
            if len(looks) > _MOST_LOOKS:
                return None
    except (Unread, _AnythingError, RecursionError):
        return None
    return frozenset(looks)


class _AnythingError(Exception):
    """A part of a query whose answer any change may change."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of variables: ends that are nodes of the graph, and those that can only be some IRIs."""

    ends: Ends = field(default_factory=dict)
    fixed: Fixed = field(default_factory=dict)

    def __or__(self, other: _Known) -> _Known:
        """Join what is known from two sides; either account of a variable is true."""
        return _Known({**self.ends, **other.ends}, {**self.fixed, **other.fixed})


_NOTHING = _Known()


@dataclass(frozen=True, slots=True)
class _Looking:
    """Yields the looks of the parts of a query.

    Attributes:
        graph: Of the patterns: an IRI, `DEFAULT_GRAPH`, or None for any.
        joined: What is known from what a group is joined with.
        substituted: What is known from the solution that an EXISTS is asked for.
    """

    prologue: PrologueNode
    graph: str | None
    joined: _Known = _NOTHING
    substituted: _Known = _NOTHING

    def select(self, select: SelectNode) -> Iterator[Look]:
        """Yield the looks of a query or a sub-query, which knows nothing of its surroundings."""
        within = replace(self, joined=_NOTHING, substituted=_NOTHING)
        if select.where is not None:
            yield from within.group(select.where)
        columns = (*(select.columns or ()), *select.group_by)
        expressions = (*(each.expression for each in columns), *select.having, *select.order_by)
        yield from within.exists(each for each in expressions if each is not None)

    def group(self, group: GroupNode) -> Iterator[Look]:
        """Yield the looks of a group."""
        if group.select is not None:
            yield from self.select(group.select)
        own = _Known(known_ends(group.elements, self.iri), fixed_terms(group.elements, self.iri))
        within = replace(self, joined=self.substituted | self.joined | own, substituted=_NOTHING)
        for place, element in enumerate(group.elements):
            if isinstance(element, BlockNode):
                yield from within.block(element)
            elif isinstance(element, UnionNode):
                for each in element.branches:
                    yield from within.group(each)
            elif isinstance(element, NestedNode):
                yield from self.nested(element, self.bound_by(group.elements[:place]))
            elif isinstance(element, FilterNode | BindNode):
                is_filter = isinstance(element, FilterNode)  # which sees the whole group
                seen = own if is_filter else self.bound_by(group.elements[:place])
                yield from self.knowing(seen).exists([element.expression])

    def bound_by(self, elements: tuple[ElementNode, ...]) -> _Known:
        """Return what is known from the first elements of a group: filters come at its end."""
        return _Known(known_ends(elements, self.iri), fixed_by_data(elements, self.iri))

    def knowing(self, own: _Known) -> _Looking:
        """Return what looks at an EXISTS: what a group's own elements bind is substituted there."""
        return replace(self, substituted=self.substituted | own, joined=_NOTHING)

    def exists(self, expressions: Iterable[ExpressionNode]) -> Iterator[Look]:
        """Yield the looks of each EXISTS of some expressions."""
        for expression in expressions:
            for each in exists_in(expression):
                assert each.group is not None
                yield from self.group(each.group)

    def nested(self, element: NestedNode, before: _Known) -> Iterator[Look]:
        """Yield the looks of OPTIONAL, MINUS or GRAPH; of the first two, only what stands before restricts them."""
        if element.keyword in ("OPTIONAL", "MINUS"):
            within = replace(self, joined=before, substituted=_NOTHING)
        elif element.keyword == "GRAPH" and element.name is not None and _has_to_match(element.group):
            graph = None if self.graph is None else self.iri(element.name)
            within = _Looking(self.prologue, graph)
        else:
            raise _AnythingError
        yield from within.group(element.group)

    def block(self, block: BlockNode) -> Iterator[Look]:
        """Yield the looks of triple patterns and paths."""
        if not block.is_plain:
            raise _AnythingError
        for each in block.patterns:
            for subject, object_ in product(self.options(each.subject), self.options(each.object)):
                yield from self.path(each.path, subject, object_)
            if may_be_empty(each.path):
                yield from self.nodes(each)

    def options(self, term: TermNode) -> Iterable[str | None]:
        """Return the IRIs that a term of a pattern may be; None for anything."""
        if term.kind == "variable":
            fixed = self.joined.fixed.get(name_of(term), ())
            return fixed if 0 < len(fixed) <= _MOST_OPTIONS else (None,)
        return (self.iri(term),)

    def nodes(self, pattern: PatternNode) -> Iterator[Look]:
        """Yield what a path of no length looks at: constants, wherever they are mentioned, or all nodes of the graph."""
        known = [known_end(each, self.joined.ends, self.iri) for each in (pattern.subject, pattern.object)]
        if known == [None, None]:
            yield Look(graph=self.graph)
        for constant in frozenset().union(*(each for each in known if each is not None)):
            yield from (Look(subject=constant), Look(predicate=constant))
            yield from (Look(object=constant), Look(graph=constant))

    def path(self, path: PathNode, subject: str | None, object_: str | None) -> Iterator[Look]:
        """Yield the looks of a path between two ends, None for any."""
        if path.predicate is not None:
            for predicate in self.options(path.predicate):
                yield Look(subject, predicate, object_, self.graph)
        elif path.operator == "!":
            yield from (Look(subject, None, object_, self.graph), Look(object_, None, subject, self.graph))
        elif path.operator == "^":
            yield from self.path(path.parts[0], object_, subject)
        elif path.operator in ("|", "?"):
            for each in path.parts:
                yield from self.path(each, subject, object_)
        else:
            for each in path.parts:
                yield from self.path(each, None, None)

    def iri(self, term: TermNode) -> str | None:
        """Return the IRI of a term; None for another term, and where it depends on a base."""
        if term.kind != "iri" or "\\" in term.text:
            return None
        iri = iri_of(term.text, self.prologue)
        return None if iri is None or "/." in iri else iri


def _has_to_match(group: GroupNode) -> bool:
    """Return whether a group has no solution in a graph that holds nothing."""
    return any(map(_needs_triple, group.elements))


def _needs_triple(element: ElementNode) -> bool:
    if isinstance(element, BlockNode):
        return any(not may_be_empty(each.path) for each in element.patterns)
    return isinstance(element, UnionNode) and all(map(_has_to_match, element.branches))
