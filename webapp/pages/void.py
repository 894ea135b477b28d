"""Serve the description of the dataset (VoID) at its well-known address, in each RDF format.

It is made once a snapshot and kept. A browser is led to the home page.

Spec: https://www.w3.org/TR/void/#well-known
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app

from graph.backends.protocols import Dataset
from graph.sparql.statistics import Statistics
from graph.storage.snapshot_parts.statistics import read_statistics
from webapp.context import dataset, links
from webapp.documents.void import describe_dataset
from webapp.http.media_types import HTML
from webapp.http.urls import FORMAT_BY_SUFFIX, SUFFIX_BY_FORMAT
from webapp.page_data.descriptions import once_a_snapshot
from webapp.page_data.operator import Operator
from webapp.responses import allow_every_origin, chosen_format, rdf_bytes, rdf_bytes_response, see_other

blueprint = Blueprint("void", __name__)
_ADDRESS = "/.well-known/void"


@blueprint.get(_ADDRESS, defaults={"suffix": ""})
@blueprint.get(f"{_ADDRESS}.<suffix>")
def void(suffix: str) -> Response:
    """Return the description in the format of the suffix, or in the one preferred."""
    if suffix and suffix not in FORMAT_BY_SUFFIX:
        abort(404)
    wanted = FORMAT_BY_SUFFIX[suffix] if suffix else chosen_format(is_page_first=False)
    if wanted == HTML:
        return see_other(links().home())
    opened = dataset()
    body = _body(
        opened, wanted, current_app.config["MAILLAGE_OPERATOR"], is_counted=_statistics(opened) is not None
    )
    response = rdf_bytes_response(body, wanted)
    response.headers["Content-Location"] = links().data(f"{_ADDRESS}.{SUFFIX_BY_FORMAT[wanted]}")
    return allow_every_origin(response)


@once_a_snapshot
def _body(opened: Dataset, media_type: str, operator: Operator, *, is_counted: bool) -> bytes:
    """Write the description; `is_counted` tells the one before the counts were there from the one after."""
    statistics = _statistics(opened) if is_counted else None
    return rdf_bytes(describe_dataset(opened, statistics, operator), media_type)


def _statistics(opened: Dataset) -> Statistics | None:
    return read_statistics(opened.snapshot.path) if opened.snapshot is not None else None
