"""The front door of a plain server: it has no pages of its own but the query page."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.context import links

blueprint = Blueprint("plain", __name__)


@blueprint.get("/")
def home() -> Response:
    """Lead to the query page."""
    return Response(status=303, headers={"Location": links().sparql()})
