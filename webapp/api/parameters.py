"""Parse the parameters of an API request into the values that `graph.exploration` takes.

A parameter that is not known is ignored, as everywhere here; one that is malformed is refused by its name.
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
    """The parameters of one request, in order."""

    parameters: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """Return a parameter, "" where there is none.

        Raises:
            ParameterInvalid: It is there twice.
        """
        found = [value for key, value in self.parameters if key == name]
        if len(found) > 1:
            raise ParameterInvalid(name=name, found=", ".join(found), expected=_ONCE)
        return found[0] if found else ""

    def has(self, name: str) -> bool:
        """Check whether a parameter is there, be it empty."""
        return any(key == name for key, _ in self.parameters)

    def number(self, name: str, default: int, most: int) -> int:
        """Parse a whole number from 1 on.

        Raises:
            ParameterInvalid: It is none, or greater than `most`.
        """
        text = self.text(name)
        if not self.has(name):
            return default
        if not _NUMBER.match(text) or int(text) > most:
            expected = BilingualText(*(each.format(least=1, most=most) for each in _WHOLE))
            raise ParameterInvalid(name=name, found=text, expected=expected)
        return int(text)

    def choice(self, name: str, offered: Collection[str], default: str) -> str:
        """Return a parameter that must be one of some words.

        Raises:
            ParameterInvalid: It is another one.
        """
        text = self.text(name)
        return self._known(name, text, offered) if self.has(name) else default

    def choices(self, name: str, offered: Collection[str]) -> tuple[str, ...]:
        """Return the values of a parameter that may be repeated, each once; all must be among some words.

        Raises:
            ParameterInvalid: One is another word.
        """
        found = (self._known(name, value, offered) for key, value in self.parameters if key == name)
        return tuple(dict.fromkeys(found))

    def language(self, default: str) -> str:
        """Return the language of the response.

        Raises:
            ParameterInvalid: It is not one of ours.
        """
        return self.choice("lang", LANGUAGES, default)

    def place(self) -> PageRequest:
        """Return which page of a list is requested; links to other pages keep the format.

        Raises:
            ParameterInvalid: The page or its size is no number, or too large.
        """
        kept = {"format": self.text("format")} if self.has("format") else {}
        return PageRequest(self.number("limit", LIMIT, MOST), self.number("page", 1, LAST_PAGE), kept)

    @staticmethod
    def _known(name: str, text: str, offered: Collection[str]) -> str:
        if text not in offered:
            raise ParameterInvalid(name=name, found=text, expected=", ".join(offered))
        return text


def parse_parameters(query_string: str) -> Parameters:
    """Parse the query string of an address.

    Raises:
        RequestError: It is not in UTF-8, or has too many parameters.
    """
    return Parameters(tuple(read_parameters(query_string)))
