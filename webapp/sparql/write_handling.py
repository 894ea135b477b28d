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
from webapp.http.negotiation import NotAcceptableError, choose_media_type, parse_accept
from webapp.http.requests import RequestError
from webapp.responses import body_response

_JSON, _TEXT = "application/json", "text/plain"


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
    """Build the response to a published write: 201 for a new graph, else 204.

    Clients that accept JSON by name get the report as its body (200 in place of 204); so does everybody of whose statements some were
    not read, or warned about.
    """
    g.pop("dataset", None)  # opened before the write, it would name the snapshot of before
    accept, report = request.headers.get("Accept", ""), done.report
    names_json = any((one.type, one.subtype) == (*_JSON.split("/"),) for one in parse_accept(accept))
    if report is not None and report.has_remarks and _report_format(accept) == _TEXT:
        response = body_response(report.as_text(language()).encode(), _TEXT)
    elif names_json or (report is not None and report.has_remarks):
        response = body_response(_report(done), _JSON)
    else:
        response = Response(status=HTTPStatus.NO_CONTENT)
        del response.headers["Content-Type"]
    if done.is_new:
        response.status_code = HTTPStatus.CREATED
    if done.is_new and location:
        response.headers["Location"] = location
    if done.number:
        response.headers["X-Maillage-Snapshot"] = str(done.number)
    return response


def _report_format(accept: str) -> str:
    """Return the preferred form of a report; a write that is done is never answered 406."""
    try:
        return choose_media_type(accept, (_JSON, _TEXT))
    except NotAcceptableError:
        return _JSON


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
