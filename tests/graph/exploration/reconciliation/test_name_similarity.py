"""Tests of graph.exploration.reconciliation.name_similarity: how French writes one name in many ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.exploration.reconciliation.name_similarity import (
    MOST_ALIKE,
    SAME,
    SAME_BUT_ARTICLE,
    compare_names,
    fold_name,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L'HAY LES ROSES", "L’Haÿ-les-Roses"),
        ("St-Denis", "Saint Denis"),
        ("OEUILLY", "Œuilly"),
        ("evry  courcouronnes", "Évry-Courcouronnes"),
    ],
)
def test_one_name_in_two_spellings_is_the_same(one: str, other: str) -> None:
    """Case, accents, ligatures, hyphens, apostrophes."""
    assert compare_names(fold_name(one), fold_name(other)) == SAME


@pytest.mark.parametrize(("one", "other"), [("Le Mans", "Mans"), ("La Réunion", "reunion"), ("L'Haÿ", "Haÿ")])
def test_a_leading_article_counts_for_little(one: str, other: str) -> None:
    """With it and without it."""
    assert compare_names(fold_name(one), fold_name(other)) == SAME_BUT_ARTICLE


def test_other_names_are_as_near_as_their_letters() -> None:
    """A letter more is nearer than another word, and nothing but the same name is as near as the same."""
    near, far, none = (compare_names("montpellier", each) for each in ("montpelier", "monpazier", "brest"))
    assert MOST_ALIKE >= near > far > none >= 0
    assert compare_names("denis saint", "saint denis") == pytest.approx(MOST_ALIKE)
    assert compare_names("", "") == compare_names("", "x") == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_is_the_same_from_both_ends(one: str, other: str) -> None:
    """Whatever is written; and never beyond its bounds."""
    first, second = fold_name(one), fold_name(other)
    assert 0 <= compare_names(first, second) <= SAME
    assert compare_names(first, second) == compare_names(second, first)
