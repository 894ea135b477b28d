"""List the things whose pages search engines are to know, in files of bounded length.

Persons are left out: what is said of them is public, and yet nobody's name is carried to search engines from here. Of the
territories, those where something happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.backends.protocols import Dataset
from graph.errors import NoNetwork
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.page_data.descriptions import names_of_class
from webapp.page_data.listings import all_of_kind, link_counts

KINDS = (
    "initiative",
    "need",
    "method",
    "theme",
    "aim",
    "idea",
    "principle",
    "context",
    "effect",
    "lesson",
    "event",
    "resource",
    "organisation",
    "collective",
)
TERRITORIES = "territory"
MOST = 10_000  # things in one file; each has three addresses, and a file may have 50 MB


@dataclass(frozen=True, slots=True)
class SitemapFile:
    """One file: the things of a kind from one on."""

    kind: str
    number: int


def sitemap_files(dataset: Dataset) -> list[SitemapFile]:
    """Return the files that there are; none for a kind of which there is nothing."""
    return [
        SitemapFile(kind, number + 1)
        for kind in (*KINDS, TERRITORIES)
        for number in range(-(-_slice(dataset, kind, 0, 0)[1] // MOST))
    ]


def sitemap_things(dataset: Dataset, file: SitemapFile) -> Sequence[str]:
    """Return the IRIs of a file's things; none where there is no such file."""
    if file.kind not in (*KINDS, TERRITORIES) or file.number < 1:
        return ()
    return _slice(dataset, file.kind, (file.number - 1) * MOST, MOST)[0]


def _slice(dataset: Dataset, kind: str, first: int, most: int) -> tuple[Sequence[str], int]:
    """Return some things of a kind in the order of their IRIs, and how many there are in all."""
    if kind != TERRITORIES:
        try:
            found = all_of_kind(dataset, kind, first=first, most=most)
        except NoNetwork:
            found = None
        if found is not None:
            return found.iris, found.total
    named = link_counts(dataset, "mai:onTerritory") if kind == TERRITORIES else _named(dataset, kind)
    return sorted(named)[first : first + most], len(named)


def _named(dataset: Dataset, kind: str) -> set[str]:
    return {each for class_ in KIND_BY_KEY[kind].classes for each in names_of_class(dataset, class_)}
