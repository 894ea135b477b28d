"""Say whether the service can answer, for those who keep it running."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from webapp.frame import dataset

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Tell the snapshot in force; an error (503) when there is none."""
    snapshot = dataset().snapshot
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
