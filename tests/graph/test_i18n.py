"""Tests of graph.i18n."""

from __future__ import annotations

import pytest

from graph.i18n import BilingualText, spoken_language


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "fr"),
        ({"LC_ALL": "fr_FR.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
        ({"MAILLAGE_LANGUAGE": "en", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"MAILLAGE_LANGUAGE": "xx", "LANG": "en"}, "en"),
    ],
)
def test_language_follows_the_setting_then_the_locale_then_french(
    environ: dict[str, str], language: str
) -> None:
    """The product's own variable wins over the locale; French is the default."""
    assert spoken_language(environ) == language


def test_facts_are_filled_in_and_braces_in_facts_are_kept() -> None:
    """A fact that holds braces is text, not a template."""
    assert BilingualText("vu {x}", "seen {x}").render("en", x="{y}") == "seen {y}"


def test_text_without_facts_may_hold_braces() -> None:
    """Plain text is given back as it is."""
    assert BilingualText("{a}", "{b}").render("fr") == "{a}"
