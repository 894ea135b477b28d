"""Say whether the service lives, and whether it can answer, for those who keep it running."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from graph.errors import NotReady, SnapshotError
from graph.words import Words
from webapp.frame import dataset
from webapp.readiness import Readiness

blueprint = Blueprint("health", __name__)
READINESS = "maillage readiness"
_SNAPSHOT = Words("un instantané est en vigueur", "a snapshot is in force")


@blueprint.get("/health")
def health() -> Response:
    """Tell the snapshot in force; an error (503) when there is none."""
    snapshot = dataset().snapshot
    return _told(
        status="ok",
        snapshot=snapshot.number,
        published_at=snapshot.published_at.isoformat(),
        digest=snapshot.digest,
        triple_count=snapshot.triple_count,
        quad_count=snapshot.quad_count,
        base_iri=snapshot.base_iri,
    )


@blueprint.get("/ready")
def ready() -> Response:
    """Tell that a query would be answered now.

    Raises: NotReady, which names the check that failed.
    """
    try:
        number = dataset().snapshot.number
    except SnapshotError as error:
        found = Words(error.message("fr"), error.message("en"))
        raise NotReady(check=_SNAPSHOT, found=found) from error
    readiness: Readiness = current_app.extensions[READINESS]
    readiness.check()
    return _told(status="ready", snapshot=number)


def _told(**members: object) -> Response:
    response = jsonify(**members)
    response.cache_control.no_store = True
    return response
