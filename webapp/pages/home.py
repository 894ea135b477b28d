"""Serve the home page.

On a server of a plain data directory, `plain_home` is served instead.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from graph.backends.protocols import Dataset
from graph.rdf.terms import expand
from webapp.context import dataset, reader
from webapp.page_data.descriptions import (
    active_territories,
    busy_overview,
    cards,
    class_sizes,
    is_large,
    overview,
)
from webapp.page_data.listings import actor_counts, busiest, link_counts
from webapp.page_data.search import NO_SEARCH, initiatives_everywhere, newest_contributions
from webapp.presentation.home.diagram import draw_diagram
from webapp.presentation.home.page import HomePage
from webapp.presentation.list_pages import tallies
from webapp.presentation.search.facets import FacetPresenter
from webapp.presentation.search.results import SearchPresenter
from webapp.presentation.trees import (
    actor_branches,
    busy_branches,
    initiative_tree,
    need_tree,
    territory_branches,
)
from webapp.responses import page_response

_SHOWN = 24  # of each kind, where there is too much to be shown
blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response:
    """Show what this is, and three ways in: by need, by territory, by actor."""
    opened = dataset()
    page = _busiest(opened) if is_large(opened) else _all(opened)
    return page_response("home.html", _with_search(opened, page))


def _with_search(opened: Dataset, page: HomePage) -> HomePage:
    """Add what the search index counts and orders: initiatives by place, and the newest contributions."""
    context = reader()
    try:
        address, found = initiatives_everywhere(opened, context.language)
        newest, news = newest_contributions(opened, context.language)
    except NO_SEARCH:
        return page
    return replace(
        page,
        regions=FacetPresenter(address, found.names, context).values("place", found.result),
        near_hidden=tuple(address.parameters(context.links.base_iri)),
        news=SearchPresenter(newest, news, context).page().rows,
    )


def _all(opened: Dataset) -> HomePage:
    context = reader()
    initiatives, needs = overview(opened, "initiatives"), overview(opened, "needs")
    return HomePage(
        initiatives=initiative_tree(initiatives, context),
        needs=need_tree(needs, context, link_counts(opened, "mai:answersNeed")),
        territories=territory_branches(
            active_territories(opened), context, link_counts(opened, "mai:onTerritory")
        ),
        actors=actor_branches(initiatives, context, actor_counts(opened)),
        tallies=tallies(class_sizes(opened), context),
        diagram=draw_diagram(initiatives, context),
    )


def _busiest(opened: Dataset) -> HomePage:
    """Present, of a large network, what has most links."""
    context, found = reader(), busiest(opened, _SHOWN)
    named = cards(opened, (iri for each in (found.needs, found.territories, found.actors) for iri, _ in each))
    initiatives = busy_overview(opened, found.initiatives)
    return HomePage(
        initiatives=initiative_tree(initiatives, context),
        needs=busy_branches(found.needs, named, context),
        territories=busy_branches(found.territories, named, context),
        actors=busy_branches(found.actors, named, context),
        tallies=tallies(class_sizes(opened), context),
        diagram=draw_diagram(initiatives, context),
        initiative_count=class_sizes(opened)[expand("mai:Initiative")],
    )
