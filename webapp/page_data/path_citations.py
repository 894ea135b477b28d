"""Cite where the statements of paths come from, and list their sources and contributions.

Sources that no step cites have no number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.backends.protocols import Dataset
from graph.exploration.path_provenance import SourcedStatement
from graph.rdf.terms import NamedNode
from webapp.page_data.descriptions import ask_of_each
from webapp.presentation.description import Description
from webapp.presentation.page_context import PageContext
from webapp.presentation.things.citations import Citations
from webapp.presentation.view_models import Citation, CitedSource, Contribution

Notes = tuple[tuple[tuple[Citation, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class PathCitations:
    """The citations of each statement of each step of each path, and what stands at the foot of the page."""

    citations: Notes
    sources: tuple[CitedSource, ...]
    contributions: tuple[Contribution, ...]
    registers: tuple[str, ...]


def cite_paths(
    dataset: Dataset, paths: Sequence[Sequence[SourcedStatement]], context: PageContext
) -> PathCitations:
    """Cite where each statement of some paths comes from; only the sources that are cited have a number."""
    sourced = [_by_step(each) for each in paths]
    every = [each for path in sourced for step in path for each in step]
    asked = {
        "browse/quote": (NamedNode(quote) for each in every for quote in each.quotes),
        "browse/contribution_card": (NamedNode(graph) for each in every for graph in each.graphs),
    }
    description = Description(ask_of_each(dataset, asked))
    statings = {each.triple: each.graphs for each in every}
    notebook = Citations(description, statings, context)
    citations = _notes(notebook, sourced)
    if not notebook.are_numbered_as(notebook.used()):
        notebook = Citations(description, statings, context, order=notebook.used())
        citations = _notes(notebook, sourced)
    return PathCitations(citations, notebook.sources(), notebook.contributions(), notebook.registers())


def _by_step(sourced: Sequence[SourcedStatement]) -> list[list[SourcedStatement]]:
    return [list(each) for _, each in groupby(sourced, lambda one: one.step)]


def _notes(notebook: Citations, sourced: Sequence[Sequence[Sequence[SourcedStatement]]]) -> Notes:
    return tuple(tuple(tuple(_note(notebook, each) for each in step) for step in path) for path in sourced)


def _note(notebook: Citations, sourced: SourcedStatement) -> Citation:
    return notebook.sourced(sourced.triple, map(NamedNode, sourced.quotes), sourced.statuses)
