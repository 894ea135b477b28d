"""Turn what a reader chose into filters, and count what each further choice would leave.

Inside a facet, any of the values chosen; between facets, all. A facet is counted under the choices of all the others, so
that its numbers say what another value instead would give. The counts are those of the engine's aggregations: exact, as
long as no segment has more values of a facet than it may count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tantivy import FieldType, Occur, Query, Searcher

from graph.search.model import SearchQuestion
from graph.search.schema import FACETS, YEAR, schema

MOST_VALUES = 60_000  # of a facet that are counted; the engine allows 65,000
SHOWN_VALUES = 400  # of a facet that are returned, most first
_OLDEST, _NEWEST = 0, 9_999


def filters_of(question: SearchQuestion) -> dict[str, Query]:
    """Return the filter of each facet that a question restricts, and of its years and places near."""
    found = {
        facet: Query.term_set_query(schema(), facet, [_writable(each) for each in values])
        for facet, values in question.chosen.items()
        if values
    }
    first, last = question.years
    if first is not None or last is not None:
        lowest, highest = (_OLDEST if first is None else first), (_NEWEST if last is None else last)
        found[YEAR] = Query.range_query(schema(), YEAR, FieldType.Unsigned, lowest, highest)
    if question.near is not None:
        found["near"] = Query.term_set_query(schema(), "spot", list(question.near))
    return found


def _writable(value: str) -> str:
    """Return a value of an address without what cannot be written as UTF-8, which the engine would refuse."""
    return value.encode(errors="replace").decode()


def restricted(words: Query | None, filters: Mapping[str, Query], *, but: str = "") -> Query:
    """Return the query for what has the words and passes the filters, but for that of one facet."""
    required = [(Occur.Must, words)] if words is not None else [(Occur.Must, Query.all_query())]
    required += [
        (Occur.Must, Query.const_score_query(query, 0.0)) for facet, query in filters.items() if facet != but
    ]
    return Query.boolean_query(required)


def count_facets(
    searcher: Searcher, words: Query | None, filters: Mapping[str, Query]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count the values of every facet, each under the filters of the others; the most frequent come first."""
    free = [each for each in (*FACETS, YEAR) if each not in filters]
    counts = _counted(searcher, restricted(words, filters), free)
    for facet in (*FACETS, YEAR):
        if facet in filters:
            counts |= _counted(searcher, restricted(words, filters, but=facet), [facet])
    return counts


def count_values(searcher: Searcher, query: Query, field: str) -> tuple[tuple[str, int], ...]:
    """Count the values that one field has among what a query finds, all of them, most first."""
    return _counted(searcher, query, [field], most=MOST_VALUES)[field]


def _counted(
    searcher: Searcher, query: Query, facets: list[str], *, most: int = SHOWN_VALUES
) -> dict[str, tuple[tuple[str, int], ...]]:
    if not facets:
        return {}
    asked: dict[str, Any] = {
        each: {"terms": {"field": each, "size": most, "segment_size": MOST_VALUES}} for each in facets
    }
    found = searcher.aggregate(query, asked)
    return {each: tuple(map(_bucket, found[each]["buckets"])) for each in facets}


def _bucket(bucket: Mapping[str, Any]) -> tuple[str, int]:
    key = bucket["key"]
    return (str(int(key)) if isinstance(key, float | int) else key), int(bucket["doc_count"])
