"""Write a literal as pages do: dates and numbers in the reader's language, very long texts cut."""

from __future__ import annotations

from graph.rdf.terms import Literal, name
from webapp.localization.dates import write_date
from webapp.localization.text import cut, readable, write_number
from webapp.presentation.description import MOST_LETTERS, Text


def write_literal(literal: Literal, language: str) -> Text:
    """Write a literal; its language is told where it is not that of the page."""
    words = cut(readable(literal.value), MOST_LETTERS)
    if literal.language:
        return Text(words, "" if literal.language == language else literal.language)
    if literal.datatype == name("xsd:integer") and words.isdecimal():
        return Text(write_number(int(words), language, places=0))
    return Text(write_date(words, literal.datatype.value, language))
