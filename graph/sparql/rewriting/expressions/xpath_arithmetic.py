"""Compute what the engine cannot: with dates, times, durations, large integers and decimals of many digits.

A decimal is rounded to 18 fraction digits, as many as the engine has.

Spec: https://www.w3.org/TR/xpath-functions-31/#durations, #dates-times
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation, localcontext
from typing import Any

from graph.rdf.terms import Literal, NamedNode, Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_DIGITS = 200
_LAST_DIGIT = Decimal("1e-18")
_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}


def computed(steps: Term, *leaves: Term) -> Term | None:
    """Compute an expression in postfix form.

    Args:
        steps: A plain string: numbers of leaves and operators, separated by spaces.
        leaves: The values.

    Returns:
        None where a leaf has no value to compute with, or where an operation has none for its values.
    """
    assert isinstance(steps, Literal), "a rewritten text gives one"
    stack = list[Any]()
    try:
        for step in steps.value.split():
            if step in _OPERATIONS:
                second, first = stack.pop(), stack.pop()
                stack.append(_operate(step, first, second))
            else:
                stack.append(_value(leaves[int(step)]))
        return _term(stack.pop())
    except (TypeError, ValueError, ArithmeticError, InvalidOperation, DivisionByZero):
        return None


def _operate(step: str, first: Any, second: Any) -> Any:
    if isinstance(first, int) and isinstance(second, int) and step == "/":
        first, second = Decimal(first), Decimal(second)
    if isinstance(first, int | Decimal | float) and isinstance(second, int | Decimal | float):
        first, second = _alike(first, second)
    _refuse_mixed(first, second)
    with localcontext() as context:
        context.prec = _DIGITS
        return _OPERATIONS[step](first, second)


def _refuse_mixed(first: Any, second: Any) -> None:
    """Refuse a date beside a dateTime or a time, which XPath has no operation for.

    Raises:
        TypeError: They are of two kinds.
    """
    kinds = {type(first).__name__, type(second).__name__} & {"Date10", "DateTime10", "Time"}
    if len(kinds) > 1:
        raise TypeError(str(kinds))


def _alike(first: float | Decimal, second: float | Decimal) -> tuple[Any, Any]:
    """Return two numbers in one type: that of the one that is less exact."""
    if isinstance(first, float) or isinstance(second, float):
        return float(first), float(second)
    if isinstance(first, Decimal) or isinstance(second, Decimal):
        return Decimal(first), Decimal(second)
    return first, second


def _value(term: Term) -> Any:
    """Return the Python value of a literal.

    Raises:
        TypeError, ValueError: It has none to compute with.
    """
    from elementpath import datatypes  # noqa: PLC0415  0.2 s that most processes never need

    if not isinstance(term, Literal) or not term.datatype.value.startswith(_XSD):
        raise TypeError(str(term))
    kinds: dict[str, Callable[[str], Any]] = {
        "integer": int,
        "decimal": Decimal,
        "double": float,
        "float": float,
        "date": datatypes.Date10.fromstring,
        "dateTime": datatypes.DateTime10.fromstring,
        "time": datatypes.Time.fromstring,
        "duration": _duration,
        "yearMonthDuration": datatypes.YearMonthDuration.fromstring,
        "dayTimeDuration": datatypes.DayTimeDuration.fromstring,
    }
    kind = term.datatype.value.removeprefix(_XSD)
    if kind not in kinds:
        raise TypeError(kind)
    return kinds[kind](term.value)


def _duration(text: str) -> Any:
    """Read an xsd:duration as the one of its two kinds that it is.

    Raises:
        TypeError: It has months and seconds, which no operation takes.
    """
    from elementpath import datatypes  # noqa: PLC0415

    read = datatypes.Duration.fromstring(text)
    if read.months and read.seconds:
        raise TypeError(text)
    if read.months:
        return datatypes.YearMonthDuration(months=read.months)
    return datatypes.DayTimeDuration(seconds=read.seconds)


def _term(value: Any) -> Term:
    kind = type(value).__name__
    names = {
        "int": "integer",
        "Decimal": "decimal",
        "float": "double",
        "Date10": "date",
        "DateTime10": "dateTime",
        "Time": "time",
        "YearMonthDuration": "yearMonthDuration",
        "DayTimeDuration": "dayTimeDuration",
    }
    if isinstance(value, bool):
        return Literal(value)
    text = _decimal(value) if isinstance(value, Decimal) else str(value)
    return Literal(text, datatype=NamedNode(_XSD + names[kind]))


def _decimal(value: Decimal) -> str:
    with localcontext() as context:
        context.prec = _DIGITS
        text = format(value.quantize(_LAST_DIGIT), "f")
    return text.rstrip("0").rstrip(".") or "0"
