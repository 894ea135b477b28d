"""Read a word that nobody wrote as the nearest one that somebody wrote; pages say what was read.

Only a word of some length, without digits, that stands in no field and, as the last one, begins no word; its first letter counts as right.
"""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Query, Searcher

from graph.search.kinds import TERRITORY_KINDS
from graph.search.schema import LONGEST_EDGE, schema, stems

_SHORTEST, _TWO_FAULTS = 4, 6  # letters from which on one fault, or two, are forgiven
_LOOKED_AT = 20  # names that hold a word near the one that was typed
_FIELDS = ("words", "former", "context")


def corrected(searcher: Searcher, words: Sequence[str], *, is_beginning: bool = False) -> dict[str, str]:
    """Return what words that nobody wrote are read as; words without anything near them are left out.

    `is_beginning`: the last word may not be typed to its end.

    Beside other words, a word is only read as one of the name of a place where that name has another one of them: an
    unknown word of a sentence is seldom a misspelt commune.
    """
    found = {}
    for each in words:
        is_last = each == words[-1]
        if _may_be_misspelt(searcher, each, is_last=is_last):
            may_go_on = is_beginning and is_last
            nearest = _nearest(searcher, each, others=[it for it in words if it != each], may_go_on=may_go_on)
            if nearest:
                found[each] = nearest
    return found


def joined(searcher: Searcher, words: Sequence[str]) -> list[list[str]]:
    """Return the words with two neighbours as one, where somebody wrote that one: *co développement*."""
    pairs = ((start, words[start] + words[start + 1]) for start in range(len(words) - 1))
    return [
        [*words[:start], both, *words[start + 2 :]]
        for start, both in pairs
        if searcher.doc_freq("words", both)
    ]


def _may_be_misspelt(searcher: Searcher, word: str, *, is_last: bool) -> bool:
    if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
        return False
    stemmed = [
        (f"{field}_{language}", stem)
        for language in ("fr", "en")
        for stem in stems([word], language)
        for field in ("name", "text")
    ]
    stemmed += [("passages", stem) for stem in stems([word], "fr")]
    terms = [*((field, word) for field in _FIELDS), *stemmed]
    if is_last:
        terms.append(("edges", word[:LONGEST_EDGE]))
    return not any(searcher.doc_freq(field, value) for field, value in terms)


def _nearest(searcher: Searcher, word: str, *, others: Sequence[str], may_go_on: bool) -> str:
    most = 2 if len(word) >= _TWO_FAULTS else 1
    for distance in range(1, most + 1):
        query = Query.fuzzy_term_query(schema(), "words", word, distance=distance, prefix=may_go_on)
        if others:
            places = Query.term_set_query(schema(), "kind", sorted(TERRITORY_KINDS))
            with_others = Query.term_set_query(schema(), "words", list(others))
            query = query.and_must_not_match(places.and_must_not_match(with_others))
        hits = searcher.search(query, _LOOKED_AT, count=False, weight_by_field="prior").hits
        names = [(score, name) for score, address in hits for name in searcher.doc(address)["label"]]
        near = [
            (score, each)
            for score, name in names
            for each in name.split()
            if each[0] == word[0] and _distance(word, each, may_go_on=may_go_on) <= distance
        ]
        if near:
            return str(max(near)[1])
    return ""


def _distance(one: str, other: str, *, may_go_on: bool) -> int:
    """Return the number of letters added, left out, replaced or exchanged with their neighbour (Damerau-Levenshtein).

    `may_go_on`: how the other one ends does not count.
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, its in enumerate(other, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return min(above) if may_go_on else above[-1]
