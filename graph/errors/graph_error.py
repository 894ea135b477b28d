"""The root of every refusal: a stable code, a message and a hint in French and English, and named facts.

Subclasses state their `code`; their texts are in `messages.toml` under it, and are read when the first error is shown. They are
raised with the facts that fill those in: `SettingError(name=…, found=…, expected=…)`. An error crosses processes pickled, or as its class name and its facts
(`graph.sparql.query_requests.error_header`).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import ClassVar

from graph.i18n import BilingualText, spoken_language


class _Text:
    """A text of a class of errors: its own, else that of the class above it."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __get__(self, error: object, owner: type[GraphError]) -> BilingualText:
        codes = (each.__dict__["code"] for each in owner.__mro__ if "code" in each.__dict__)
        texts = (text for code in codes if (text := _messages().get(code, {}).get(self._key)))
        return BilingualText(**next(texts, {"fr": "", "en": ""}))


@cache
def _messages() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files(__package__).joinpath("messages.toml").read_text("utf-8"))


class GraphError(Exception):
    """The root of every refusal.

    Attributes:
        code: Stable name of the kind of error, for programs.
        message_text, hint_text: What a person reads, with `{name}` where a fact is filled in.
        facts: What was found and expected, by name; a fact may itself be a text in both languages.
    """

    code: ClassVar[str] = "graph"
    message_text = _Text("message")
    hint_text = _Text("hint")

    def __init__(self, **facts: object) -> None:
        super().__init__()
        self.facts = facts

    def message(self, language: str = "") -> str:
        """Render what was found, where, and what was expected; without a language, in that of the terminal."""
        return self._fill(self.message_text, language or spoken_language())

    def hint(self, language: str = "") -> str:
        """Render what to do about it; may be empty."""
        return self._fill(self.hint_text, language or spoken_language())

    def _fill(self, text: BilingualText, language: str) -> str:
        facts = {
            key: fact.render(language) if isinstance(fact, BilingualText) else fact
            for key, fact in self.facts.items()
        }
        return text.render(language, **facts)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the members instead of the constructor's arguments, which differ between errors."""
        return _unpickle, (type(self), self.__dict__)

    def __str__(self) -> str:
        """Render the message in the language of the terminal."""
        return self.message()


def _unpickle(error_class: type[GraphError], members: dict[str, object]) -> GraphError:
    error = error_class.__new__(error_class)
    error.__dict__.update(members)
    return error
