"""The home page."""

from __future__ import annotations

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
from webapp.page_data.listings import busiest
from webapp.presentation.home_diagram import draw_mesh
from webapp.presentation.list_pages import HomePage, tallies
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
    """Say what this is, and open three ways in: by need, by territory, by actor."""
    opened = dataset()
    return page_response("home.html", _busiest(opened) if is_large(opened) else _all(opened))


def _all(opened: Dataset) -> HomePage:
    who = reader()
    initiatives, needs = overview(opened, "initiatives"), overview(opened, "needs")
    return HomePage(
        initiatives=initiative_tree(initiatives, who),
        needs=need_tree(needs, who),
        territories=territory_branches(active_territories(opened), who),
        actors=actor_branches(initiatives, who),
        tallies=tallies(class_sizes(opened), who),
        mesh=draw_mesh(initiatives, who),
    )


def _busiest(opened: Dataset) -> HomePage:
    """Show of a large network what has most links."""
    who, found = reader(), busiest(opened, _SHOWN)
    named = cards(opened, (iri for each in (found.needs, found.territories, found.actors) for iri, _ in each))
    initiatives = busy_overview(opened, found.initiatives)
    return HomePage(
        initiatives=initiative_tree(initiatives, who),
        needs=busy_branches(found.needs, named, who),
        territories=busy_branches(found.territories, named, who),
        actors=busy_branches(found.actors, named, who),
        tallies=tallies(class_sizes(opened), who),
        mesh=draw_mesh(initiatives, who),
        initiative_count=class_sizes(opened)[expand("mai:Initiative")],
    )
