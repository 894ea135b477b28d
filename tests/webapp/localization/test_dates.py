"""Dates as people read them."""

from __future__ import annotations

import pytest

from webapp.localization.dates import XSD, write_date


@pytest.mark.parametrize(
    ("lexical_form", "datatype", "french", "english"),
    [
        ("2020", "gYear", "2020", "2020"),
        ("2020-03", "gYearMonth", "mars 2020", "March 2020"),
        ("2020-03-01", "date", "1er\u00a0mars 2020", "1\u00a0March 2020"),
        (
            "2020-06-18T09:16:00+02:00",
            "dateTime",
            "18\u00a0juin 2020 à 9\u00a0h\u00a016",
            "18\u00a0June 2020, 09:16",
        ),
        ("2020-06-18T00:00:00Z", "dateTime", "18\u00a0juin 2020", "18\u00a0June 2020"),
        ("P3D", "dayTimeDuration", "3\u00a0jours", "3\u00a0days"),
        ("P1DT2H", "dayTimeDuration", "1\u00a0jour 2\u00a0heures", "1\u00a0day 2\u00a0hours"),
        ("2020-13", "gYearMonth", "2020-13", "2020-13"),
        ("soon", "date", "soon", "soon"),
        ("P", "dayTimeDuration", "P", "P"),
        ("4", "integer", "4", "4"),
    ],
)
def test_each_precision(lexical_form: str, datatype: str, french: str, english: str) -> None:
    """A date is written with the precision that it has, and what is no date is left alone."""
    assert write_date(lexical_form, XSD + datatype, "fr") == french
    assert write_date(lexical_form, XSD + datatype, "en") == english
