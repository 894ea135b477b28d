"""Find what a machine left in a text, HTML code or letters decoded wrongly, and how the word at fault should read.

Two shapes find such texts; a person is helped by the word at fault beside the right one.
"""

from __future__ import annotations

import html
import re

from graph.validation.date_advice import Flaw

_WORD = re.compile(r"[^ \t\r\n]+")  # a no-break space is half of a wrong “à”


def find_html_flaw(text: str) -> Flaw | None:
    """Return the first word with an HTML entity, or None where there is none; tags have no one right form."""
    for word in _WORD.findall(text):
        if (right := html.unescape(word)) != word:
            return _flaw("html-entity", word, right)
    return None


def find_encoding_flaw(text: str) -> Flaw | None:
    """Return the first word whose letters were decoded wrongly, or None where none can be put right."""
    for word in _WORD.findall(text):
        if (right := _decoded_again(word)) != word:
            return _flaw("wrong-encoding", word, right)
    return None


def _flaw(key: str, found: str, right: str) -> Flaw:
    return Flaw(key, (f'"{right}"',), {"found": found})


def _decoded_again(word: str) -> str:
    """Return what a word reads like as UTF-8, where it was read as Windows-1252 or Latin-1; else the word."""
    try:
        return b"".join(map(_byte, word)).decode("utf-8")
    except UnicodeError:
        return word


def _byte(letter: str) -> bytes:
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")  # Windows-1252 leaves five bytes without a letter
