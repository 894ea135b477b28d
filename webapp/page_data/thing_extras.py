"""Find what only the pages of some kinds of things show: the content of a contribution, what happens on a territory, the search
that goes on from a need or a territory.
"""

from __future__ import annotations

from collections.abc import Mapping

from graph.backends.protocols import Dataset
from graph.rdf.terms import NamedNode
from webapp.page_data.descriptions import contribution_content
from webapp.page_data.search import NO_SEARCH, answers_of, needs_in
from webapp.page_data.territories import describe_territory
from webapp.presentation.description import Description
from webapp.presentation.page_context import PageContext
from webapp.presentation.rows.kinds import more_rows
from webapp.presentation.rows.territory import territory_rows
from webapp.presentation.search.shortcuts import Shortcut, answers_shortcut, needs_shortcut
from webapp.presentation.view_models import Row


def shortcut_of(
    dataset: Dataset, focus: NamedNode, description: Description, context: PageContext
) -> Shortcut | None:
    """Return the search that the page of a need or a territory leads to; None for other things, or without an index."""
    try:
        if description.has_type(focus, "mai:Need"):
            return answers_shortcut(*answers_of(dataset, focus.value, context.language), context)
        if description.has_type(focus, "mai:Territory"):
            return needs_shortcut(*needs_in(dataset, focus.value, context.language), context)
    except NO_SEARCH:
        pass
    return None


def more_of(
    dataset: Dataset, focus: NamedNode, description: Description, context: PageContext
) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows that only some kinds of things have, by the question that they answer."""
    if description.has_type(focus, "mai:Territory"):
        return territory_rows(focus, description, describe_territory(dataset, focus), context)
    if description.has_type(focus, "mai:Contribution"):
        content, is_cut = contribution_content(dataset, focus)
        return more_rows(focus, description, context, content=content, is_cut=is_cut)
    return more_rows(focus, description, context)
