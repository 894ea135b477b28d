"""The names of things, in both languages, asked of the dataset."""

from __future__ import annotations

from collections.abc import Iterable

from graph.contract import AnyDataset
from graph.words import Words


def labels_of(dataset: AnyDataset, iris: Iterable[str]) -> dict[str, Words]:
    """Name things: a language that lacks takes the other's words; a thing that has no name is left out."""
    raise NotImplementedError
