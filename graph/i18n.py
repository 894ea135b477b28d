"""Texts in French and English, side by side, so that no text can be added in one language only (decision 7)."""

from __future__ import annotations

import os
from typing import NamedTuple

LANGUAGES = ("fr", "en")


class BilingualText(NamedTuple):
    """One text in both languages; `{name}` stands for a fact that is filled in when it is rendered."""

    fr: str
    en: str

    def render(self, language: str, /, **facts: object) -> str:
        """Return the text in one language with its facts filled in; any language but "en" is French."""
        text = self.en if language == "en" else self.fr
        return text.format(**facts) if facts else text


def spoken_language(environ: os._Environ[str] | dict[str, str] = os.environ) -> str:
    """Return the language for a person at the terminal: MAILLAGE_LANGUAGE, else the locale's, else French."""
    chosen = environ.get("MAILLAGE_LANGUAGE", "")
    if chosen in LANGUAGES:
        return chosen
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if locale.startswith("en") else "fr"
