"""Answer questions from one index: what fits, how much there is, and what could be chosen besides.

The set is defined first, then counted, then ordered: every number and every page come from the same query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tantivy import DocAddress, Index, Occur, Order, Query, Searcher

from graph.search.cards import Card
from graph.search.damage import IndexDamaged, answering, meeting_damage
from graph.search.filters import count_facets, count_values, filters_of, restricted
from graph.search.folding import question_words
from graph.search.index_files import open_index
from graph.search.kinds import TERRITORY_KINDS
from graph.search.model import SearchQuestion, SearchResult
from graph.search.name_search import NameSearch
from graph.search.places import Places, open_places
from graph.search.schema import schema
from graph.search.spelling import corrected, joined
from graph.search.suggestions import LIFTED, lift, stored_card, suggest
from graph.search.words import must_have, name_query, sought_words, words_query

# Things with all words of a question; where fewer have them, things with some of them are found too.
_ENOUGH = 3
_MOST_KEPT = 64  # questions whose words are kept as understood


class _Understood(NamedTuple):
    """The words of a question as a query, None without words; how many of them it asks for; what some were read as."""

    query: Query | None
    needed: int
    typed: int
    read_as: Mapping[str, str]


class SearchIndex:
    """The index of one snapshot, open for reading; threads may share it."""

    def __init__(self, index: Index, places: Places) -> None:
        """Use an index whose analyzers are registered, and where the territories lie."""
        self._searcher: Searcher = index.searcher()
        self._kept: dict[str, _Understood] = {}
        self.names, self.places = NameSearch(self._searcher), places

    def __len__(self) -> int:
        """Return the number of documents."""
        return int(self._searcher.num_docs)

    @answering()
    def search(self, question: SearchQuestion) -> SearchResult:
        """Find what a question asks for.

        Raises:
            DataDamaged: A file of the index cannot be read; `suggest` and `named` raise it as well.
        """
        filters = filters_of(question)
        understood = self._understood(question)
        whole = restricted(understood.query, filters)
        total = self._count(whole)
        return SearchResult(
            iris=self._ordered(question, whole, total, has_words=understood.query is not None),
            total=total,
            counts=count_facets(self._searcher, understood.query, filters),
            read_as=tuple(understood.read_as.items()),
            needed=understood.needed,
            typed=understood.typed,
        )

    def _understood(self, question: SearchQuestion) -> _Understood:
        """Return how the words of a question are understood; kept for a while, since one page asks several times."""
        found = self._kept.get(question.words)
        if found is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            found = self._kept[question.words] = self._understand(question)
        return found

    def _understand(self, question: SearchQuestion) -> _Understood:
        typed, sought = question_words(question.words), sought_words(question.words)
        read_as = corrected(self._searcher, sought)
        words = [read_as.get(each, each) for each in sought]
        query, needed = self._words(words, [read_as.get(each, each) for each in typed])
        if question.words.strip() and not words:  # signs alone are the name of nothing
            query = Query.empty_query()
        return _Understood(query, needed, len(words), read_as)

    @answering()
    def all_found(self, question: SearchQuestion, most: int) -> tuple[tuple[str, ...], int]:
        """Return all that a question finds, in the order of its pages, at most so much; and how much there is."""
        query = self._understood(question).query
        whole = restricted(query, filters_of(question))
        total = self._count(whole)
        stretch = replace(question, first=0, most=min(total, most))
        return self._ordered(stretch, whole, total, has_words=query is not None), total

    @answering()
    def suggest(
        self, typed: str, *, most: int = 3, distances: Mapping[str, float] = MappingProxyType({})
    ) -> dict[str, tuple[Card, ...]]:
        """Suggest things by the beginning of their name, by group of kinds; see `suggestions.suggest`."""
        return suggest(self._searcher, typed, most=most, distances=distances)

    @answering()
    def named(self, typed: str, *, most: int) -> tuple[Card, ...]:
        """Return the things that have just this name or code, the best known first."""
        words = question_words(typed)
        whole = " ".join(words)
        terms = [(field, whole) for field in ("label", "codes")]
        query = Query.boolean_query([(Occur.Should, Query.term_query(schema(), *each)) for each in terms])
        constant = Query.const_score_query(query, 1.0)
        hits = (
            self._searcher.search(constant, most, count=False, weight_by_field="prior").hits if words else []
        )
        return tuple(stored_card(self._searcher.doc(address)) for _, address in hits)

    @answering()
    def values(self, question: SearchQuestion, facet: str) -> tuple[tuple[str, int], ...]:
        """Count the values that one facet has among what a question finds."""
        query = restricted(self._understood(question).query, filters_of(question))
        return count_values(self._searcher, query, facet)

    @answering()
    def cards(self, iris: Iterable[str]) -> dict[str, Card]:
        """Return the cards of some things, by IRI; things without a document are left out."""
        sought = list(dict.fromkeys(iris))
        if not sought:
            return {}
        query = Query.const_score_query(Query.term_set_query(schema(), "iri", sought), 1.0)
        hits = self._searcher.search(query, len(sought), count=False).hits
        found = (stored_card(self._searcher.doc(address)) for _, address in hits)
        return {each.iri: each for each in found}

    @answering()
    def count(self, question: SearchQuestion) -> int:
        """Count what a question finds."""
        return self._count(restricted(self._understood(question).query, filters_of(question)))

    def territories(self, typed: str, *, most: int) -> tuple[Card, ...]:
        """Return the territories that a place typed may mean: by name, former name, code or postcode, likeliest first."""
        exact = [each for each in self.named(typed, most=most * 4) if each.kind in TERRITORY_KINDS]
        if not exact:
            exact = list(self.suggest(typed, most=most).get("territory", ()))
        return tuple(exact[:most])

    def _words(self, words: list[str], typed: list[str]) -> tuple[Query | None, int]:
        """Return the query for the words, and how many of them it asks for.

        Fewer than all where hardly anything has so many, unless a name has them all, with the codes of the thing and where
        it is. Filters have no part in this: a choice among what was found must not change what the words find.
        """
        if not words:
            return None, 0
        alternatives = [words, *joined(self._searcher, words)]
        is_named = self._count(name_query(alternatives)) > 0
        for needed in range(must_have(len(words)), 0, -1):
            query = words_query(alternatives, typed, needed)
            count = self._count(query)
            if count >= _ENOUGH or (count and is_named):
                return query, needed
        return (query if count else words_query(alternatives, typed, 1, with_parts=True)), 1

    def _count(self, query: Query) -> int:
        return int(self._searcher.search(query, 1, count=True).count)  # type: ignore[attr-defined]  # its stub lacks it

    def _ordered(
        self, question: SearchQuestion, query: Query, total: int, *, has_words: bool
    ) -> tuple[str, ...]:
        first = question.first
        most = min(question.most, total - first)
        if most <= 0:
            return ()
        if question.sort == "nearest" and question.distances:
            return self._nearest(question, query, first, most)
        if question.sort == "relevance" and has_words:
            return self._by_merit(question, query, first, most)
        return tuple(self._by_field(query, question, first, most))

    def _by_merit(self, question: SearchQuestion, query: Query, first: int, most: int) -> tuple[str, ...]:
        """Return the things that fit best; among the first ones, nearer things come before others that fit as well."""
        if not question.distances or first >= LIFTED:
            hits = self._searcher.search(query, most, count=False, offset=first, weight_by_field="prior").hits
            return tuple(self._iri(address) for _, address in hits)
        most_read = max(LIFTED, first + most)
        hits = self._searcher.search(query, most_read, count=False, weight_by_field="prior").hits
        lifted = [
            (score * lift(self._distance(address, question)), address) for score, address in hits[:LIFTED]
        ]
        lifted.sort(key=lambda each: -each[0])
        return tuple(self._iri(each) for _, each in (*lifted, *hits[LIFTED:])[first : first + most])

    def _distance(self, address: DocAddress, question: SearchQuestion) -> float | None:
        """Return how far a thing is from the place chosen: its nearest place, or it itself; None where not known."""
        document = self._searcher.doc(address)
        spots = document.get_all("spot") or document.get_all("iri")
        return min((question.distances[each] for each in spots if each in question.distances), default=None)

    def _nearest(self, question: SearchQuestion, query: Query, first: int, most: int) -> tuple[str, ...]:
        """Return the things in the order of their nearest place: place by place, each thing once; then those without one."""
        here = [
            place for place, _ in count_values(self._searcher, query, "spot") if place in question.distances
        ]
        here.sort(key=lambda place: (question.distances[place], place))
        found: list[str] = []
        skipped = 0
        for rank in range(len(here) + 1):
            only = query
            if rank < len(here):
                only = only.and_must_match(Query.term_query(schema(), "spot", here[rank]))
            if rank:
                only = only.and_must_not_match(Query.term_set_query(schema(), "spot", here[:rank]))
            count = self._count(only)
            if skipped + count > first:
                start = max(0, first - skipped)
                found += self._by_field(only, question, start, most - len(found))
            skipped += count
            if len(found) >= most:
                break
        return tuple(found)

    def _by_field(self, query: Query, question: SearchQuestion, first: int, most: int) -> list[str]:
        """Return things in the order of a field: of dates or links, else of names."""
        by_name = (f"sort_{question.language}", Order.Asc)
        field, order = {"date": ("date", Order.Desc), "links": ("links", Order.Desc)}.get(
            question.sort, by_name
        )
        hits = self._searcher.search(
            query, most, count=False, order_by_field=field, offset=first, order=order
        ).hits
        return [self._iri(address) for _, address in hits]

    def _iri(self, address: DocAddress) -> str:
        return str(self._searcher.doc(address).get_first("iri"))


def open_search_index(folder: Path) -> SearchIndex | None:
    """Open the index in a folder; None when there is none that can be read."""
    index = open_index(folder)
    try:
        with meeting_damage():
            return None if index is None else SearchIndex(index, open_places(folder))
    except IndexDamaged:
        return None
