"""Handle what every write over HTTP shares: the check of its token and size, the write itself, and the
acknowledgement.

SPARQL updates and the Graph Store Protocol both use it.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response, current_app, g, request

from graph.backends.limitations import MISSING
from graph.writing.requests import GraphWrite, Update, WriteResult
from webapp.authorization import require
from webapp.context import language, services
from webapp.http.negotiation import parse_accept
from webapp.http.requests import RequestError
from webapp.responses import body_response


def begin_write(*, may_be_packed: bool = False) -> None:
    """Check the right to write before the body is read, then allow the body to be as large as a write may be.

    Args:
        may_be_packed: Whether the body may be packed with gzip, as a file may.

    Raises:
        RequestError: The client may not write, or sent a body in an encoding that is not accepted here.
    """
    require("contribute")
    accepted = ("", "identity", "gzip", "x-gzip") if may_be_packed else ("", "identity")
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in accepted:
        raise RequestError("encoding-unsupported", request.headers["Content-Encoding"])
    largest: int = current_app.config["MAILLAGE_WRITE_MAX_BYTES"]
    request.max_content_length = largest
    request.max_form_memory_size = largest


def write(write_request: Update | GraphWrite) -> WriteResult:
    """Run a write.

    Raises:
        GraphError: It is refused.
    """
    return services().writes.write(write_request)


def acknowledge(done: WriteResult, location: str = "") -> Response:
    """Build the response to a published write: 201 for a new graph, else 204; with the report for clients that accept JSON."""
    g.pop("dataset", None)  # opened before the write, it would name the snapshot of before
    status = HTTPStatus.CREATED if done.is_new else HTTPStatus.NO_CONTENT
    response = Response(status=status)
    del response.headers["Content-Type"]
    if any(
        (one.type, one.subtype) == ("application", "json")
        for one in parse_accept(request.headers.get("Accept", ""))
    ):
        response = body_response(_report(done), "application/json", 201 if done.is_new else 200)
    if done.is_new and location:
        response.headers["Location"] = location
    if done.number:
        response.headers["X-Maillage-Snapshot"] = str(done.number)
    return response


def _report(done: WriteResult) -> bytes:
    members: dict[str, object] = {
        "snapshot": done.number,
        "changed": done.has_changed,
        "created": done.is_new,
    }
    if (
        not done.number
    ):  # an engine elsewhere tells no number, nor what has changed; and nothing was validated
        members = {
            "snapshot": None,
            "created": done.is_new,
            "validated": False,
            "reason": MISSING["validation"].render(language()),
        }
    if done.replaced:
        members["replaced"] = [each.as_members() for each in done.replaced]
    if done.report is not None:
        members["report"] = json.loads(done.report.as_json())
    return json.dumps(members, ensure_ascii=False).encode()
