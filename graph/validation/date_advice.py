"""Find what is wrong with a date as written, and how it should read.

A shape can only say that a date is none; a person is helped by the place of the fault and the right text. Each flaw is
looked for in the order in which it would mislead the next one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from graph.derivation.date_bounds import date_type_of

_MONTHS = (
    *(("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may")),
    *(("juin", "june"), ("juillet", "july"), ("aout", "august"), ("septembre", "september")),
    *(("octobre", "october"), ("novembre", "november"), ("decembre", "december")),
)
_MONTH_BY_NAME = {word: number for number, words in enumerate(_MONTHS, 1) for word in words}
_PLAIN = str.maketrans("éûÉÛ", "euEU")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[/. -])?(\d{1,2})[/. -](\d{4}|\d{2})(?P<rest>[ T].*)?")
_WORDS = re.compile(r"(?:(?:le )?(\d{1,2})(?:er)? )?([a-z]+) (\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ]?)(\d{1,2})(?:\2(\d{1,2}))?(?P<rest>T.*)?")
_LONG_YEAR = re.compile(r"[+-]?(?P<year>\d+)(-\d{1,2}){0,2}(T.*)?")
_PERIOD = re.compile(r"\d{4} ?[-–/] ?\d{4}")
_FIRST_SERIAL, _LAST_SERIAL, _SERIAL_ORIGIN = 30_000, 60_000, date(1899, 12, 30)  # from 1982 to 2064
_TWO = 2
_ZONE = re.compile(r"(?P<rest>.*T.*)(?P<sign>[+-])(?P<hours>\d{2}):?(?P<minutes>\d{2})?")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a value.

    Attributes:
        key: Names its text in `advice.toml`.
        proposals: How the value should read, most likely first.
        facts: Fill in the text.
    """

    key: str
    proposals: tuple[str, ...] = ()
    facts: dict[str, object] = field(default_factory=dict)


def find_date_flaw(text: str, datatype: str) -> Flaw | None:
    """Return what is wrong with a date, or None where nothing is.

    Args:
        text: As written.
        datatype: As written, shortened (`xsd:date`); "" for an IRI.
    """
    right = date_type_of(text)
    if right == datatype:
        return None
    if right is not None:
        return _type_flaw(text, datatype, right)
    found = next((flaw for find in _FINDERS for flaw in find(text)), None)
    return found or Flaw("no-date")


def _type_flaw(text: str, datatype: str, right: str) -> Flaw:
    if (datatype, right) == ("xsd:date", "xsd:dateTime"):
        return Flaw("time-in-date", (_literal(text[:10]), _literal(text)))
    return Flaw("date-type", (_literal(text),), {"right": right, "datatype": datatype or "∅"})


def _literal(text: str) -> str:
    """Write a date as in Turtle, with its type; "" where it is none."""
    right = date_type_of(text)
    return f'"{text}"^^{right}' if right else ""


def _proposing(key: str, text: str) -> Iterator[Flaw]:
    """Yield the flaw whose correction is a date, or what is still wrong with the corrected text."""
    if proposal := _literal(text):
        yield Flaw(key, (proposal,))
    else:
        yield from _no_such_day(text)


def _spaces(text: str) -> Iterator[Flaw]:
    if text != text.strip() and _literal(text.strip()):
        yield Flaw("spaces", (_literal(text.strip()),))


def _space_for_t(text: str) -> Iterator[Flaw]:
    corrected = re.sub(r"^(\d{4}-\d{2}-\d{2}) +(?=\d)", r"\1T", text.strip())
    if corrected != text.strip():
        corrected = corrected.replace(" ", "")
        for each in (corrected, re.sub(r"(T\d{2}:\d{2})(?!:|\d)", r"\1:00", corrected)):
            if _literal(each):
                yield Flaw("space-for-t", (_literal(each),))


