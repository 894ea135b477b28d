"""Compute bounds that can be compared from dates as stated: first possible day, last possible day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date

from graph.rdf.terms import Literal, NamedNode, Triple, name

_STATED = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2})(T.*)?)?)?(Z|[+-]\d{2}:\d{2})?")


def date_bounds(dated: Iterable[Triple]) -> Iterator[Triple]:
    """Yield `mai:earliestStart` and `mai:latestEnd` for what has a `schema:startDate` or `schema:endDate`.

    Args:
        dated: Triples whose predicate is one of those two; others are ignored.

    Yields:
        One bound for each subject and property: the earliest of its starts, the latest of its ends. What is not a
            date has no
        bound; the shapes report it.
    """
    starts: dict[NamedNode, date] = {}
    ends: dict[NamedNode, date] = {}
    for triple in dated:
        if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, Literal):
            continue
        span = days_of(triple.object.value)
        if span is None:
            continue
        if triple.predicate == name("schema:startDate"):
            starts[triple.subject] = min(span[0], starts.get(triple.subject, date.max))
        elif triple.predicate == name("schema:endDate"):
            ends[triple.subject] = max(span[1], ends.get(triple.subject, date.min))
    for curie, bounds in (("mai:earliestStart", starts), ("mai:latestEnd", ends)):
        for subject, day in bounds.items():
            yield Triple(subject, name(curie), Literal(day.isoformat(), datatype=name("xsd:date")))


def days_of(lexical_form: str) -> tuple[date, date] | None:
    """Return the first and last day that a gYear, gYearMonth, date or dateTime may mean, or None."""
    stated = _STATED.fullmatch(lexical_form)
    if stated is None:
        return None
    year, month, day = (int(stated[part]) if stated[part] else None for part in ("year", "month", "day"))
    try:
        last_month = month or 12
        last_day = day or calendar.monthrange(year or 1, last_month)[1]
        return date(year or 0, month or 1, day or 1), date(year or 0, last_month, last_day)
    except ValueError:  # a 30 February, a year 0
        return None
