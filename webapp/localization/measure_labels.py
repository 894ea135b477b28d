"""Return how pages name and explain the measures of the network's structure (`ontology/wording/pages.ttl`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from graph.connections.wording.lexicon import lexicon
from graph.i18n import BilingualText


class ColumnLabel(NamedTuple):
    """The title of a column; figures stand to the right."""

    title: BilingualText
    is_figure: bool = False


class MeasureLabel(NamedTuple):
    """A measure in words: its title, what it means, what stands in place of no row, its columns."""

    title: BilingualText
    meaning: BilingualText
    silence: BilingualText
    columns: tuple[ColumnLabel, ...]


@cache
def measure_labels() -> Mapping[str, MeasureLabel]:
    """Return the measures that have a table on the page, by key, in its order."""
    found = lexicon().starting("measure-")
    return {
        key: MeasureLabel(
            each.texts["pageLabel"],
            each.texts["meaning"],
            each.texts["silence"],
            tuple(
                ColumnLabel(column.texts["pageLabel"], "isFigure" in column.values)
                for column in lexicon().starting(f"measure-{key}-").values()
            ),
        )
        for key, each in found.items()
        if "meaning" in each.texts
    }
