"""Decide what a rule does where it may do several things that are all right: for the least work of the engine.

No decision changes the rows of a query. Tests decide by chance instead, so that the rules are held apart from what pays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.sparql.syntax.scope import Names, pattern_terms, pattern_variables
from graph.sparql.syntax.tree import PatternNode

_ONE, _FEW, _MANY, _CLASS = 5.0, 50.0, 5_000.0, 20.0


class Estimates(Protocol):
    """How many rows patterns have."""

    def rows(self, pattern: PatternNode, bound: Names) -> float:
        """Estimate how many solutions a pattern has for given values of the bound variables."""


class RoughEstimates:
    """Guesses without knowledge of what is stored: by what is bound alone."""

    def rows(self, pattern: PatternNode, bound: Names) -> float:
        """Estimate the solutions of a pattern: few of a known subject, more of a known object, many of neither."""
        is_known = [each.kind != "variable" or each.name in bound for each in pattern_terms(pattern)]
        is_type = pattern.path.predicate is not None and pattern.path.predicate.text == "a"
        if is_known[0]:
            return 1.0 if is_known[-1] else _ONE
        return (_FEW if is_known[-1] else _MANY) * (_CLASS if is_type else 1.0)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something of a group that may be copied into a branch: a pattern, or inline data."""

    text: str
    variables: Names
    pattern: PatternNode | None = None

    @property
    def is_anchored(self) -> bool:
        """Whether it holds a constant besides its predicate, and so narrows what it binds."""
        if self.pattern is None:
            return True
        return any(each.kind != "variable" for each in (self.pattern.subject, self.pattern.object))


class Planner:
    """Decides by estimates."""

    def __init__(self, estimates: Estimates | None = None) -> None:
        """Use estimates; rough ones without."""
        self._estimates = estimates or RoughEstimates()
        self.counts = estimates is not None  # whether what is stored was counted

    def anchors(
        self, offered: Sequence[Anchor], branch_names: Names, branch: Sequence[PatternNode]
    ) -> Sequence[Anchor]:
        """Choose what is copied into a branch: what is connected with it and narrows it.

        Args:
            offered: What may be copied.
            branch_names: The variables of the branch.
            branch: Its patterns.
        """
        chosen = self._without_leaves(_connected(offered, branch_names), branch_names)
        if not any(each.variables & branch_names for each in chosen) or not self._pays(chosen, branch):
            return ()
        return chosen

    def _pays(self, chosen: Sequence[Anchor], branch: Sequence[PatternNode]) -> bool:
        none = frozenset[str]()
        patterns = [each.pattern for each in chosen if each.pattern is not None]
        if len(patterns) < len(chosen) or not branch:
            return True
        smallest = min(self._estimates.rows(each, none) for each in patterns)
        return smallest <= 2 * min(self._estimates.rows(each, none) for each in branch)

    def _without_leaves(self, chosen: list[Anchor], branch_names: Names) -> list[Anchor]:
        """Leave out patterns that only add a variable which nothing else names."""
        while True:
            kept = [each for each in chosen if each.is_anchored or not _own_names(each, chosen, branch_names)]
            if len(kept) == len(chosen):
                return kept
            chosen = kept

    def order(self, patterns: Sequence[PatternNode], bound: Names) -> list[PatternNode]:
        """Choose the order in which patterns are looked up one after another, some variables being bound."""
        left, ordered, known = list(patterns), list[PatternNode](), bound
        while left:
            best = min(left, key=lambda each: self._cost(each, known))
            left.remove(best)
            ordered.append(best)
            known |= pattern_variables(best)
        return ordered

    def _cost(self, pattern: PatternNode, known: Names) -> tuple[bool, float]:
        names = pattern_variables(pattern)
        is_apart = bool(names) and not names & known and bool(known)
        return is_apart, self._estimates.rows(pattern, known)


def _own_names(anchor: Anchor, chosen: Iterable[Anchor], branch_names: Names) -> Names:
    others = frozenset[str]().union(*(each.variables for each in chosen if each is not anchor))
    return anchor.variables - others - branch_names


def _connected(offered: Sequence[Anchor], branch_names: Names) -> list[Anchor]:
    reached, known = list[Anchor](), branch_names
    while True:
        more = [each for each in offered if each not in reached and each.variables & known]
        if not more:
            return [each for each in offered if each in reached]
        reached += more
        known = known.union(*(each.variables for each in more))
