"""Texts in the order of a dictionary, numbers by their size."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from graph.search.folding import sort_key


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
