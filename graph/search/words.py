"""Turn the words of a question into a query of the index, built from objects: no text of a visitor is ever parsed.

Each word may be read in several ways: in a name, as a stem, as a code, as the beginning of a word. How well a thing fits
a word is that of the best way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import ceil

from tantivy import Occur, Query

from graph.search.folding import name_words, question_words
from graph.search.kinds import TERRITORY_KINDS
from graph.search.schema import LONGEST_EDGE, schema, stems

_NAME, _STEMMED_NAME, _FORMER, _CONTEXT = 4.0, 3.0, 2.5, 1.2
_TEXT, _PASSAGE, _CODE, _BEGINNING = 1.0, 0.7, 8.0, 1.0
_WHOLE_NAME, _AFTER_ARTICLE, _NAME_AMONG, _PHRASE, _ALL_IN_NAME = 6.0, 4.0, 20.0, 2.0, 20.0
_NAMING = ("words", "former", "codes", "context")
_TIE = 0.1  # of what the other readings add
_ALL_UP_TO, _SHARE = 3, 0.6  # words that must all be there; of more, this share
# With which a name may begin, whether it is written so or not.
ARTICLES = ("le", "la", "les", "l", "the")


def sought_words(typed: str) -> list[str]:
    """Return the words of a question, without those that say nothing unless there are no others."""
    words = question_words(typed)
    return [each for each in words if each not in stop_words()] or words


def must_have(count: int) -> int:
    """Return how many of a question's words a thing must have."""
    return count if count <= _ALL_UP_TO else ceil(_SHARE * count)


def words_query(
    alternatives: Sequence[Sequence[str]], typed: Sequence[str], needed: int, *, with_parts: bool = False
) -> Query:
    """Build the query for the things that have so many of some words.

    Where not all words are needed, a place is only found by a whole name among them: in a sentence, a word of its name
    seldom means it.

    Args:
        alternatives: The words that count, and other ways to write them.
        typed: All of them, for names that are typed whole.
        needed: How many of the words a thing must have.
        with_parts: Whether places are found by parts of their names all the same.
    """
    ways = [
        (Occur.Should, _any_of(words, needed - len(alternatives[0]) + len(words))) for words in alternatives
    ]
    words = alternatives[0]
    must = [(Occur.Must, Query.boolean_query(ways))]
    if needed < len(words) and not with_parts:
        must.append((Occur.MustNot, _partly_named_place(typed)))
    lifting = [each for words in alternatives for each in _whole(words, typed)]
    return Query.boolean_query([*must, *((Occur.Should, each) for each in lifting)])


def name_query(alternatives: Sequence[Sequence[str]]) -> Query:
    """Build the query for the things whose names and codes, with where they are, have all the words written in one way."""
    return Query.boolean_query([(Occur.Should, _all_in(_NAMING, each)) for each in alternatives])


def _all_in(fields: Sequence[str], words: Sequence[str]) -> Query:
    readings = [[(Occur.Should, _term(field, each)) for field in fields] for each in words]
    return Query.boolean_query([(Occur.Must, Query.boolean_query(each)) for each in readings])


def _any_of(words: Sequence[str], needed: int) -> Query:
    readings = [(Occur.Should, _readings(each, is_last=each == words[-1])) for each in words]
    return Query.boolean_query(readings, minimum_number_should_match=max(1, needed))


def _partly_named_place(typed: Sequence[str]) -> Query:
    places = Query.term_set_query(schema(), "kind", sorted(TERRITORY_KINDS))
    return places.and_must_not_match(Query.term_set_query(schema(), "label", _runs(typed)))


def _runs(words: Sequence[str]) -> list[str]:
    """Return the texts that some words in a row make, however many."""
    ends = range(1, len(words) + 1)
    return [" ".join(words[start:end]) for end in ends for start in range(end)]


def _readings(word: str, *, is_last: bool) -> Query:
    terms = [("words", word, _NAME), ("former", word, _FORMER), ("context", word, _CONTEXT)]
    for language in ("fr", "en"):
        for stem in stems([word], language):
            terms.append((f"name_{language}", stem, _STEMMED_NAME))
            terms.append((f"text_{language}", stem, _TEXT))
            if language == "fr":
                terms.append(("passages", stem, _PASSAGE))
    if any(letter.isdigit() for letter in word):
        terms.append(("codes", word, _CODE))
    found = [Query.boost_query(_term(field, value), weight) for field, value, weight in terms]
    if is_last:
        beginning = Query.const_score_query(_term("edges", word[:LONGEST_EDGE]), _BEGINNING)
        found.append(beginning)
    return Query.disjunction_max_query(found, _TIE)


def _whole(words: Sequence[str], typed: Sequence[str]) -> list[Query]:
    """Return what lifts things of which the question is the whole name, or holds the words in their order."""
    names = {each: _NAME_AMONG for each in _runs(typed) if " " in each}
    names |= {f"{article} {' '.join(typed)}": _AFTER_ARTICLE for article in ARTICLES}
    names[" ".join(typed)] = _WHOLE_NAME
    found = [
        Query.boost_query(Query.const_score_query(_term("label", each), 1.0), weight)
        for each, weight in names.items()
    ]
    if len(words) > 1:
        phrase = Query.phrase_query(schema(), "words", list(words))
        found.append(Query.boost_query(phrase, _PHRASE))
        found.append(Query.const_score_query(_all_in(("words",), words), _ALL_IN_NAME))
    return found


def _term(field: str, value: str) -> Query:
    return Query.term_query(schema(), field, value)


@cache
def stop_words() -> frozenset[str]:
    """Return the words of both languages that say nothing about what is sought."""
    texts = tomllib.loads(files("graph.search").joinpath("stop_words.toml").read_text("utf-8"))
    return frozenset(word for text in texts.values() for each in text.split() for word in name_words(each))
