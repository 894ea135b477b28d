"""Apply the rewriting rules to a query: each gives the same rows, sooner, or the rows that the standard wants.

The rules work on the tree of `graph.sparql.syntax` and change the text. What the reader does not understand stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from graph.errors import UnsupportedSyntax
from graph.sparql.rewriting.anchors import copy_anchors
from graph.sparql.rewriting.branching import unfold_alternatives, unfold_closures
from graph.sparql.rewriting.columns import inline_aliases
from graph.sparql.rewriting.constants import look_up_constants
from graph.sparql.rewriting.counts import take_counts
from graph.sparql.rewriting.edits import Edit, RuleInput, apply_edits
from graph.sparql.rewriting.estimates import CountedEstimates
from graph.sparql.rewriting.exists import nest_exists
from graph.sparql.rewriting.expressions.mending import mend_expressions
from graph.sparql.rewriting.graphs import bind_graphs
from graph.sparql.rewriting.pattern_order import order_patterns
from graph.sparql.rewriting.planning import Planner
from graph.sparql.rewriting.zero_length import bind_zero_length
from graph.sparql.statistics import Statistics
from graph.sparql.syntax.cursor import Unread
from graph.sparql.syntax.reader import read_query_tree, read_update_tree
from graph.sparql.syntax.scope import Names, group_scope
from graph.sparql.syntax.tree import OperationNode, PrologueNode, SelectNode

Rule = Callable[[RuleInput], Iterable[Edit]]
_MOST_PASSES = 20  # each goes one level deeper

# In the order in which they are applied. The first ones make a text mean what the standard says, the last ones make it quick.
RULES: Mapping[str, Rule] = {
    "aliases": inline_aliases,
    "counts": take_counts,
    "alternatives": unfold_alternatives,
    "zero-length": bind_zero_length,
    "graphs": bind_graphs,
    "expressions": mend_expressions,
    "constants": look_up_constants,
    "closures": unfold_closures,
    "anchors": copy_anchors,
    "exists": nest_exists,
    "order": order_patterns,
}
FOR_SPEED = ("constants", "closures", "anchors", "exists", "order")
ALL_RULES = (*RULES, "star")  # the last one needs the engine (`graph.sparql.preparation`)
_REPEATED = frozenset({"graphs", "exists"})  # what they write may hold more of its kind


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What rules made of a text.

    Attributes:
        text: What is evaluated.
        accepted: What the engine has to accept.
        rules: The names of those that changed it.
        star: The place of the star of SELECT in `text`, if it has one.
    """

    text: str
    accepted: str
    rules: tuple[str, ...] = ()
    star: int | None = None


def _held(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Applies rules.

    Attributes:
        rules: The names of those that may be used.
        planner: Decides where a rule has a choice; by the statistics where it is None.
        statistics: The counts of what is queried, where they are known.
        substituted: Variables that have a value before the query is evaluated.
        holds: Returns whether a term, written in N-Triples, stands at an end of a triple of the default graph.
        holds_anywhere: The same of all graphs, for texts that say which graphs they look at.
    """

    rules: Collection[str] = ALL_RULES
    planner: Planner | None = None
    statistics: Statistics | None = None
    substituted: Names = frozenset()
    holds: Callable[[str], bool] = _held
    holds_anywhere: Callable[[str], bool] = _held

    def query(self, text: str) -> Rewritten:
        """Rewrite a query that the engine accepts.

        Raises:
            UnsupportedSyntax: The engine would get it wrong, and no rule can make it right.
        """
        return self._apply(text, self._query_inputs)

    def update(self, text: str) -> Rewritten:
        """Rewrite the patterns of an update that the engine accepts; its templates stay.

        Raises:
            UnsupportedSyntax: The engine would get it wrong, and no rule can make it right.
        """
        return self._apply(text, self._update_inputs)

    def _apply(self, text: str, read: Callable[[str], list[RuleInput]]) -> Rewritten:
        original, accepted, used, star = text, text, list[str](), None
        try:
            first = read(text)
            inputs: list[RuleInput] | None = first
            is_star = bool(first) and _star_of(first[0]) is not None
            for name in (each for each in RULES if each in self.rules):
                for _ in range(_MOST_PASSES if name in _REPEATED else 1):
                    inputs = read(text) if inputs is None else inputs
                    edits = _edits(name, inputs, lambda: read(original))
                    if not edits:
                        break
                    text = apply_edits(text, edits)
                    used.append(name)
                    accepted = text if name == "aliases" else accepted  # the engine refuses what it was
                    inputs = None  # until another rule looks at it
            if is_star:
                star = _star_of((read(text) if inputs is None else inputs)[0])
        except (
            Unread,
            RecursionError,
        ):  # read as far as it is understood; or nested too deep for a rule to go through
            pass
        return Rewritten(text, accepted, tuple(dict.fromkeys(used)), star)

    def _query_inputs(self, text: str) -> list[RuleInput]:
        query = read_query_tree(text)
        is_listed = query.select.columns is not None or query.form in ("ASK", "CONSTRUCT")
        has_columns = query.select.where is not None and bool(group_scope(query.select.where))
        is_shown = not is_listed and not (query.form == "SELECT" and "star" in self.rules and has_columns)
        planner = self._planner(query.prologue)
        holds = self.holds_anywhere if query.graphs else self.holds
        statistics = None if query.graphs else self.statistics
        return [
            RuleInput(
                query.select, query.prologue, text, planner, self.substituted, holds, is_shown, statistics
            )
        ]

    def _planner(self, prologue: PrologueNode) -> Planner:
        if self.planner is not None:
            return self.planner
        return Planner(CountedEstimates(self.statistics, prologue) if self.statistics is not None else None)

    def _update_inputs(self, text: str) -> list[RuleInput]:
        operations = read_update_tree(text)
        # What is not held, another operation may add.
        holds = self.holds_anywhere if len(operations) == 1 else _held
        return [
            RuleInput(
                _as_select(each), each.prologue, text, self._planner(each.prologue), self.substituted, holds
            )
            for each in operations
            if each.where is not None and each.verb != "DELETE WHERE"
        ]


def _edits(name: str, inputs: list[RuleInput], read_original: Callable[[], list[RuleInput]]) -> list[Edit]:
    """Apply a rule once.

    Raises:
        UnsupportedSyntax: With its place in the text that was written, if the rule refuses that one too.
    """
    try:
        return [edit for each in inputs for edit in RULES[name](each)]
    except UnsupportedSyntax:
        for each in read_original():
            list(RULES[name](each))
        raise


def _as_select(operation: OperationNode) -> SelectNode:
    place = operation.where_place
    return SelectNode(
        is_distinct=False, columns=None, columns_place=(place, place), where=operation.where, where_place=place,
        group_by=(), having=(), order_by=(), limit=None, offset=None, values=None,
        start=operation.start, end=operation.end,
    )  # fmt: skip


def _star_of(given: RuleInput) -> int | None:
    start, end = given.select.columns_place
    return start if given.text[start:end] == "*" else None