def _day_first(text: str) -> Iterator[Flaw]:
    found = _DAY_FIRST.fullmatch(text.strip())
    if found is None or re.match(r"\d{2}[. -]\d{1,2}[. -]\d{2}$", text.strip()):
        return
    day, month, year = found[1], found[2], found[3]
    if len(year) == _TWO:
        yield Flaw("short-year")
        return
    corrected = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")
    yield from _proposing("day-first", corrected)


def _month_in_words(text: str) -> Iterator[Flaw]:
    found = _WORDS.fullmatch(text.strip().translate(_PLAIN).lower())
    if found is not None and found[2] in _MONTH_BY_NAME:
        day = f"-{found[1]:0>2}" if found[1] else ""
        yield from _proposing("month-in-words", f"{found[3]}-{_MONTH_BY_NAME[found[2]]:02d}{day}")


def _period(text: str) -> Iterator[Flaw]:
    if _PERIOD.fullmatch(text.strip()):
        yield Flaw("period")


def _serial_day(text: str) -> Iterator[Flaw]:
    number = re.sub(r"[.,]0+$", "", text.strip())
    if re.fullmatch(r"\d{5}", number) and _FIRST_SERIAL <= int(number) <= _LAST_SERIAL:
        yield Flaw("serial-day", (_literal(str(_SERIAL_ORIGIN + timedelta(days=int(number)))),))


def _year_digits(text: str) -> Iterator[Flaw]:
    found = _LONG_YEAR.fullmatch(text.strip())
    if found is not None and len(found["year"]) not in (4, 8):
        yield Flaw("year-digits", facts={"count": len(found["year"])})
    elif found is not None and text.strip()[0] in "+-":
        yield Flaw("year-sign")


def _separators(text: str) -> Iterator[Flaw]:
    found = _YEAR_FIRST.fullmatch(text.strip())
    if found is None:
        return
    year, separator, month, day = found[1], found[2], found[3], found[4]
    if not separator and not (len(month) == _TWO and day and len(day) == _TWO):
        return
    corrected = f"{year}-{month:0>2}" + (f"-{day:0>2}" if day else "") + (found["rest"] or "")
    if corrected != text.strip():
        yield from _proposing("two-digits" if separator == "-" else "separators", corrected)


def _no_such_day(text: str) -> Iterator[Flaw]:
    found = re.match(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)", text.strip())
    if found is None:
        return
    year, month, day = int(found[1]), int(found[2] or "1"), int(found[3] or "1")
    if not year:
        yield Flaw("year-zero")
    elif not 1 <= month <= len(_MONTHS):
        yield Flaw("no-such-month", facts={"month": found[2]})
    elif not 1 <= day <= (last := calendar.monthrange(year, month)[1]):
        yield Flaw("no-such-day", facts={"month": f"{year}-{found[2]}", "last": last})


def _zone(text: str) -> Iterator[Flaw]:
    found = _ZONE.fullmatch(text.strip())
    if found is not None:
        corrected = f"{found['rest']}{found['sign']}{found['hours']}:{found['minutes'] or '00'}"
        if corrected != text and _literal(corrected):
            yield Flaw("zone", (_literal(corrected),))


def _seconds(text: str) -> Iterator[Flaw]:
    corrected = re.sub(r"(T\d{2}:\d{2})(?!:|\d)", r"\1:00", text.strip())
    if corrected != text.strip() and _literal(corrected):
        yield Flaw("seconds", (_literal(corrected),))


def _no_such_time(text: str) -> Iterator[Flaw]:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}T.*", text.strip()):
        yield Flaw("no-such-time")


_FINDERS: tuple[Callable[[str], Iterator[Flaw]], ...] = (
    *(
        _spaces,
        _space_for_t,
        _period,
        _serial_day,
        _day_first,
        _month_in_words,
        _year_digits,
        _separators,
        _no_such_day,
    ),
    *(_zone, _seconds, _no_such_time),
)
