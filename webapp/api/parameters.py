"""Read what a question of the API asks: the parameters of its address.

Flows in: a query string. Flows out: values that the questions take. Knows nothing of Flask.
A parameter that no question knows is left alone, as everywhere here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from graph.errors import ParameterInvalid
from graph.exploration.rendering import LAST_PAGE, LIMIT, MOST, PageRequest
from graph.i18n import LANGUAGES, BilingualText
from webapp.http.requests import read_parameters

FORMATS = {"json": "application/json", "jsonld": "application/ld+json", "csv": "text/csv"}
_ONCE = BilingualText("une seule valeur", "a single value")
_WHOLE = BilingualText("un nombre entier de {least} à {most}", "a whole number from {least} to {most}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}\Z")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of one question, in order."""

    parameters: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """Give a parameter, "" where it is not given.

        Raises: ParameterInvalid when it is given twice.
        """
        found = [value for key, value in self.parameters if key == name]
        if len(found) > 1:
            raise ParameterInvalid(name=name, found=", ".join(found), expected=_ONCE)
        return found[0] if found else ""

    def has(self, name: str) -> bool:
        """Tell whether a parameter is given, be it empty."""
        return any(key == name for key, _ in self.parameters)

    def number(self, name: str, default: int, most: int) -> int:
        """Give a whole number from 1 on.

        Raises: ParameterInvalid.
        """
        text = self.text(name)
        if not self.has(name):
            return default
        if not _NUMBER.match(text) or int(text) > most:
            expected = BilingualText(*(each.format(least=1, most=most) for each in _WHOLE))
            raise ParameterInvalid(name=name, found=text, expected=expected)
        return int(text)

    def choice(self, name: str, offered: Collection[str], default: str) -> str:
        """Give one of some words.

        Raises: ParameterInvalid.
        """
        text = self.text(name)
        return self._known(name, text, offered) if self.has(name) else default

    def choices(self, name: str, offered: Collection[str]) -> tuple[str, ...]:
        """Give some of some words: the parameter may be repeated, and each value given once.

        Raises: ParameterInvalid.
        """
        found = (self._known(name, value, offered) for key, value in self.parameters if key == name)
        return tuple(dict.fromkeys(found))

    def language(self, default: str) -> str:
        """Give the language of the answer.

        Raises: ParameterInvalid.
        """
        return self.choice("lang", LANGUAGES, default)

    def place(self) -> PageRequest:
        """Give which part of a list is asked for; the other pages come in the format that was asked for.

        Raises: ParameterInvalid.
        """
        kept = {"format": self.text("format")} if self.has("format") else {}
        return PageRequest(self.number("limit", LIMIT, MOST), self.number("page", 1, LAST_PAGE), kept)

    @staticmethod
    def _known(name: str, text: str, offered: Collection[str]) -> str:
        if text not in offered:
            raise ParameterInvalid(name=name, found=text, expected=", ".join(offered))
        return text


def read_asked(query_string: str) -> Parameters:
    """Read the parameters of an address.

    Raises: RequestError when they are not in UTF-8, or too many.
    """
    return Parameters(tuple(read_parameters(query_string)))
