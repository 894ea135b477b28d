"""What the network is made of, for those who study it."""

from __future__ import annotations

from flask import Blueprint, Response

from graph.exploration.structure import read_structure
from webapp.context import dataset, reader
from webapp.page_data.connections import name_things
from webapp.presentation.structure import SHOWN, named_in, present_structure
from webapp.responses import page_response

blueprint = Blueprint("structure", __name__)


@blueprint.get("/structure")
def structure() -> Response:
    """Show the first rows of each measure, and say what it means."""
    opened, who = dataset(), reader()
    shown = read_structure(opened, who.language).structure.shortened(SHOWN)
    naming = name_things(opened, named_in(shown), who)
    return page_response("structure.html", present_structure(shown, naming, who))
