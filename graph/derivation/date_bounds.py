"""Compute bounds that can be compared from dates as stated: first possible day, last possible day.

What is read as a date here is just what the shape mash:DatedShape-written accepts; a property test compares them.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date

from graph.rdf.terms import Literal, NamedNode, Triple, name

_MONTH, _DAY = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})", r"-(?P<day>[0-9]{2})"
_TIME = r"T(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_ZONE = re.compile(r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?")
DATE_TYPES = ("xsd:gYear", "xsd:gYearMonth", "xsd:date", "xsd:dateTime")
_STATED = {
    name(curie): re.compile(pattern + _ZONE.pattern)
    for curie, pattern in zip(
        DATE_TYPES, ("(?P<year>[0-9]{4})", _MONTH, _MONTH + _DAY, _MONTH + _DAY + _TIME), strict=True
    )
}


def date_bounds(dated: Iterable[Triple]) -> Iterator[Triple]:
    """Yield `mai:earliestStart` and `mai:latestEnd` for what has a `schema:startDate` or `schema:endDate`.

    Args:
        dated: Triples whose predicate is one of those two; others are ignored.

    Yields:
        One bound for each subject and property: the earliest of its starts, the latest of its ends. What is not a date of
        its type has no bound; the shapes report it.
    """
    starts: dict[NamedNode, date] = {}
    ends: dict[NamedNode, date] = {}
    for triple in dated:
        if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, Literal):
            continue
        span = days_of(triple.object.value, triple.object.datatype)
        if span is None:
            continue
        if triple.predicate == name("schema:startDate"):
            starts[triple.subject] = min(span[0], starts.get(triple.subject, date.max))
        elif triple.predicate == name("schema:endDate"):
            ends[triple.subject] = max(span[1], ends.get(triple.subject, date.min))
    for curie, bounds in (("mai:earliestStart", starts), ("mai:latestEnd", ends)):
        for subject, day in bounds.items():
            yield Triple(subject, name(curie), Literal(day.isoformat(), datatype=name("xsd:date")))


def date_type_of(lexical_form: str) -> str | None:
    """Return the type (`xsd:gYear`…) of which a text is a date, or None."""
    return next((each for each in DATE_TYPES if days_of(lexical_form, name(each))), None)


def days_of(lexical_form: str, datatype: NamedNode) -> tuple[date, date] | None:
    """Return the first and last day that a gYear, gYearMonth, date or dateTime may mean, or None.

    What is valid is what mash:DatedShape-written accepts: years of four digits, days that exist.
    """
    pattern = _STATED.get(datatype)
    stated = pattern.fullmatch(lexical_form) if pattern is not None else None
    if stated is None:
        return None
    parts = stated.groupdict()
    year, month, day = int(parts["year"]), parts.get("month"), parts.get("day")
    try:
        first = date(year, int(month or "1"), int(day or "1"))
        last_month = int(month or "12")
        return first, date(year, last_month, int(day or calendar.monthrange(year, last_month)[1]))
    except ValueError:  # a 30 February, a month 13, a year 0
        return None
