"""Serve `/health` and `/ready`: whether the service is up, and whether it can answer a query now.

Process managers and load balancers ask for them.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from graph.backends.limitations import MISSING
from graph.backends.protocols import Dataset
from graph.errors import NotReady, SnapshotError
from graph.i18n import BilingualText
from graph.storage.derivation_lag import lag_of
from webapp.context import dataset, services
from webapp.monitoring.writing_state import writing_state

blueprint = Blueprint("health", __name__)
_SNAPSHOT = BilingualText("un instantané est en vigueur", "a snapshot is in force")


@blueprint.get("/health")
def health() -> Response:
    """Return the current snapshot; 503 when there is none, or when a remote engine does not answer."""
    opened = dataset()
    snapshot = opened.snapshot
    if snapshot is None:
        return _remote_health(opened)
    return _json(
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
    """Return the snapshot on which a query would be answered now, and whether writes are taken.

    Where writes are not taken reading goes on, so that is no reason to send readers elsewhere: the status stays 200.

    Raises:
        NotReady: Names the check that failed.
    """
    try:
        snapshot = dataset().snapshot
    except SnapshotError as error:
        found = BilingualText(error.message("fr"), error.message("en"))
        raise NotReady(check=_SNAPSHOT, found=found) from error
    services().check_readiness()
    if snapshot is None:
        return _json(status="ready", snapshot=None)
    writing = _writing()
    if current_app.config["MAILLAGE_IS_PLAIN"]:
        return _json(status="ready", snapshot=snapshot.number, writing=writing)
    lag = lag_of(snapshot)
    derived = {"snapshot": lag.derivation, "behind": lag.snapshots, "seconds": round(lag.seconds, 1)}
    return _json(status="ready", snapshot=snapshot.number, derived=derived, writing=writing)


def _writing() -> str:
    config = current_app.config
    return writing_state(services().writes, config["MAILLAGE_DATA_DIR"], config["MAILLAGE_DISK_FREE_BYTES"])


def _json(**members: object) -> Response:
    response = jsonify(**members)
    response.cache_control.no_store = True
    return response


def _remote_health(opened: Dataset) -> Response:
    """Return that the remote engine answers, and what it cannot do."""
    opened.check()
    return _json(
        status="ok",
        store="sparql",
        snapshot=None,
        base_iri=opened.names.base_iri,
        missing={code: {"fr": words.fr, "en": words.en} for code, words in MISSING.items()},
    )
