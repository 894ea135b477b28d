"""`/metrics`: what the server counts, for Prometheus; and who may read it."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, Response, current_app, request
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder
from werkzeug.exceptions import NotFound

from webapp.authorization import require

blueprint = Blueprint("metrics", __name__)
REGISTRY = "maillage registry"
# Any of these says that somebody stands between; a proxy that was told to set none often speaks HTTP/1.0, as nginx does.
_RELAYED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Tell all counts, as Prometheus or as OpenMetrics text.

    Raises: RequestError when the reader may not, NotFound when nobody may.
    """
    readers = current_app.config["MAILLAGE_METRICS"]
    if readers == "off":
        raise NotFound
    if readers == "token" or (readers == "local" and not _asks_from_here()):
        require("admin")
    registry: CollectorRegistry = current_app.extensions[REGISTRY]
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    response = Response(encode(registry), content_type=content_type)
    response.cache_control.no_store = True
    return response


def _asks_from_here() -> bool:
    """Tell whether a program of this machine asks directly, under a name of this machine.

    The name keeps out pages of other sites, whose names may be made to lead here.
    """
    if (
        any(each in request.headers for each in _RELAYED)
        or request.environ.get("SERVER_PROTOCOL") != "HTTP/1.1"
    ):
        return False
    if request.host.rpartition(":")[0] not in _LOCAL_NAMES and request.host not in _LOCAL_NAMES:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
