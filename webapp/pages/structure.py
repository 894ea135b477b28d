"""The structure of the network, for researchers."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response

from graph.errors import StructureInTheMaking
from graph.exploration.structure import read_structure
from webapp.context import dataset, reader
from webapp.page_data.connections import name_things
from webapp.presentation.structure import SHOWN, Waiting, named_in, present_structure
from webapp.responses import page_response

_RELOADED_S = 10
blueprint = Blueprint("structure", __name__)


@blueprint.get("/structure")
def structure() -> Response:
    """Show the first rows of each measure, and what it means; or that they are being computed."""
    opened, context = dataset(), reader()
    try:
        shown = read_structure(opened, context.language).structure.shortened(SHOWN)
    except StructureInTheMaking:
        waiting = page_response("structure_pending.html", Waiting(_RELOADED_S), HTTPStatus.ACCEPTED)
        waiting.headers["Cache-Control"] = "no-store"
        return waiting
    thing_links = name_things(opened, named_in(shown), context)
    return page_response("structure.html", present_structure(shown, thing_links, context))
