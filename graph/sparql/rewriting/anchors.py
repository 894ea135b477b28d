"""Copy what a group binds into the branches of its unions and into the groups within it (rule "anchors").

    { ?d a :Dept . { ?c :in ?d ; a :Town } UNION { ?d :in ?r . ?r a :Region } }
    { ?d a :Dept . { ?d a :Dept . ?c :in ?d ; a :Town } UNION { ?d a :Dept . ?d :in ?r . ?r a :Region } }

The engine evaluates each branch on its own before it joins. Why the rows stay the same: let A be what is copied, a set in
which every solution binds all its variables, and let each row of L extend one of A. Then L ⋈ (A ⋈ B) = L ⋈ B as multisets,
because a row of L meets exactly one of A, and is compatible with a row of B wherever that one is. Join distributes over union,
so each branch may have its copy or not. A itself stays where it is. A FILTER on variables of A alone may be copied with it: it
would remove the same rows later.

Spec: https://www.w3.org/TR/sparql11-query/#sparqlAlgebra
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.sparql.rewriting.anchor_conditions import bears_copy, is_joined, may_be_copied, may_copy_filter
from graph.sparql.rewriting.edits import Edit, RuleInput, pattern_text
from graph.sparql.rewriting.planning import Anchor, Planner
from graph.sparql.syntax.scope import Names, group_scope, mentioned, pattern_variables
from graph.sparql.syntax.traversal import Visited, visit_groups
from graph.sparql.syntax.tree import (
    BindNode,
    BlockNode,
    ElementNode,
    FilterNode,
    GroupNode,
    NestedNode,
    PatternNode,
    UnionNode,
    ValuesNode,
)

_MOST_ROWS = 100


def copy_anchors(given: RuleInput) -> list[Edit]:
    """Return the changes that copy anchors into branches."""
    if given.substituted:  # what has a value already is anchor enough
        return []
    copying = _Copying(given.text, given.planner)
    for visited in visit_groups(given.select):
        if not visited.is_branch:  # branches are reached from their unions, with what was copied into them
            copying.enter(visited, visited.group, ())
    return copying.edits


class _Copying:
    """The changes made so far."""

    def __init__(self, text: str, planner: Planner) -> None:
        self._text = text
        self._planner = planner
        self.edits = list[Edit]()

    def enter(self, visited: Visited, group: GroupNode, copied: Sequence[Anchor]) -> None:
        """Treat the unions of a group, which has got copies at its beginning."""
        elements = group.elements
        for place, element in enumerate(elements):
            if not isinstance(element, UnionNode):
                continue
            hidden = visited.hidden | group_scope(group)
            offered = [*copied, *self._offered(elements, place)]
            filters = [each for each in elements if isinstance(each, FilterNode)]
            is_clear = all(not each.hides(hidden) for each in map(visited.within, element.branches))
            for branch in element.branches:
                into = self._copy(branch, offered, filters) if is_clear else ()
                self.enter(visited.within(branch), branch, into)

    def _copy(
        self, branch: GroupNode, offered: Sequence[Anchor], filters: Sequence[FilterNode]
    ) -> Sequence[Anchor]:
        if branch.select is not None or not _is_work(branch.elements):
            return ()
        names, patterns = group_scope(branch), list(_patterns(branch.elements))
        have = {pattern_text(each, self._text) for each in patterns}
        chosen = [each for each in self._planner.anchors(offered, names, patterns) if each.text not in have]
        bound = frozenset[str]().union(*(each.variables for each in chosen))
        if not chosen or not bound & names or not bears_copy(branch.elements, bound):
            return ()
        copied = " . ".join(each.text for each in chosen if each.pattern is not None)
        data = " ".join(each.text for each in chosen if each.pattern is None)
        conditions = " ".join(self._conditions(filters, bound))
        parts = [each for each in (data, f"{copied} ." if copied else "", conditions) if each]
        self.edits.append(Edit(branch.start + 1, branch.start + 1, f" {' '.join(parts)} "))
        return chosen

    def _conditions(self, filters: Sequence[FilterNode], bound: Names) -> Iterator[str]:
        for each in filters:
            if may_copy_filter(each, bound):
                yield self._text[each.start : each.end]

    def _offered(self, elements: Sequence[ElementNode], union: int) -> Iterator[Anchor]:
        """Yield what the union at a place may get of the group that it stands in."""
        last = next(
            (place for place in range(union + 1, len(elements)) if not is_joined(elements[place])),
            len(elements),
        )
        for place, element in enumerate(elements[:last]):
            if isinstance(element, BlockNode):
                for each in element.patterns:
                    if may_be_copied(each):
                        yield Anchor(pattern_text(each, self._text), pattern_variables(each), each)
            elif place < union or not isinstance(element, BindNode):
                yield from self._data(element)

    def _data(self, element: ElementNode) -> Iterator[Anchor]:
        """Yield inline data without gaps and repetitions, or a constant that BIND names."""
        if isinstance(element, ValuesNode):
            rows = {tuple(each and each.text for each in row) for row in element.rows}
            is_set = len(rows) == len(element.rows) <= _MOST_ROWS
            if is_set and not any(None in row for row in rows):
                yield Anchor(self._text[element.start : element.end], mentioned(element))
        elif isinstance(element, BindNode):
            term = element.expression.term
            if term is not None and term.kind == "iri":
                text = f"VALUES {element.variable.text} {{ {term.text} }}"
                yield Anchor(text, frozenset({element.variable.name}))


def _is_work(elements: Sequence[ElementNode]) -> bool:
    """Return whether the engine plans a branch on its own: it has several patterns, or more than patterns and filters."""
    others = [each for each in elements if not isinstance(each, BlockNode | FilterNode | ValuesNode)]
    return bool(others) or sum(1 for _ in _patterns(elements)) > 1


def _patterns(elements: Sequence[ElementNode]) -> Iterator[PatternNode]:
    for each in elements:
        if isinstance(each, BlockNode):
            yield from each.patterns
        elif isinstance(each, NestedNode) and each.keyword == "GRAPH":
            yield from _patterns(each.group.elements)
