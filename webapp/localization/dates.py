"""Write dates and durations in French and English.

A literal that cannot be read as what its datatype says is left as it stands.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from babel.dates import get_month_names

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$")
_UNITS = {
    "fr": (("jour", "jours"), ("heure", "heures"), ("minute", "minutes"), ("seconde", "secondes")),
    "en": (("day", "days"), ("hour", "hours"), ("minute", "minutes"), ("second", "seconds")),
}
_PLURAL = 2
_NO_BREAK = "\N{NO-BREAK SPACE}"
XSD = "http://www.w3.org/2001/XMLSchema#"


def write_date(lexical_form: str, datatype: str, language: str) -> str:
    """Write a gYear, gYearMonth, date or dateTime in words.

    Args: datatype: its IRI; anything else gives the lexical form back.
    """
    writer = {
        XSD + "gYearMonth": _write_month,
        XSD + "date": _write_day,
        XSD + "dateTime": _write_moment,
        XSD + "dayTimeDuration": _write_duration,
        XSD + "duration": _write_duration,
    }.get(datatype)
    if writer is None:
        return lexical_form
    try:
        return writer(lexical_form, language)
    except (ValueError, KeyError):
        return lexical_form


def write_day(day: date, language: str) -> str:
    """Write a day: « 1er mars 2020 », “1 March 2020”."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number}{_NO_BREAK}{_month(day.month, language)} {day.year}"


def write_moment(moment: datetime, language: str) -> str:
    """Write a day and its time, in the zone that the moment carries."""
    time = (
        f"{moment.hour}{_NO_BREAK}h{_NO_BREAK}{moment.minute:02}" if language == "fr" else f"{moment:%H:%M}"
    )
    joint = " à " if language == "fr" else ", "
    return write_day(moment.date(), language) + joint + time


def _write_month(lexical_form: str, language: str) -> str:
    year, month = lexical_form.split("-")[:2]
    return f"{_month(int(month), language)} {year}"


def _month(number: int, language: str) -> str:
    return str(get_month_names("wide", locale=language)[number])


def _write_day(lexical_form: str, language: str) -> str:
    return write_day(date.fromisoformat(lexical_form[:10]), language)


def _write_moment(lexical_form: str, language: str) -> str:
    moment = datetime.fromisoformat(lexical_form)
    if (moment.hour, moment.minute) == (0, 0):
        return write_day(moment.date(), language)
    return write_moment(moment, language)


def _write_duration(lexical_form: str, language: str) -> str:
    match = _DURATION.match(lexical_form)
    if match is None or not any(match.groups()):
        raise ValueError(lexical_form)
    parts = [
        f"{amount}{_NO_BREAK}{units[float(amount) >= _PLURAL]}"
        for amount, units in zip(match.groups(), _UNITS[language], strict=True)
        if amount and float(amount)
    ]
    return " ".join(parts) or lexical_form
