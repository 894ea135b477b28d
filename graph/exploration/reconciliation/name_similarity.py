"""Measure how near two names are, as French writes them: case, accents, ligatures, hyphens and a leading article don't count."""

from __future__ import annotations

from functools import lru_cache

from graph.search.folding import name_words
from graph.search.words import ARTICLES, stop_words

SAME, SAME_BUT_ARTICLE, MOST_ALIKE = 1.0, 0.98, 0.95
_KEPT = 8_192  # names whose letter pairs are kept: many rows share theirs


@lru_cache(_KEPT)
def fold_name(text: str) -> str:
    """Write a name as names are compared, and as the index holds them."""
    return " ".join(name_words(text))


def compare_names(one: str, other: str) -> float:
    """Return how near two folded names are: 1 for the same, 0.98 but for a leading article, else at most 0.95.

    Other names are compared by the pairs of letters of their words (Dice's coefficient), in whatever order the words stand.
    """
    if one == other:
        return SAME if one else 0.0
    if _without_article(one) == _without_article(other):
        return SAME_BUT_ARTICLE
    pairs, others = _pairs(one), _pairs(other)
    if not pairs or not others:
        return 0.0
    return MOST_ALIKE * (2 * len(pairs & others) / (len(pairs) + len(others)))


def _without_article(name: str) -> str:
    article, _, rest = name.partition(" ")
    return rest if rest and article in ARTICLES else name


@lru_cache(_KEPT)
def _pairs(name: str) -> frozenset[str]:
    """Return the pairs of letters of a name's words, with their beginnings and ends; words that say nothing are left out."""
    words = name.split()
    words = [each for each in words if each not in stop_words()] or words
    return frozenset(f" {word} "[start : start + 2] for word in words for start in range(len(word) + 1))
