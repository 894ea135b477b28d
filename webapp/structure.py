"""What the network is made of, for those who study it."""

from __future__ import annotations

from flask import Blueprint, Response

from graph.told.structure import ask_structure
from webapp.frame import dataset, reader
from webapp.linking import name_things
from webapp.present_structure import SHOWN, named_in, present_structure
from webapp.reply import page_response

blueprint = Blueprint("structure", __name__)


@blueprint.get("/structure")
def structure() -> Response:
    """Show the first rows of each measure, and say what it means."""
    opened, who = dataset(), reader()
    shown = ask_structure(opened, who.language).structure.shortened(SHOWN)
    naming = name_things(opened, named_in(shown), who)
    return page_response("structure.html", present_structure(shown, naming, who))
