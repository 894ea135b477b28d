"""The rows of a SELECT from the solutions of its group: grouping, HAVING, expressions, projection, DISTINCT (18.2.4, 18.2.5).

A solution of groups has the keys, and the values of aggregates under their nodes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.fuzzing.evaluation.aggregation import Cell, aggregate
from tests.fuzzing.evaluation.bags import Bag
from tests.fuzzing.evaluation.expression_values import Environment, Evaluation
from tests.fuzzing.evaluation.functions import ExpressionError
from tests.fuzzing.language import syntax as tree

AnySolution = Mapping[str, str] | Mapping[object, Cell]


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns and rows of a SELECT; ASK has no column and one row or none; CONSTRUCT three columns, triples once."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_graph: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The active graph, and what EXISTS has put in place of variables."""

    graph: str = ""
    known: Mapping[str, str] = field(default_factory=dict)

    def term(self, name: str) -> str:
        """Return what stands in a pattern: a term, or a variable."""
        return self.known.get(name, name)


@dataclass(frozen=True, slots=True)
class ScopedExists:
    """EXISTS within an active graph."""

    selection: Selection
    scope: Scope

    def exists(self, group: tree.GroupPattern, environment: Environment) -> bool:
        """Return whether the pattern has a solution."""
        return self.selection.exists(group, environment, self.scope.graph)


class Selection(ABC):
    """What makes rows of solutions; how groups are evaluated is left to the class that inherits."""

    @abstractmethod
    def group(self, group: tree.GroupPattern, scope: Scope) -> Bag:
        """Return the solutions of a group."""

    @abstractmethod
    def exists(self, group: tree.GroupPattern, environment: Environment, graph: str) -> bool:
        """Return whether a pattern has a solution for what is bound."""

    def evaluation(self, solution: AnySolution, scope: Scope) -> Evaluation:
        """Return what evaluates expressions for a solution."""
        environment: dict[object, Cell] = dict(scope.known.items())
        environment.update(solution.items())
        return Evaluation(environment, ScopedExists(self, scope))  # type: ignore[arg-type]

    def passes(self, filters: Sequence[tree.Expression], solution: AnySolution, scope: Scope) -> bool:
        """Return whether all filters let a solution pass."""
        if not filters:
            return True
        evaluation = self.evaluation(solution, scope)
        return all(evaluation.passes(each) for each in filters)

    def select_rows(self, query: tree.SelectQuery, scope: Scope) -> Iterable[tuple[Cell, ...]]:
        """Return the rows of a SELECT in the order of its columns."""
        rows = self.group(query.where, scope)
        calls = tree.aggregates(query)
        solutions: Sequence[AnySolution] = rows
        if calls or query.group_by:
            solutions = self._grouped(query, calls, rows, scope)
        names = tree.columns(query)
        table = [
            self._row(query, each, names, scope)
            for each in solutions
            if self.passes(query.having, each, scope)
        ]
        return dict.fromkeys(table) if query.distinct else table

    def _row(
        self, query: tree.SelectQuery, solution: AnySolution, names: Sequence[str], scope: Scope
    ) -> tuple[Cell, ...]:
        """Return one row: expressions see the columns before them."""
        environment: dict[object, Cell] = dict(scope.known.items())
        environment.update(solution.items())
        evaluation = Evaluation(environment, ScopedExists(self, scope))  # type: ignore[arg-type]
        for item in query.items:
            if item.expression is None:
                continue
            cell = _cell(evaluation, item.expression)
            if cell is not None:
                environment[item.variable] = cell
        return tuple(environment.get(each) for each in names)

    def _grouped(
        self, query: tree.SelectQuery, calls: Sequence[tree.AggregateCall], rows: Bag, scope: Scope
    ) -> list[dict[object, Cell]]:
        """Return one solution a group: its keys, and its aggregates under their nodes."""
        groups: dict[tuple[str | None, ...], list[Evaluation]] = defaultdict(list)
        if not query.group_by:
            groups[()] = []
        for row in rows:
            key = tuple({**scope.known, **row}.get(each) for each in query.group_by)
            groups[key].append(self.evaluation(row, scope))
        return [
            {name: value for name, value in [
                *zip(query.group_by, key, strict=True), *((call, aggregate(call, members)) for call in calls)
            ] if value is not None}
            for key, members in groups.items()
        ]  # fmt: skip


def _cell(evaluation: Evaluation, expression: tree.Expression) -> Cell:
    """Return the value of a column, which only an aggregate alone may leave open; None for an error."""
    if isinstance(expression, tree.AggregateCall):
        return evaluation.environment.get(expression)
    try:
        return evaluation.value(expression)
    except ExpressionError:
        return None
