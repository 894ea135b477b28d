"""Tests of graph.validation.text_advice: the word that a machine spoiled stands beside the right one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.validation.text_advice import find_encoding_flaw, find_html_flaw


@pytest.mark.parametrize(
    ("text", "found", "right"),
    [
        ("Le Caf&eacute; citoyen", "Caf&eacute;", '"Café"'),
        ("L&#x2019;entraide", "L&#x2019;entraide", '"L’entraide"'),
        ("Faire &amp; dire", "&amp;", '"&"'),
    ],
)
def test_an_entity_is_put_right(text: str, found: str, right: str) -> None:
    """Only the word at fault is shown: a description may be long."""
    flaw = find_html_flaw(text)
    assert flaw is not None
    assert (flaw.facts["found"], flaw.proposals) == (found, (right,))


@pytest.mark.parametrize("text", ["R&D", "Faire <b>ensemble</b>", "", "Café citoyen"])
def test_no_entity(text: str) -> None:
    """A tag has no one right form."""
    assert find_html_flaw(text) is None


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize("word", ["Communauté", "L’entraide", "cœur", "à", "Été", "garçon", "€"])
def test_a_wrong_encoding_is_put_right(word: str, codec: str) -> None:
    """Whichever of the two it was read in."""
    spoiled = word.encode().decode(codec)
    flaw = find_encoding_flaw(f"La {spoiled} voisine")
    assert flaw is not None
    assert (flaw.facts["found"], flaw.proposals) == (spoiled, (f'"{word}"',))


@given(st.text() | st.text(min_size=1).map(lambda text: text.encode(errors="replace").decode("latin-1")))
def test_what_is_proposed_is_another_text(text: str) -> None:
    """Any text is looked at; what is lost for good (U+FFFD) gets no proposal."""
    flaw = find_encoding_flaw(text)
    assert flaw is None or flaw.proposals[0] != f'"{flaw.facts["found"]}"'
    assert find_encoding_flaw("Communaut\ufffd") is None
