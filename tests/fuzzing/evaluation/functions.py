"""The functions and operators of section 17.4 whose arguments are all evaluated first, each from terms to a term.

An error is raised as `ExpressionError`. What the specification leaves to implementations is taken as most engines have it:
literals of two known datatypes are unequal rather than an error, and literals of one language are ordered.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence

from tests.fuzzing.language.terms import (
    BOOLEAN,
    DATE_TIME,
    FALSE,
    LANG_STRING,
    STRING,
    TRUE,
    YEAR_MONTH_DURATION,
    Number,
    divide,
    literal,
    literal_parts,
    number,
    numeric,
)  # fmt: skip

_MONTHS = re.compile(r"P(\d+)M")
_REFERENCE = re.compile(r"\\([$\\])|\$(\d)")


class ExpressionError(Exception):
    """An expression has no value."""


class UndecidedError(Exception):
    """The specification does not say what comes out, or it is too much to compute."""


def boolean(value: bool) -> str:  # noqa: FBT001
    """Return the literal of a truth value."""
    return TRUE if value else FALSE


def effective_boolean(term: str) -> bool:
    """Return the effective boolean value of a term."""
    value = number(term)
    if value is not None:
        return value != 0
    lexical_form, datatype = _literal(term)[:2]
    if datatype == BOOLEAN:
        return lexical_form == "true"
    if datatype == STRING:
        return bool(lexical_form)
    raise ExpressionError


def _literal(term: str) -> tuple[str, str, str]:
    if term[0] != '"':
        raise ExpressionError
    return literal_parts(term)


def _numbers(left: str, right: str) -> tuple[Number, Number] | None:
    values = number(left), number(right)
    return None if None in values else values  # type: ignore[return-value]


def equal(left: str, right: str) -> bool:
    """Return whether two terms are equal by `=`."""
    numbers = _numbers(left, right)
    return left == right if numbers is None else numbers[0] == numbers[1]


def less(left: str, right: str) -> bool:
    """Return whether a term is less than another by `<`; no term is less than itself, of whatever kind."""
    if left == right:
        return False
    numbers = _numbers(left, right)
    if numbers:
        return numbers[0] < numbers[1]
    first, second = _literal(left), _literal(right)
    if first[1:] != second[1:] or first[1] not in (STRING, LANG_STRING, BOOLEAN, DATE_TIME):
        raise ExpressionError
    return first[0] < second[0]


def _add(left: str, right: str) -> str:
    numbers = _numbers(left, right)
    if numbers:
        return numeric(numbers[0] + numbers[1])
    moment, duration = _literal(left), _literal(right)
    if moment[1] != DATE_TIME or duration[1] != YEAR_MONTH_DURATION:
        raise ExpressionError
    months = _MONTHS.fullmatch(duration[0])
    if not months:
        raise UndecidedError
    year, month, day = int(moment[0][:4]), int(moment[0][5:7]), int(moment[0][8:10])
    years, month = divmod(month - 1 + int(months[1]), 12)
    day = min(day, calendar.monthrange(year + years, month + 1)[1])
    return literal(f"{year + years:04}-{month + 1:02}-{day:02}{moment[0][10:]}", DATE_TIME)


def _calculate(operation: Callable[[Number, Number], Number]) -> Callable[[str, str], str]:
    def calculated(left: str, right: str) -> str:
        numbers = _numbers(left, right)
        if numbers is None:
            raise ExpressionError
        return numeric(operation(*numbers))

    return calculated


def _divided(left: Number, right: Number) -> Number:
    if right == 0:
        raise ExpressionError
    return divide(left, right)


def string_of(term: str) -> str:
    """Return what STR gives of a term, without quotation marks."""
    if term[0] == "<":
        return term[1:-1]
    return _literal(term)[0]


def _text(term: str) -> tuple[str, str]:
    """Return the lexical form and the language of a string."""
    lexical_form, datatype, language = _literal(term)
    if datatype not in (STRING, LANG_STRING):
        raise ExpressionError
    return lexical_form, language


def _concat(*terms: str) -> str:
    parts = [_text(each) for each in terms]
    languages = {language for _, language in parts}
    return literal(
        "".join(each for each, _ in parts), language=languages.pop() if len(languages) == 1 else ""
    )


def _replace(term: str, pattern: str, replacement: str) -> str:
    lexical_form, language = _text(term)
    template = _text(replacement)[0].replace("\\\\", "\\")

    def expanded(match: re.Match[str]) -> str:
        groups = (match[0], *match.groups())
        return _REFERENCE.sub(lambda each: each[1] or _group(groups, int(each[2])), template)

    return literal(re.sub(_text(pattern)[0], expanded, lexical_form), language=language)


def _group(groups: Sequence[str | None], place: int) -> str:
    """Return what a group of a match holds; nothing, if there is no such group."""
    return (groups[place] or "") if place < len(groups) else ""


def _contains(term: str, part: str) -> str:
    first, second = _text(term), _text(part)
    if second[1] not in ("", first[1]):
        raise ExpressionError
    return boolean(second[0] in first[0])


FUNCTIONS: dict[str, Callable[..., str]] = {
    "=": lambda a, b: boolean(equal(a, b)),
    "!=": lambda a, b: boolean(not equal(a, b)),
    "<": lambda a, b: boolean(less(a, b)),
    ">": lambda a, b: boolean(less(b, a)),
    "<=": lambda a, b: boolean(not less(b, a)),
    ">=": lambda a, b: boolean(not less(a, b)),
    "!": lambda a: boolean(not effective_boolean(a)),
    "+": _add,
    "-": _calculate(lambda a, b: a - b),
    "*": _calculate(lambda a, b: a * b),
    "/": _calculate(_divided),
    "STR": lambda a: literal(string_of(a)),
    "LANG": lambda a: literal(_literal(a)[2]),
    "DATATYPE": lambda a: f"<{_literal(a)[1]}>",
    "ISIRI": lambda a: boolean(a[0] == "<"),
    "ISBLANK": lambda a: boolean(a[0] == "_"),
    "ISLITERAL": lambda a: boolean(a[0] == '"'),
    "ISNUMERIC": lambda a: boolean(number(a) is not None),
    "SAMETERM": lambda a, b: boolean(a == b),
    "STRLEN": lambda a: numeric(len(_text(a)[0])),
    "UCASE": lambda a: literal(_text(a)[0].upper(), language=_text(a)[1]),
    "CONCAT": _concat,
    "CONTAINS": _contains,
    "REPLACE": _replace,
}
