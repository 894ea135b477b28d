"""Define what the home page shows."""

from __future__ import annotations

from dataclasses import dataclass

from webapp.presentation.home.diagram import HomeDiagram
from webapp.presentation.list_pages import KindCount
from webapp.presentation.search.views import FacetValue, ResultRow
from webapp.presentation.trees import Branch


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page: what is near and new, and ways in by need, territory, initiative and actor.

    Attributes:
        initiative_count: How many initiatives there are, where only the busiest of all are shown.
        regions: How many initiatives there are in each part of the country.
        news: The newest contributions.
        near_hidden: Parameters of the form that asks for a place; none without a search index.
    """

    initiatives: tuple[Branch, ...]
    needs: tuple[Branch, ...]
    territories: tuple[Branch, ...]
    actors: tuple[Branch, ...]
    tallies: tuple[KindCount, ...]
    diagram: HomeDiagram | None = None
    initiative_count: int = 0
    regions: tuple[FacetValue, ...] = ()
    news: tuple[ResultRow, ...] = ()
    near_hidden: tuple[tuple[str, str], ...] = ()
