"""Serve the icon as PNG, drawn once from the SVG."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from flask import Blueprint, Response, abort

from webapp.presentation.icon import SIZES, draw_icon

blueprint = Blueprint("icons", __name__)


@blueprint.get("/icon-<int:size>.png")
def icon(size: int) -> Response:
    """Return the icon in one of the sizes that pages name."""
    if size not in SIZES:
        abort(404)
    response = Response(_drawn(size), mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@cache
def _drawn(size: int) -> bytes:
    return draw_icon((files("webapp") / "static" / "maillage.svg").read_text("utf-8"), size)
