"""Write texts as searching compares them: without case, accents or ligatures; numbers in their natural order.

What is typed and what is indexed go through the same functions.
"""

from __future__ import annotations

import re
import unicodedata

MOST_LETTERS, MOST_WORDS = 200, 12  # of a question
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_DIGITS = re.compile(r"[0-9]+")


def fold_text(text: str) -> str:
    """Write a text without case, accents or ligatures."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def folded_words(text: str) -> list[str]:
    """Return the words of a text, folded: runs of letters and digits."""
    return re.findall(r"[^\W_]+", fold_text(text))


def question_words(typed: str) -> list[str]:
    """Return the words of a question, at most `MOST_WORDS` of its first `MOST_LETTERS` letters; “st” is “saint”."""
    words = folded_words(typed[:MOST_LETTERS])[:MOST_WORDS]
    return [_SAINTS.get(each, each) for each in words]


def name_words(text: str) -> list[str]:
    """Return the words of a name as `question_words` would: “St-Denis” has the word “saint”."""
    return [_SAINTS.get(each, each) for each in folded_words(text)]


def sort_key(text: str) -> str:
    """Write a text so that it sorts as a dictionary orders it, its numbers by their size: « Cercle 2 », « Cercle 10 »."""
    return _DIGITS.sub(lambda found: _sortable(found[0].lstrip("0")), fold_text(text))


def _sortable(digits: str) -> str:
    return f"{len(digits):04}{digits}"  # a longer number is a greater one
