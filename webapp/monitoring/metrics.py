"""Serve `/metrics`, for Prometheus, to those who may read it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from prometheus_client.exposition import choose_encoder
from werkzeug.exceptions import NotFound

from webapp.authorization import require
from webapp.context import services
from webapp.http.clients import client_of
from webapp.http.forwarding import parse_ip

blueprint = Blueprint("metrics", __name__)
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return all metrics, as Prometheus or as OpenMetrics text.

    Raises:
        RequestError: The reader may not read them.
        NotFound: Nobody may.
    """
    readers = current_app.config["MAILLAGE_METRICS"]
    if readers == "off":
        raise NotFound
    if readers == "token" or (readers == "local" and not _asks_from_here()):
        require("admin")
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    response = Response(encode(services().metrics), content_type=content_type)
    response.cache_control.no_store = True
    return response


def _asks_from_here() -> bool:
    """Check whether a program of this machine asks directly, under a name of this machine.

    The name keeps out pages of other sites, whose names may be made to lead here.
    """
    client = client_of(request.environ)
    if client.host.rpartition(":")[0] not in _LOCAL_NAMES and client.host not in _LOCAL_NAMES:
        return False
    try:
        return client.is_direct and parse_ip(client.address).is_loopback
    except ValueError:
        return False
