"""Text in the two languages of the product, side by side, so that neither is ever forgotten."""

from __future__ import annotations

import os
from typing import NamedTuple

LANGUAGES = ("fr", "en")


class BilingualText(NamedTuple):
    """One text in French and in English; `{name}` stands for a fact filled in later."""

    fr: str
    en: str

    def render(self, language: str, /, **facts: object) -> str:
        """Give the text in one language, its facts filled in; anything but "en" is French."""
        text = self.en if language == "en" else self.fr
        return text.format(**facts) if facts else text


def spoken_language(environ: os._Environ[str] | dict[str, str] = os.environ) -> str:
    """Tell which language the person at the terminal reads: MAILLAGE_LANGUAGE, then the locale, then French."""
    chosen = environ.get("MAILLAGE_LANGUAGE", "")
    if chosen in LANGUAGES:
        return chosen
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return "en" if locale.startswith("en") else "fr"
