"""Serve the dumps: a page and a list of them, their files at addresses that never change, and addresses of the latest.

Files are sent from the disk as they are, never compressed on the way, and never held in memory.

Spec: https://www.rfc-editor.org/rfc/rfc9110#section-14, https://www.rfc-editor.org/rfc/rfc9530, https://www.rfc-editor.org/rfc/rfc8246
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import IO

from flask import Blueprint, Response, current_app, request

from graph.errors import DumpMissing, NoDumps
from graph.i18n import BilingualText
from graph.storage.dumps.manifest import MANIFEST, DumpManifest
from graph.storage.dumps.offer import find_dump, find_file, list_dumps
from graph.storage.dumps.packing import sha256_of
from webapp.context import dataset, links, reader
from webapp.http.byte_ranges import Delivery, FileFacts, choose_delivery, content_range
from webapp.http.headers import FOR_EVER, content_type_of
from webapp.http.media_types import HTML
from webapp.http.problems import problem_with_status
from webapp.page_data.dump_listing import MEDIA_TYPE_BY_COMPRESSION, listed_dumps
from webapp.presentation.about import present_dumps
from webapp.responses import (
    StreamedResponse,
    allow_every_origin,
    body_response,
    chosen_format,
    page_response,
    problem_response,
)

blueprint = Blueprint("dumps", __name__)
blueprint.after_request(allow_every_origin)
_JSON = "application/json"
_PIECE_BYTES = 1 << 18
_AS_IT_IS = f"{FOR_EVER}, no-transform"
_ELSEWHERE = BilingualText(
    "Les données sont tenues par un autre moteur SPARQL.", "The data is held by another SPARQL engine."
)


@blueprint.get("/dumps/")
def dumps() -> Response:
    """List the dumps: a page for people, JSON for programs."""
    found = list_dumps(_data_dir())
    if chosen_format((_JSON,)) == HTML:
        dataset()  # the foot of the page names the snapshot
        response = page_response("dumps.html", present_dumps(found, reader()))
        response.cache_control.no_store = True  # the list changes without another snapshot
        return response
    body = json.dumps(listed_dumps(found, links()), indent=2, ensure_ascii=False).encode() + b"\n"
    response = body_response(body, _JSON)
    response.set_etag(hashlib.sha256(body).hexdigest())
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


@blueprint.get("/dumps/latest/")
def latest_manifest() -> Response:
    """Redirect to the manifest of the newest dump."""
    return latest(MANIFEST)


@blueprint.get("/dumps/latest/<file_name>")
def latest(file_name: str) -> Response:
    """Redirect to a file of the newest dump."""
    found = list_dumps(_data_dir())
    if not found:
        raise DumpMissing(name="latest")
    find_file(_data_dir(), found[0], file_name)
    response = _found(links().dumps(found[0].name, file_name))
    response.cache_control.no_cache = True
    return _linked(response, found[0])


@blueprint.get("/dumps/<dump_name>/")
def dump(dump_name: str) -> Response:
    """Redirect from a dump to its manifest."""
    found = find_dump(_data_dir(), dump_name)
    return _found(links().dumps(found.name, MANIFEST))


@blueprint.get("/dumps/<dump_name>/<file_name>")
def dump_file(dump_name: str, file_name: str) -> Response:
    """Send a file of a dump, or the part of it that the client lacks."""
    found = find_dump(_data_dir(), dump_name)
    path = find_file(_data_dir(), found, file_name)
    try:
        return _sent(path, found)
    except FileNotFoundError as error:  # retired this moment
        raise DumpMissing(name=dump_name) from error


def _sent(path: Path, found: DumpManifest) -> Response:
    """Build the response that sends a file, or the part of it that the request selects."""
    file_name, described = path.name, found.file(path.name)
    sha256 = described.sha256 if described is not None else sha256_of(path)
    facts = FileFacts(path.stat().st_size, f'"{sha256}"', found.published_at)
    delivery = choose_delivery(request.method, dict(request.headers), facts)
    if delivery.status in (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE):
        return _refused(delivery, facts)
    is_sent = request.method == "GET" and delivery.status != HTTPStatus.NOT_MODIFIED
    body = _pieces(path.open("rb"), delivery) if is_sent else ()
    response = StreamedResponse(body, status=delivery.status)
    response.headers["Content-Type"] = _content_type(found, file_name)
    response.headers["ETag"] = facts.etag
    response.headers["Cache-Control"] = _AS_IT_IS
    response.headers["Accept-Ranges"] = "bytes"
    response.last_modified = found.published_at
    if delivery.status != HTTPStatus.NOT_MODIFIED:
        response.content_length = delivery.length
        _describe_body(response, delivery, facts.size, sha256)
    if file_name != MANIFEST:
        response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return _linked(response, found)


def _found(address: str) -> Response:
    return Response(status=HTTPStatus.FOUND, headers={"Location": address})


def _refused(delivery: Delivery, file: FileFacts) -> Response:
    response = problem_response(problem_with_status(delivery.status))
    response.headers["ETag"] = file.etag
    if size := content_range(delivery, file.size):
        response.headers["Content-Range"] = size
    return response


def _pieces(file: IO[bytes], delivery: Delivery) -> Iterator[bytes]:
    with file:
        file.seek(delivery.start)
        left = delivery.length
        while left and (piece := file.read(min(_PIECE_BYTES, left))):
            left -= len(piece)
            yield piece


def _describe_body(response: Response, delivery: Delivery, size: int, sha256: str) -> None:
    """Add which part of the file is sent, and digests: of the file, and of what is sent where that is all of it."""
    if sent := content_range(delivery, size):
        response.headers["Content-Range"] = sent
    digest = f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"
    response.headers["Repr-Digest"] = digest
    if delivery.status == HTTPStatus.OK and request.method == "GET":
        response.headers["Content-Digest"] = digest


def _content_type(dump: DumpManifest, file_name: str) -> str:
    described = dump.file(file_name)
    if described is None:
        return _JSON if file_name == MANIFEST else "text/plain; charset=utf-8"
    return MEDIA_TYPE_BY_COMPRESSION.get(described.compression) or content_type_of(described.media_type)


def _linked(response: Response, dump: DumpManifest) -> Response:
    """Add where licences and manifest of a dump are."""
    for each in dump.licences:
        response.headers.add("Link", f'<{each}>; rel="license"')
    response.headers.add("Link", f'<{links().dumps(dump.name, MANIFEST)}>; rel="describedby"; type="{_JSON}"')
    return response


def _data_dir() -> Path:
    """Return the data directory that holds the dumps.

    Raises:
        NoDumps: A remote engine holds the data.
    """
    if current_app.config["MAILLAGE_IS_REMOTE"]:
        raise NoDumps(reason=_ELSEWHERE)
    found: Path = current_app.config["MAILLAGE_DATA_DIR"]
    return found
