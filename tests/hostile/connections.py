"""Requests that are hostile to the API of connections, paths and structure."""

from __future__ import annotations

from urllib.parse import quote

from tests.hostile.case import Case
from tests.hostile.http import request
from tests.serving import BASE_IRI

_CNFPT = quote(f"{BASE_IRI}/id/organisation/cnfpt", safe="")
_HUBS = [quote(f"{BASE_IRI}/id/{each}", safe="") for each in ("territory/france", "need/entraide")]
_INVALID, _UNKNOWN = ("400 parameter-invalid",), ("404 unknown-thing",)


def _get(target: str) -> bytes:
    return request("GET", target, Accept="application/json")


CONNECTIONS = (
    Case("paths between hubs", ("200", *_UNKNOWN), _get(f"/api/paths?from={_HUBS[0]}&to={_HUBS[1]}")),
    Case("a path from a thing to itself", ("200",), _get(f"/api/paths?from={_CNFPT}&to={_CNFPT}")),
    Case("a path from what is no name", _UNKNOWN, _get("/api/paths?from=javascript:alert(1)&to=%00")),
    Case("connections of 60,000 letters", _UNKNOWN, _get(f"/api/connections?of={'a' * 60_000}")),
    Case("more connections than numbers", _INVALID, _get(f"/api/connections?of={_CNFPT}&limit={'9' * 40}")),
    Case("fewer connections than none", _INVALID, _get(f"/api/connections?of={_CNFPT}&limit=-1")),
    Case(
        "connections from far behind",
        ("200", *_INVALID),
        _get(f"/api/connections?of={_CNFPT}&offset={'9' * 40}"),
    ),
    Case("connections of two at once", _INVALID, _get("/api/connections?of=a&of=b")),
    Case(
        "a thousand parameters of the API",
        ("413 too-many-parameters",),
        _get(f"/api/paths?{'a=1&' * 2000}from=x"),
    ),
    Case("a structure out of its folder", ("404 not-found",), _get("/api/structure/..%2f..%2fetc%2fpasswd")),
)
