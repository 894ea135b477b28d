"""The home page of a plain server, which has no page but that of queries."""

from __future__ import annotations

from flask import Blueprint, Response

from webapp.context import links

blueprint = Blueprint("plain", __name__)


@blueprint.get("/")
def home() -> Response:
    """Redirect to the query page."""
    return Response(status=303, headers={"Location": links().sparql()})
