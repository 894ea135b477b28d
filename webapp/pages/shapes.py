"""Serve shapes and the JSON-LD context: what describes the documents about things.

The `Link` header of each document leads to the shapes of its thing's classes, and framed JSON-LD names the context.
"""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, abort

from webapp.context import dataset, links
from webapp.documents.contexts import own_context
from webapp.documents.shapes import shape_triples
from webapp.http.media_types import HTML
from webapp.http.urls import FORMAT_BY_SUFFIX
from webapp.page_data.descriptions import graph_content
from webapp.responses import allow_every_origin, body_response, chosen_format, rdf_response, see_other

blueprint = Blueprint("shapes", __name__)
blueprint.after_request(allow_every_origin)
_SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
CONTEXT = "/context.jsonld"


@blueprint.get("/shapes", defaults={"shape": "", "suffix": ""})
@blueprint.get("/shapes.<suffix>", defaults={"shape": ""})
@blueprint.get("/shapes/<shape>", defaults={"suffix": ""})
@blueprint.get("/shapes/<shape>.<suffix>")
def shapes(shape: str, suffix: str) -> Response:
    """Return all shapes, or one with its parts."""
    if (suffix and suffix not in FORMAT_BY_SUFFIX) or (shape and not _SHAPE.fullmatch(shape)):
        abort(404)
    wanted = FORMAT_BY_SUFFIX[suffix] if suffix else chosen_format(is_page_first=False)
    opened = dataset()
    triples = shape_triples(opened, shape) if shape else set(graph_content(opened, "vocab/shapes").triples)
    if not triples:
        abort(404)
    return see_other(links().about_vocabulary()) if wanted == HTML else rdf_response(triples, wanted)


@blueprint.get(CONTEXT)
def context() -> Response:
    """Return the context of framed documents."""
    text = json.dumps(own_context(dataset()), ensure_ascii=False, indent=1)
    return body_response(text.encode(), "application/ld+json")
