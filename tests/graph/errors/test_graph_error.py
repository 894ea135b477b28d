"""Tests of graph.errors.graph_error, and of all errors together."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from graph import errors
from graph.errors import GraphError, SettingError
from graph.i18n import BilingualText


def _tree(root: type[GraphError] = GraphError) -> Iterator[type[GraphError]]:
    yield root
    for branch in root.__subclasses__():
        yield from _tree(branch)


LEAVES = [each for each in _tree() if not each.__subclasses__()]


def test_the_tree_is_not_empty() -> None:
    """The walk below sees every error."""
    assert len(LEAVES) > 20


@pytest.mark.parametrize("error", LEAVES)
def test_every_error_speaks_both_languages_of_the_same_facts(error: type[GraphError]) -> None:
    """Message and hint exist in French and English and name the same facts."""
    for words in (error.message_text, error.hint_text):
        assert words.fr
        assert words.en
        assert _fields(words.fr) == _fields(words.en)


@pytest.mark.parametrize("error", LEAVES)
def test_every_error_stands_in_the_picture_of_the_tree(error: type[GraphError]) -> None:
    """The module's docstring names each error."""
    assert error.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("error", list(_tree()))
def test_every_error_is_found_by_its_name(error: type[GraphError]) -> None:
    """An error that comes from another process is looked up in the package, whichever module defines it."""
    assert getattr(errors, error.__name__) is error
    assert error.__name__ in errors.__all__


def test_codes_are_unique() -> None:
    """A code tells one error."""
    assert len({each.code for each in LEAVES}) == len(LEAVES)


def test_a_bilingual_fact_is_said_in_the_language_of_the_message() -> None:
    """An expectation may itself be words."""
    error = SettingError(name="X", found="y", expected=BilingualText("un entier", "an integer"))
    assert error.message("en").endswith("an integer.")
    assert error.message("fr").endswith("un entier.")


def test_every_text_belongs_to_an_error() -> None:
    """The file of messages names codes of errors, each of those that are raised has a message of its own."""
    messages = tomllib.loads(files("graph.errors").joinpath("messages.toml").read_text("utf-8"))
    assert messages.keys() <= {each.code for each in _tree()}
    assert {each.code for each in LEAVES if "message" not in messages.get(each.code, {})} == set()
    assert not [
        each for each in messages.values() for text in each.values() if re.search(r"\w'\w", text["fr"])
    ]


def _fields(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}
