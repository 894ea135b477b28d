"""Tests of graph.search.folding: what is typed and what is written become the same words."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search.folding import MOST_LETTERS, MOST_WORDS, fold_text, folded_words, question_words, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuvre", "oeuvre"),
        ("ÇA", "ca"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("Łódź", "lodz"),
        ("Ÿ", "y"),
        ("", ""),
    ],
)
def test_case_accents_and_ligatures_go(text: str, folded: str) -> None:
    """In any script, for any form of composition."""
    assert fold_text(text) == folded


def test_words_are_runs_of_letters_and_digits() -> None:
    """Marks part them, those that cannot be written as UTF-8 as well."""
    assert folded_words("l’Été 2021, co-construire_ensemble\ud800fin\x00") == [
        *("l", "ete", "2021", "co", "construire", "ensemble", "fin"),
    ]


def test_a_question_is_cut() -> None:
    """Whatever is typed, it is short."""
    assert len(question_words("a b " * 1_000)) == MOST_WORDS
    assert question_words("x" * 10_000) == ["x" * MOST_LETTERS]


def test_numbers_sort_by_size() -> None:
    """Two before ten, whatever stands before them; accents and case count for nothing."""
    ordered = [
        "2 rives",
        "10 rives",
        "cercle 2",
        "Cercle 007",
        "Cercle 10",
        "Cercle 10 b",
        "Cerclé 100",
        "École",
        "etat",
    ]
    shuffled = Random(1).sample(ordered, len(ordered))
    assert sorted(shuffled, key=sort_key) == ordered


@given(st.integers(min_value=0, max_value=10**40), st.integers(min_value=0, max_value=10**40))
def test_any_two_numbers_sort_by_size(one: int, other: int) -> None:
    """However long they are."""
    assert (sort_key(f"n {one}") < sort_key(f"n {other}")) == (one < other)
