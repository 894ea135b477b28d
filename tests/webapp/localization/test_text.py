"""Texts of sources, written for people."""

from __future__ import annotations

import pytest

from webapp.localization.text import readable


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Saint-&Eacute;tienne", "Saint-Étienne"),
        ("l&#39;eau &amp; le sel", "l'eau & le sel"),
        ("a & b", "a & b"),
    ],
)
def test_character_references_are_read(text: str, read: str) -> None:
    """What a source wrote as HTML is shown as its characters; pages escape them again."""
    assert readable(text) == read
