"""The home page."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.collect import active_territories, class_sizes, overview
from webapp.frame import dataset, reader
from webapp.mesh import draw_mesh
from webapp.present_list import (
    HomePage,
    actor_branches,
    initiative_tree,
    need_tree,
    tallies,
    territory_branches,
)
from webapp.reply import page_response

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> Response:
    """Say what this is, and open three ways in: by need, by territory, by actor."""
    opened, who = dataset(), reader()
    initiatives, needs = overview(opened, "initiatives"), overview(opened, "needs")
    page = HomePage(
        initiatives=initiative_tree(initiatives, who),
        needs=need_tree(needs, who),
        territories=territory_branches(active_territories(opened), who),
        actors=actor_branches(initiatives, who),
        tallies=tallies(class_sizes(opened), who),
        mesh=draw_mesh(initiatives, who),
    )
    return page_response("home.html", page)
