"""Names as a hurried hand types them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.localization.text import fold
from webapp.page_data.name_lookup import pattern_of

_LETTERS = "abcçdeéèêëfghiîïjklmnñoôöpqrstuùûüvwxyzœæÀÉÈÇŒ'’- .*()[]|?+0123456789"


@given(st.text(_LETTERS, min_size=1, max_size=30).filter(lambda text: text.strip()))
def test_a_name_is_found_by_itself_and_without_accents(name: str) -> None:
    """Whatever a name holds, it fits the pattern of itself, typed with or without its accents."""
    for typed in (name, fold(name), name.upper()):
        assert re.search(pattern_of(typed), name, re.IGNORECASE)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("coeur", "Cœur de ville"),
        ("noel", "Marché de Noël"),
        ("theorie u", "Théorie U"),
        ("l'arpentage", "L’arpentage"),
        ("ile-de-france", "Île‑de‑France"),
        ("prendre soin", "Prendre\N{NO-BREAK SPACE}soin de soi"),
        ("riposte territoriale", "Riposte créative territoriale"),
    ],
)
def test_what_hands_leave_out_is_forgiven(typed: str, name: str) -> None:
    """Ligatures, accents, apostrophes, hyphens, spaces, words in between."""
    assert re.search(pattern_of(typed), name, re.IGNORECASE)


@pytest.mark.parametrize(("typed", "name"), [("soin", "soi"), ("a.c", "abc"), ("x", "Yvetot")])
def test_other_names_are_not_found(typed: str, name: str) -> None:
    """A pattern is not so forgiving that anything fits it."""
    assert not re.search(pattern_of(typed), name, re.IGNORECASE)
