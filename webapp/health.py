"""Say whether the service can answer, for those who keep it running."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from graph.contract import AnyDataset
from graph.missing import MISSING
from webapp.frame import dataset

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Tell the snapshot in force; an error (503) when there is none, or when the engine elsewhere does not answer."""
    opened = dataset()
    snapshot = opened.snapshot
    if snapshot is None:
        return _elsewhere(opened)
    response = jsonify(
        status="ok",
        snapshot=snapshot.number,
        published_at=snapshot.published_at.isoformat(),
        digest=snapshot.digest,
        triple_count=snapshot.triple_count,
        quad_count=snapshot.quad_count,
        base_iri=snapshot.base_iri,
    )
    response.cache_control.no_store = True
    return response


def _elsewhere(opened: AnyDataset) -> Response:
    """Tell that the engine answers, and what it cannot give."""
    opened.check()
    response = jsonify(
        status="ok",
        store="sparql",
        snapshot=None,
        base_iri=opened.names.base_iri,
        missing={code: {"fr": words.fr, "en": words.en} for code, words in MISSING.items()},
    )
    response.cache_control.no_store = True
    return response
