"""The structure of the network, for researchers."""

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
    """Show the first rows of each measure, and what it means."""
    opened, context = dataset(), reader()
    shown = read_structure(opened, context.language).structure.shortened(SHOWN)
    thing_links = name_things(opened, named_in(shown), context)
    return page_response("structure.html", present_structure(shown, thing_links, context))
