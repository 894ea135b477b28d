"""Tell paths in words: each as one sentence, and as rows of a table, in both languages.

Names of things come from whoever calls: IRI -> (French, English). A record (a function held) may have one as well: its
title; a thing that has none is called by its IRI.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from graph.network.path import Path, Paths, Step
from graph.words import Words

Names = Mapping[str, Words]


class Row(NamedTuple):
    """A step as a row of a table: the name of a thing, how it is linked to the next, the name of that."""

    start: Words
    relation: Words
    end: Words


def path_sentence(path: Path, names: Names) -> Words:
    """Tell a path as one sentence: “A” answers the need “X”, which “B” also answers."""
    raise NotImplementedError


def path_rows(path: Path, names: Names) -> tuple[Row, ...]:
    """Tell a path as rows of a table, one a step."""
    raise NotImplementedError


def step_sentence(step: Step, names: Names) -> Words:
    """Tell one step alone as a sentence."""
    raise NotImplementedError


def ending_sentence(found: Paths, start: Words, end: Words) -> Words:
    """Say in a sentence what came of a search: how many paths, through a hub or not, none, or given up."""
    raise NotImplementedError
