"""The SPARQL behind a search: for whatever is chosen, its rows are what the search finds."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from pyoxigraph import QuerySolutions

from graph.exploration.search_query import SearchComments, search_query
from graph.search.model import SearchQuestion
from graph.storage.dataset import SnapshotDataset
from tests.evaluating import evaluate_in

THINGS = "http://127.0.0.1:8000/id/"
TITLE = SearchComments("Ce qui est montré\nDROP ALL", {"place": "Hérault"})


def rows_of(dataset: SnapshotDataset, text: str) -> list[str]:
    """Evaluate a query, and return the things of its rows."""
    found = evaluate_in(dataset, text).result
    assert isinstance(found, QuerySolutions)
    return [row["thing"].value for row in found]


@st.composite
def questions(draw: st.DrawFn, offered: dict[str, list[str]]) -> SearchQuestion:
    """Draw values of some facets, those that nothing has together among them."""
    facets = draw(
        st.lists(st.sampled_from(sorted(offered.keys() - {"year"})), unique=True, min_size=0, max_size=3)
    )
    chosen = {
        each: draw(st.lists(st.sampled_from(offered[each]), min_size=1, max_size=2, unique=True))
        for each in facets
    }
    year = st.none() | st.sampled_from([int(each) for each in offered["year"]])
    years = (draw(year), draw(year)) if draw(st.booleans()) else (None, None)
    return SearchQuestion(chosen=chosen, years=years, sort="name", most=0)


def test_its_rows_are_what_the_page_counts(riposte: SnapshotDataset) -> None:
    """For random choices: values of any facets, alone and together, several of one, and years."""
    index, _ = riposte.search_index()
    counts = index.search(SearchQuestion(sort="name", most=0)).counts
    offered = {facet: [value for value, _ in counted] for facet, counted in counts.items() if counted}
    assert offered.keys() == counts.keys()
    found_some = []

    @settings(max_examples=150, database=None)
    @given(questions(offered))
    def compare(question: SearchQuestion) -> None:
        rows = rows_of(riposte, search_query(question, TITLE, THINGS))
        expected, total = index.all_found(question, 100_000)
        assert sorted(rows) == sorted(expected)
        assert len(rows) == total
        found_some.append(bool(rows))

    compare()
    assert any(found_some)


def test_every_value_of_every_facet(riposte: SnapshotDataset) -> None:
    """Each alone."""
    index, _ = riposte.search_index()
    counts = index.search(SearchQuestion(sort="name", most=0)).counts
    for facet, counted in counts.items():
        for value, count in counted:
            years = (int(value), int(value)) if facet == "year" else (None, None)
            chosen = {} if facet == "year" else {facet: (value,)}
            question = SearchQuestion(chosen=chosen, years=years, sort="name", most=0)
            assert len(rows_of(riposte, search_query(question, TITLE, THINGS))) == count, (facet, value)


def test_what_words_find_is_named(riposte: SnapshotDataset) -> None:
    """Words have no SPARQL: the things that they find stand in the query, with every choice already made."""
    index, _ = riposte.search_index()
    question = SearchQuestion(words="riposte", chosen={"kind": ("initiative",)}, most=100)
    found = index.search(question).iris
    assert sorted(rows_of(riposte, search_query(question, TITLE, THINGS, found))) == sorted(found)
    assert rows_of(riposte, search_query(question, TITLE, THINGS, ())) == []


def test_near_places_are_named(riposte: SnapshotDataset) -> None:
    """What is near by distance is on one of some places, and not within them."""
    index, _ = riposte.search_index()
    spots = (f"{THINGS}territory/departement-34", f"{THINGS}territory/commune-34057")
    question = SearchQuestion(near=spots, sort="name", most=100)
    assert sorted(rows_of(riposte, search_query(question, TITLE, THINGS))) == sorted(
        index.search(question).iris
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_it_is_readable(riposte: SnapshotDataset, language: str) -> None:
    """Comments are in the reader's language and end with their line; names of things are short."""
    chosen = {"place": (f"{THINGS}territory/departement-34",), "kind": ("circle",)}
    text = search_query(SearchQuestion(chosen=chosen, language=language), TITLE, THINGS)
    assert text.startswith("# Ce qui est montré DROP ALL\n")
    assert {
        "fr": "# Lieu, avec ce qui s’y trouve : Hérault",
        "en": "# Place, with what lies within : Hérault",
    }[language] in text
    assert "<territory/departement-34>" in text
    assert "PREFIX mai: <" in text
    assert rows_of(riposte, text) == []


@pytest.mark.parametrize("value", ["x y", '<>"', "javascript:alert(1)", THINGS + "need/a> } DROP ALL #"])
def test_what_is_no_iri_finds_nothing(riposte: SnapshotDataset, value: str) -> None:
    """An address may hold anything: the query stays a query."""
    text = search_query(SearchQuestion(chosen={"need": (value,)}, sort="name"), TITLE, THINGS)
    assert rows_of(riposte, text) == []
