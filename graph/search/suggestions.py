"""Suggest things while their name is typed: those whose name has the words typed, the last one perhaps not whole.

Groups of kinds come apart, so that a commune does not hide a need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tantivy import Document, Occur, Query, Searcher

from graph.search.cards import Card, read_card
from graph.search.folding import question_words
from graph.search.schema import LONGEST_EDGE, LONGEST_START, schema
from graph.search.spelling import corrected

GROUPS: Mapping[str, tuple[str, ...]] = {
    "territory": ("commune", "epci", "departement", "region", "country", "territory"),
    "need": ("need", "method", "theme", "idea", "principle", "aim", "context", "crisis"),
    "initiative": ("initiative", "circle", "event", "lesson"),
    "actor": ("person", "organisation", "collective", "agent"),
}
_STARTS_SO, _IS_IT = 1.0, 0.7  # what is added to 1 where the whole name begins so, or is it
LIFTED = 50  # of the best that may change places for being nearer
_NEAREST = 3.0  # what being there adds to 1
_NEAR_KM = 30  # at which half of what nearness adds is left


def suggest(
    searcher: Searcher, typed: str, *, most: int = 3, distances: Mapping[str, float] = MappingProxyType({})
) -> dict[str, tuple[Card, ...]]:
    """Return for each group of kinds the best suggestions; where nothing begins so, for what it is a misspelling of.

    Args:
        most: How many of each group.
        distances: Kilometres from the place that the reader chose, by IRI: of equal names, the nearer comes first.
    """
    words = question_words(typed)
    found = _groups(searcher, words, most, distances)
    if not found and (read_as := corrected(searcher, words, is_beginning=True)):
        found = _groups(searcher, [read_as.get(each, each) for each in words], most, distances)
    return found


def _groups(
    searcher: Searcher, words: Sequence[str], most: int, distances: Mapping[str, float]
) -> dict[str, tuple[Card, ...]]:
    if not words:
        return {}
    query = beginning_query(words)
    read = max(most, LIFTED) if distances else most
    found = {}
    for group, kinds in GROUPS.items():
        among = Query.term_set_query(schema(), "kind", list(kinds))
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(among, 0.0))])
        hits = searcher.search(both, read, count=False, weight_by_field="prior").hits
        rows = [(score, searcher.doc(address)) for score, address in hits]
        found[group] = _best([(score, stored_card(each)) for score, each in rows], most, distances)
    return {group: rows for group, rows in found.items() if rows}


def beginning_query(words: Sequence[str]) -> Query:
    """Build the query for the things whose name has some words, of which the last may be a beginning, or that have the code."""
    whole = " ".join(words)
    must = [_constant_of(("words", "former"), each) for each in words[:-1]]
    must.append(_constant("edges", words[-1][:LONGEST_EDGE]))
    code = _constant("codes", words[-1])
    named = Query.boolean_query(
        [
            *((Occur.Must, each) for each in must),
            (Occur.Should, Query.const_score_query(_term("starts", whole[:LONGEST_START]), _STARTS_SO)),
            (Occur.Should, Query.const_score_query(_term("label", whole), _IS_IT)),
        ]
    )
    return Query.boolean_query([(Occur.Should, named), (Occur.Should, code)])


def stored_card(document: Document) -> Card:
    """Return the card of a document that was found."""
    return read_card(str(document.get_first("iri")), bytes(document.get_first("card") or b""))


def _best(rows: list[tuple[float, Card]], most: int, distances: Mapping[str, float]) -> tuple[Card, ...]:
    ordered = sorted(rows, key=lambda row: (-row[0] * lift(distances.get(row[1].iri)), row[1].iri))
    return tuple(each for _, each in ordered[:most])


def lift(kilometres: float | None) -> float:
    """Return the factor of the score of a thing so far from the place that a reader chose; 1 where it is not known."""
    return 1 if kilometres is None else 1 + _NEAREST / (1 + kilometres / _NEAR_KM)


def _constant_of(fields: Sequence[str], value: str) -> Query:
    either = [(Occur.Should, _term(field, value)) for field in fields]
    return Query.const_score_query(Query.boolean_query(either), 1.0)


def _constant(field: str, value: str) -> Query:
    return Query.const_score_query(_term(field, value), 1.0)


def _term(field: str, value: str) -> Query:
    return Query.term_query(schema(), field, value)
