"""Groups and aggregates: section 11 and 18.5 of the specification, and what the W3C tests have where it is silent.

Gaps, that is unbound variables, are left out by all of them. Other errors are left out by COUNT and GROUP_CONCAT, leave SUM
and AVG without a value, and what MIN, MAX and SAMPLE do with them is open. GROUP_CONCAT takes the string of each value, and
leaves out blank nodes, which have none; SUM and AVG want numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tests.fuzzing.evaluation.expression_values import Evaluation
from tests.fuzzing.evaluation.functions import ExpressionError, UndecidedError, less, string_of
from tests.fuzzing.language import syntax as tree
from tests.fuzzing.language.terms import STRING, divide, literal, literal_parts, number, numeric


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """A cell of which the specification leaves open which of some terms stands in it."""

    terms: frozenset[str]


Cell = str | AnyTerm | None
_KINDS = '_<"'  # the order of blank nodes, IRIs and literals


def aggregate(call: tree.AggregateCall, rows: Sequence[Evaluation]) -> Cell:
    """Return the value of an aggregate over the solutions of a group; None if it has none."""
    if call.argument is None:
        if call.distinct:
            return numeric(len({_visible(each) for each in rows}))
        return numeric(len(rows))
    values, faults = _values(call.argument, rows)
    if call.distinct:
        values = list(dict.fromkeys(values))
    if faults and call.name in ("SUM", "AVG"):
        return None
    if faults and call.name in ("MIN", "MAX", "SAMPLE"):
        raise UndecidedError
    return _SET_FUNCTIONS[call.name](values, call)


def _visible(row: Evaluation) -> frozenset[tuple[object, str]]:
    """Return what COUNT(DISTINCT *) compares: variables, and no blank nodes of the query."""
    return frozenset(each for each in row.environment.items() if str(each[0])[0] == "?")


def _values(expression: tree.Expression, rows: Sequence[Evaluation]) -> tuple[list[str], int]:
    """Return the values of an expression, and how many are an error that is no unbound variable."""
    values, faults = [], 0
    for row in rows:
        try:
            values.append(row.value(expression))
        except ExpressionError:
            faults += not isinstance(expression, str)
    return values, faults


def _count(values: Sequence[str], _call: tree.AggregateCall) -> Cell:
    return numeric(len(values))


def _sum(values: Sequence[str], _call: tree.AggregateCall) -> Cell:
    numbers = [number(each) for each in values]
    known = [each for each in numbers if each is not None]
    return numeric(sum(known)) if len(known) == len(numbers) else None


def _average(values: Sequence[str], call: tree.AggregateCall) -> Cell:
    total = _sum(values, call)
    if not values or total is None:
        return numeric(0) if not values else None
    assert isinstance(total, str)
    return numeric(divide(number(total) or Decimal(0), len(values)))


def _extreme(better: Callable[[str, str], bool]) -> Callable[..., Cell]:
    """Return MIN or MAX; between terms that `<` does not compare only their kind is ordered: blank, IRI, literal."""

    def chosen(values: Sequence[str], _call: tree.AggregateCall) -> Cell:
        best: list[str] = []
        for each in dict.fromkeys(values):
            if any(better(other, each) for other in values):
                continue
            best.append(each)
        return any_of(best)

    return chosen


def _before(left: str, right: str) -> bool:
    """Return whether a term is before another in every order of ORDER BY (15.1)."""
    kinds = _KINDS.index(left[0]), _KINDS.index(right[0])
    if kinds[0] != kinds[1]:
        return kinds[0] < kinds[1]
    if left[0] == "<":
        return left < right
    try:
        return less(left, right)
    except ExpressionError:
        return False


def _sample(values: Sequence[str], _call: tree.AggregateCall) -> Cell:
    return any_of(values)


def any_of(values: Sequence[str]) -> Cell:
    """Return a cell that may be any of some terms; none for none."""
    terms = frozenset(values)
    if not terms:
        return None
    return next(iter(terms)) if len(terms) == 1 else AnyTerm(terms)


def _group_concat(values: Sequence[str], call: tree.AggregateCall) -> Cell:
    separator = " " if call.separator is None else call.separator
    texts = [string_of(each) for each in values if each[0] != "_"]
    if call.distinct and len(set(texts)) < len(texts):
        raise UndecidedError
    return literal(separator.join(sorted(texts)))


_SET_FUNCTIONS: dict[str, Callable[..., Cell]] = {
    "COUNT": _count,
    "SUM": _sum,
    "AVG": _average,
    "MIN": _extreme(_before),
    "MAX": _extreme(lambda left, right: _before(right, left)),
    "SAMPLE": _sample,
    "GROUP_CONCAT": _group_concat,
}


def is_plain_string(term: str) -> bool:
    """Return whether a term is a string without language, as GROUP_CONCAT makes them."""
    return term[0] == '"' and literal_parts(term)[1] == STRING
