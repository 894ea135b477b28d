"""Cut and shorten texts for people; sentences and titles cut long ones at a word."""

from __future__ import annotations

from html import unescape
from urllib.parse import urlsplit

from babel.numbers import format_decimal

from graph.rdf.terms import Literal

_LETTERS = 60  # of an address; the middle of a longer one is left out
_LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by-sa/4.0/": "CC BY-SA 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence/": "Licence Ouverte",
}


def msg(text: str) -> str:
    """Mark a text for the translators, and return it unchanged."""
    return text


def licence_name(iri: str) -> str:
    """Return the short name by which people know a licence; empty for one that we don't know."""
    return _LICENCES.get(iri, "")


def cut(text: str, letters: int = _LETTERS) -> str:
    """Shorten a text, at a word's end; by default one that is to name something."""
    if len(text) <= letters:
        return text
    return (text[:letters].rpartition(" ")[0] or text[:letters]).rstrip(" ,;:") + "…"


def readable(text: str) -> str:
    """Write a text of a source for people: character references (`&eacute;`, `&#39;`) as the characters they stand for."""
    return unescape(text) if "&" in text else text


def is_address(literal: Literal) -> bool:
    """Return whether a text is an address of the web."""
    return literal.value.startswith(("http://", "https://"))


def shortened(iri: str) -> str:
    """Write an address as people quote it: host and path, without the protocol, its middle left out if long."""
    parts = urlsplit(iri)
    plain = f"{parts.netloc.removeprefix('www.')}{parts.path}".rstrip("/") or iri
    return plain if len(plain) <= _LETTERS else f"{plain[:35]}…{plain[-22:]}"


def write_number(number: float, language: str, *, places: int = 1) -> str:
    """Write a number with some decimals, as the language has them: « 2,5 », “2.5”."""
    return format_decimal(number, "#,##0" + "." * bool(places) + "0" * places, locale=language)
