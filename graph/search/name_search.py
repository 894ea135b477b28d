"""Find things by a name that a list holds: as it is written, nearly so, or by its beginning.

Unlike a search, nothing is counted, so that many names a second can be looked up. How near a name is, the caller decides:
what comes back has all names of a thing, as they are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from tantivy import DocAddress, Occur, Query, Searcher

from graph.search.cards import Card
from graph.search.damage import answering
from graph.search.folding import fold_text, name_words, question_words
from graph.search.schema import schema, stems
from graph.search.spelling import corrected
from graph.search.suggestions import beginning_query, stored_card
from graph.search.words import ARTICLES, sought_words

_NAME, _STEMMED_NAME, _FORMER = 4.0, 3.0, 2.5
_SHARE = 0.5  # of the words of a name that one nearly like it must have
_HINT = 10.0  # what a hint adds to a score of one: more than being well known does
_MOST_HINTS = 8
_TIE = 0.1


@dataclass(frozen=True, slots=True)
class NameQuestion:
    """A name to look up.

    Attributes:
        text: As it is written.
        kinds: Keys of the kinds that are wanted; none for all.
        hints: What may be known besides: codes, names and numbers of the territories, names of the bodies. Of things of
            one name, those that have them come first.
    """

    text: str
    kinds: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundName:
    """A thing that was found: its card, and all its names as they are compared."""

    card: Card
    labels: tuple[str, ...]


class NameSearch:
    """Looks names up in one index; threads may share it."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    @answering()
    def named(self, question: NameQuestion, most: int) -> list[FoundName]:
        """Return the things of just this name, with or without an article before it; those of the hints, then the best known first.

        Raises:
            DataDamaged: A file of the index cannot be read; so do the other methods.
        """
        words = name_words(question.text)
        if not words:
            return []
        names = Query.term_set_query(schema(), "label", spellings(words))
        return self._found(names, question, most)

    @answering()
    def coded(self, question: NameQuestion, most: int) -> list[FoundName]:
        """Return the things that have this code."""
        code = fold_text(question.text.strip())
        if not any(each.isdigit() for each in code):
            return []
        return self._found(Query.term_query(schema(), "codes", code), question, most)

    @answering()
    def similar(self, question: NameQuestion, most: int) -> list[FoundName]:
        """Return the things whose names share words with this one; a word that nobody wrote is read as the nearest."""
        sought = sought_words(question.text)
        if not sought:
            return []
        read_as = corrected(self._searcher, sought)
        ways = [(Occur.Should, _readings(read_as.get(each, each))) for each in sought]
        needed = max(1, ceil(_SHARE * len(sought)))
        words = Query.boolean_query(ways, minimum_number_should_match=needed)
        hits = self._searcher.search(_restricted(words, question), most, count=False).hits
        return [self._read(address) for _, address in hits]

    @answering()
    def beginning(self, question: NameQuestion, *, first: int, most: int) -> list[Card]:
        """Return a stretch of the things whose name begins so, the best known first; else of what it is a misspelling of."""
        words = question_words(question.text)
        if not words:
            return []
        found = self._beginning(words, question, first, most)
        if not found and not first and (read_as := corrected(self._searcher, words, is_beginning=True)):
            found = self._beginning([read_as.get(each, each) for each in words], question, first, most)
        return found

    def _beginning(self, words: Sequence[str], question: NameQuestion, first: int, most: int) -> list[Card]:
        query = _restricted(beginning_query(words), question)
        hits = self._searcher.search(query, most, count=False, offset=first, weight_by_field="prior").hits
        return [stored_card(self._searcher.doc(address)) for _, address in hits]

    def _found(self, query: Query, question: NameQuestion, most: int) -> list[FoundName]:
        whole = _restricted(Query.const_score_query(query, 1.0), question)
        hits = self._searcher.search(whole, most, count=False, weight_by_field="prior").hits
        return [self._read(address) for _, address in hits]

    def _read(self, address: DocAddress) -> FoundName:
        document = self._searcher.doc(address)
        return FoundName(stored_card(document), tuple(map(str, document.get_all("label"))))


def spellings(words: Sequence[str]) -> list[str]:
    """Return the ways to write a name with and without an article before it, as the index holds names."""
    bare = words[1:] if len(words) > 1 and words[0] in ARTICLES else words
    text = " ".join(bare)
    return list(dict.fromkeys([" ".join(words), text, *(f"{article} {text}" for article in ARTICLES)]))


def _restricted(query: Query, question: NameQuestion) -> Query:
    parts = [(Occur.Must, query)]
    if question.kinds:
        kinds = Query.term_set_query(schema(), "kind", sorted(question.kinds))
        parts.append((Occur.Must, Query.const_score_query(kinds, 0.0)))
    hints = map(_hinted, question.hints[:_MOST_HINTS])
    parts += [(Occur.Should, Query.const_score_query(each, _HINT)) for each in hints]
    return Query.boolean_query(parts)


def _hinted(hint: str) -> Query:
    """Build the query for the things around which all words of a hint are found, or that have it as a code."""
    ways = [(Occur.Should, Query.term_query(schema(), "codes", fold_text(hint.strip())))]
    words = [(Occur.Must, Query.term_query(schema(), "context", each)) for each in question_words(hint)]
    if words:
        ways.append((Occur.Should, Query.boolean_query(words)))
    return Query.boolean_query(ways)


def _readings(word: str) -> Query:
    terms = [("words", word, _NAME), ("former", word, _FORMER)]
    for language in ("fr", "en"):
        terms += [(f"name_{language}", stem, _STEMMED_NAME) for stem in stems([word], language)]
    found = [
        Query.boost_query(Query.term_query(schema(), field, value), weight) for field, value, weight in terms
    ]
    return Query.disjunction_max_query(found, _TIE)
