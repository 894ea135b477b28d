"""Two small rewritings with conditions that can be taken out, by which the fuzzer itself is tested.

They are made on the fuzzer's own tree, and as careful as they can be, so that nothing may be found in them; without one of
their conditions something has to be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from tests.fuzzing.comparing import Rewriting
from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.printing import query_text
from tests.fuzzing.language.reading import read_query
from tests.fuzzing.worlds import World

_CROSSABLE = (tree.TriplesBlock, tree.UnionPattern, tree.FilterPattern, tree.ValuesPattern)
# What a branch may hold beside patterns when a condition is taken out.
_LET_IN = {
    "filter": tree.FilterPattern,
    "bind": tree.BindPattern,
    "optional": tree.OptionalPattern,
    "minus": tree.MinusPattern,
}
ANCHOR_CONDITIONS = (*_LET_IN, "sets only", "between")
EXISTS_CONDITIONS = ("zero length", "shared blank node")


def rebuilt(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a tree with every node changed, those below first."""
    if isinstance(node, tuple):
        return tuple(rebuilt(each, change) for each in node)
    if not is_dataclass(node) or isinstance(node, type):
        return node
    parts = {field.name: rebuilt(getattr(node, field.name), change) for field in fields(node)}
    return change(replace(node, **parts))


def _rewriting(change: Callable[[Any, Random], Any]) -> Rewriting:
    def rewrite(text: str, random: Random, _world: World) -> str | None:
        query = read_query(text)
        changed = rebuilt(query, lambda node: change(node, random))
        return None if changed == query else query_text(changed)

    return rewrite


def copied_anchors(without: str = "") -> Rewriting:
    """Return the rule that copies patterns into the branches of unions beside them, one condition taken out."""

    def change(node: Any, random: Random) -> Any:
        if not isinstance(node, tree.GroupPattern):
            return node
        elements = list(node.elements)
        for place, each in enumerate(node.elements):
            if isinstance(each, tree.UnionPattern):
                anchors = _anchors(node.elements, place, without)
                branches = tuple(_anchored(branch, anchors, without, random) for branch in each.branches)
                elements[place] = tree.UnionPattern(branches)
        return tree.GroupPattern(tuple(elements))

    return _rewriting(change)


def _anchors(elements: Sequence[tree.Element], union: int, without: str) -> list[tree.TriplePattern]:
    """Return the patterns beside a union that may be copied into it."""
    found: list[tree.TriplePattern] = []
    for place, each in enumerate(elements):
        crossed = elements[min(place, union) : max(place, union)]
        may_cross = without == "between" or all(isinstance(other, _CROSSABLE) for other in crossed)
        if isinstance(each, tree.TriplesBlock) and may_cross:
            found += [pattern for pattern in each.patterns if _is_set(pattern, without)]
    return found


def _is_set(pattern: tree.TriplePattern, without: str) -> bool:
    names = [each for each in tree.nodes(pattern) if isinstance(each, str)]
    if without == "sets only":
        return not any(each.startswith("_:") for each in (pattern.subject, pattern.object))
    return isinstance(pattern.predicate, str) and not any(each.startswith("_:") for each in names)


def _anchored(
    branch: tree.GroupPattern, anchors: Sequence[tree.TriplePattern], without: str, random: Random
) -> tree.GroupPattern:
    """Return a branch with some of the anchors, if it holds nothing but patterns."""
    allowed = (tree.TriplesBlock, *([_LET_IN[without]] if without in _LET_IN else []))
    chosen = tuple(each for each in anchors if random.random() < 0.7)
    if not chosen or not all(isinstance(each, allowed) for each in branch.elements):
        return branch
    return tree.GroupPattern((tree.TriplesBlock(chosen), *branch.elements))


def nested_exists(without: str = "") -> Rewriting:
    """Return the rule that nests the patterns of an EXISTS, one condition taken out."""

    def change(node: Any, random: Random) -> Any:
        if not isinstance(node, tree.ExistsCall) or len(node.group.elements) != 1:
            return node
        block = node.group.elements[0]
        if not isinstance(block, tree.TriplesBlock) or not _may_nest(block, without):
            return node
        patterns = random.sample(block.patterns, len(block.patterns))
        group = tree.GroupPattern((tree.TriplesBlock((patterns[-1],)),))
        for each in reversed(patterns[:-1]):
            inner = tree.FilterPattern(tree.ExistsCall(group))
            group = tree.GroupPattern((tree.TriplesBlock((each,)), inner))
        return replace(node, group=group)

    return _rewriting(change)


def _may_nest(block: tree.TriplesBlock, without: str) -> bool:
    """Return whether no pattern hides a name from another, nor begins at a term that need not be in the graph."""
    names = [each for each in tree.nodes(block) if isinstance(each, str)]
    has_blank = any(each.startswith("_:") for each in names)
    has_empty = any(isinstance(each, tree.PathStep) and each.operator in "*?" for each in tree.nodes(block))
    return (without == "shared blank node" or not has_blank) and (without == "zero length" or not has_empty)
