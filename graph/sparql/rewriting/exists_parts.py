"""Take the pattern of an EXISTS apart: triple patterns, filters, perhaps one union; or find that it cannot be.

Each condition here is a line of the argument in `graph.sparql.rewriting.exists`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graph.sparql.rewriting.anchor_conditions import bears_copy
from graph.sparql.rewriting.sequences import simple_patterns
from graph.sparql.syntax.scope import (
    Names,
    certain,
    group_scope,
    in_scope,
    may_be_empty,
    mentioned,
    pattern_variables,
)
from graph.sparql.syntax.tree import (
    BlockNode,
    ElementNode,
    ExpressionNode,
    FilterNode,
    GroupNode,
    NestedNode,
    PatternNode,
    TermNode,
    UnionNode,
)


@dataclass(slots=True)
class Parts:
    """What an EXISTS holds.

    Attributes:
        patterns: One triple pattern each; sequence paths are taken apart, blank nodes are variables.
        filters: The expressions of FILTER.
        branches: Those of its union.
        graphs: Those of the patterns that stand in a GRAPH.
    """

    patterns: list[PatternNode] = field(default_factory=list)
    filters: list[ExpressionNode] = field(default_factory=list)
    branches: tuple[GroupNode, ...] = ()
    graphs: dict[PatternNode, TermNode] = field(default_factory=dict)

    def variables(self, pattern: PatternNode) -> Names:
        """Return the variables of a pattern, with the one that stands for its graph."""
        graph = self.graphs.get(pattern)
        is_variable = graph is not None and graph.kind == "variable"
        return pattern_variables(pattern) | (
            frozenset({graph.name}) if graph and is_variable else frozenset()
        )

    @property
    def is_several(self) -> bool:
        """Whether there is anything to nest."""
        return len(self.patterns) > 1 or bool(self.branches)


def read_parts(group: GroupNode, names: Iterator[str]) -> Parts | None:
    """Take the group of an EXISTS apart; `names` are variables that the text does not have.

    Returns:
        None when it holds something that cannot be nested, or not with the same meaning.
    """
    if group.select is not None or not group.elements:
        return None
    parts, blanks = Parts(), dict[str, TermNode]()
    for place, element in enumerate(group.elements):
        if not _add(parts, element, group.elements[:place], group, blanks, names):
            return None
    return parts if _has_clear_ends(parts) and _has_clear_branches(parts) else None


def _is_of_one_graph(group: GroupNode, graph: TermNode) -> bool:
    """Return whether a group in GRAPH holds patterns and filters alone, of which none names the graph's variable."""
    is_simple = bool(group.elements) and all(
        isinstance(each, BlockNode | FilterNode) for each in group.elements
    )
    has_pattern = any(isinstance(each, BlockNode) for each in group.elements)
    name = graph.name if graph.kind == "variable" else ""
    return is_simple and has_pattern and name not in mentioned(group)


def _add(
    parts: Parts,
    element: ElementNode,
    before: tuple[ElementNode, ...],
    group: GroupNode,
    blanks: dict[str, TermNode],
    names: Iterator[str],
) -> bool:
    """Add an element; return whether it can be nested."""
    if isinstance(element, BlockNode):
        for each in element.patterns:
            parts.patterns += simple_patterns(_without_blanks(each, blanks, names), names)
        return element.is_plain
    if isinstance(element, FilterNode):
        parts.filters.append(element.expression)
        return True
    if isinstance(element, UnionNode) and not parts.branches:
        parts.branches = element.branches
        return True
    if isinstance(element, NestedNode) and element.keyword == "GRAPH" and element.name is not None:
        return _add_graph(parts, element.name, element.group, blanks, names)
    return isinstance(element, NestedNode) and _is_idle(element, before, group)


def _add_graph(
    parts: Parts, name: TermNode, inner: GroupNode, blanks: dict[str, TermNode], names: Iterator[str]
) -> bool:
    """Add the patterns of a GRAPH; each will have its own."""
    if not _is_of_one_graph(inner, name):
        return False
    first = len(parts.patterns)
    for element in inner.elements:
        if not _add(parts, element, (), inner, blanks, names):
            return False
    parts.graphs.update(dict.fromkeys(parts.patterns[first:], name))
    return True


def _is_idle(element: NestedNode, before: tuple[ElementNode, ...], group: GroupNode) -> bool:
    """Return whether an OPTIONAL changes nothing: it removes no solution, and nothing else looks at what it alone binds."""
    own = group_scope(element.group) - certain(before)
    others = (mentioned(each) for each in group.elements if each is not element)
    return element.keyword == "OPTIONAL" and not own & frozenset[str]().union(*others)


def _without_blanks(pattern: PatternNode, blanks: dict[str, TermNode], names: Iterator[str]) -> PatternNode:
    return replace(
        pattern,
        subject=_as_variable(pattern.subject, blanks, names),
        object=_as_variable(pattern.object, blanks, names),
    )


def _as_variable(term: TermNode, blanks: dict[str, TermNode], names: Iterator[str]) -> TermNode:
    if not term.is_blank:
        return term
    key = f"{term.kind} {term.text}"
    if key not in blanks:
        blanks[key] = TermNode("variable", next(names), term.start, term.end)
    return blanks[key]


def _has_clear_ends(parts: Parts) -> bool:
    """Return whether zero-length paths meet nodes of the graph alone.

    `?x :p* ?x` holds for every node of the graph, and for any term that is known before: what a predicate, a union or another
    such path binds may be no node.
    """
    empty = [each for each in parts.patterns if may_be_empty(each.path)]
    if not empty:
        return True
    if parts.graphs:
        return False
    doubtful = in_scope([UnionNode(parts.branches, 0, 0)]) if parts.branches else frozenset[str]()
    doubtful |= {
        each.path.predicate.name
        for each in parts.patterns
        if each.path.predicate is not None and each.path.predicate.kind == "variable"
    }
    ends = [name for each in empty for name in pattern_variables(each)]
    repeated = {each for each in ends if ends.count(each) > 1}
    return not (set(ends) & doubtful or repeated)


def _has_clear_branches(parts: Parts) -> bool:
    """Return whether the branches of the union have the same solutions when they see what the patterns bind."""
    if not parts.branches:
        return True
    bound = frozenset[str]().union(*map(parts.variables, parts.patterns))
    own = in_scope([UnionNode(parts.branches, 0, 0)]) - bound
    if any(mentioned(each) & own for each in parts.filters):
        return False
    return all(_bears(each, bound) for each in parts.branches)


def _bears(branch: GroupNode, bound: Names) -> bool:
    """Return whether a branch holds patterns and filters alone, which see the same with and without what is bound outside.

    What is substituted into an EXISTS reaches every group within it, so no group may stand in the branch.
    """
    blocks = [each for each in branch.elements if isinstance(each, BlockNode)]
    has_group = any(not isinstance(each, BlockNode | FilterNode) for each in branch.elements)
    has_empty = any(may_be_empty(each.path) for block in blocks for each in block.patterns)
    is_plain = branch.select is None and not has_group and not has_empty
    return is_plain and bears_copy(branch.elements, bound)
