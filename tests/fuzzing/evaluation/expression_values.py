"""The value of an expression for one solution: section 17 of the specification, errors included.

Operators that do not evaluate all of their arguments are here; all others are in `functions`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Protocol

from tests.fuzzing.evaluation.functions import (
    FUNCTIONS,
    ExpressionError,
    UndecidedError,
    boolean,
    effective_boolean,
)
from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import FALSE, STRING, literal_parts

Environment = Mapping[object, str]
_FRESH = count()


class ExistsEvaluator(Protocol):
    """What evaluates EXISTS for an environment."""

    def exists(self, group: tree.GroupPattern, environment: Environment) -> bool:
        """Return whether the pattern has a solution under the substitution."""


class Evaluation:
    """Evaluates expressions for one environment: variables, and aggregates under their node."""

    def __init__(self, environment: Environment, evaluator: ExistsEvaluator) -> None:
        """Hold what the expressions may look at; labels of BNODE(…) live as long as this does."""
        self.environment = environment
        self.evaluator = evaluator
        self.labels: dict[str, str] = {}

    def value(self, expression: tree.Expression) -> str:
        """Return the term that an expression comes to.

        Raises: ExpressionError.
        """
        if isinstance(expression, str):
            return self._variable(expression) if expression[0] == "?" else expression
        if isinstance(expression, tree.ExistsCall):
            found = self.evaluator.exists(expression.group, self.environment)
            return boolean(found != expression.negated)
        if isinstance(expression, tree.AggregateCall):
            return self._variable(expression)
        special = _SPECIAL.get(expression.name)
        if special:
            return special(self, expression.arguments)
        return _function(expression.name)(*(self.value(each) for each in expression.arguments))

    def _variable(self, key: object) -> str:
        found = self.environment.get(key)
        if found is None:
            raise ExpressionError
        if not isinstance(found, str):
            raise UndecidedError
        return found

    def holds(self, expression: tree.Expression) -> bool:
        """Return the effective boolean value of an expression (17.2.2)."""
        return effective_boolean(self.value(expression))

    def passes(self, expression: tree.Expression) -> bool:
        """Return whether a filter lets the solution pass: an error does not."""
        try:
            return self.holds(expression)
        except ExpressionError:
            return False

    def _attempt(self, expression: tree.Expression) -> bool | None:
        try:
            return self.holds(expression)
        except ExpressionError:
            return None

    def _or(self, arguments: Sequence[tree.Expression]) -> str:
        return self._connect(arguments, decisive=True)

    def _and(self, arguments: Sequence[tree.Expression]) -> str:
        return self._connect(arguments, decisive=False)

    def _connect(self, arguments: Sequence[tree.Expression], *, decisive: bool) -> str:
        values = [self._attempt(each) for each in arguments]
        if decisive in values:
            return boolean(decisive)
        if None in values:
            raise ExpressionError
        return boolean(not decisive)

    def _if(self, arguments: Sequence[tree.Expression]) -> str:
        return self.value(arguments[1] if self.holds(arguments[0]) else arguments[2])

    def _coalesce(self, arguments: Sequence[tree.Expression]) -> str:
        for each in arguments:
            try:
                return self.value(each)
            except ExpressionError:
                continue
        raise ExpressionError

    def _bound(self, arguments: Sequence[tree.Expression]) -> str:
        return boolean(arguments[0] in self.environment)

    def _in(self, arguments: Sequence[tree.Expression]) -> str:
        wanted = arguments[0]
        return self._or([tree.Call("=", (wanted, each)) for each in arguments[1:]])

    def _not_in(self, arguments: Sequence[tree.Expression]) -> str:
        return boolean(self._in(arguments) == FALSE)

    def _blank_node(self, arguments: Sequence[tree.Expression]) -> str:
        if not arguments:
            return f"_:fresh{next(_FRESH)}"
        label = self.value(arguments[0])
        if label[0] != '"' or literal_parts(label)[1] != STRING:
            raise ExpressionError
        return self.labels.setdefault(label, f"_:fresh{next(_FRESH)}")


_SPECIAL: dict[str, Callable[[Evaluation, Sequence[tree.Expression]], str]] = {
    "||": Evaluation._or,
    "&&": Evaluation._and,
    "IF": Evaluation._if,
    "COALESCE": Evaluation._coalesce,
    "BOUND": Evaluation._bound,
    "IN": Evaluation._in,
    "NOT IN": Evaluation._not_in,
    "BNODE": Evaluation._blank_node,
}


def _function(name: str) -> Callable[..., str]:
    if name not in FUNCTIONS:
        raise UndecidedError(name)
    return FUNCTIONS[name]
