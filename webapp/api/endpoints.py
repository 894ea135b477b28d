"""The API: connections, paths and structure as JSON, JSON-LD and CSV, and the document that describes it.

Spec: https://spec.openapis.org/oas/v3.1.0
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from graph.backends.limitations import MISSING
from graph.backends.protocols import Dataset
from graph.errors import NoNetwork, QueryQueueFull
from graph.exploration import connections, paths, structure
from graph.exploration.encodings import csv_text, json_text
from graph.exploration.json_ld import (
    CONTEXT,
    connections_json_ld,
    context_text,
    part_json_ld,
    paths_json_ld,
    structure_json_ld,
)
from graph.exploration.rendering import Members
from graph.runtime.fair_queue import FairQueue, QueueFull
from webapp.api.openapi import openapi_text
from webapp.api.parameters import FORMATS, Parameters, read_asked
from webapp.context import dataset, language, links
from webapp.http.clients import client_of
from webapp.responses import allow_every_origin, body_response, chosen_format, preflight

blueprint = Blueprint("api", __name__)
JSON, JSON_LD, CSV = FORMATS.values()
_PIECE_BYTES = 1 << 16
# A search for paths may take a second of this process, which has others to answer: one at a time, few wait.
_QUEUE, _WAIT_S = 4, 5.0
SEARCHES = FairQueue(places=1, share=1, queue=_QUEUE)


@blueprint.after_request
def link_description(response: Response) -> Response:
    """Let pages of any site read a response, and link to the description of the API."""
    allow_every_origin(response)
    described = f'<{links().data("/api/openapi.json")}>; rel="service-desc"; type="{JSON}"'
    response.headers["Link"] = ", ".join(filter(None, (response.headers.get("Link"), described)))
    return response


@blueprint.route("/api/connections", methods=["OPTIONS"])
@blueprint.route("/api/paths", methods=["OPTIONS"])
@blueprint.route("/api/structure", methods=["OPTIONS"])
@blueprint.route("/api/openapi.json", methods=["OPTIONS"])
@blueprint.route(f"/api/{CONTEXT}", methods=["OPTIONS"])
def options() -> Response:
    """Say what pages of other sites may send."""
    return preflight("GET, HEAD, OPTIONS")


@blueprint.get("/api/connections")
def tell_connections() -> Response:
    """Tell what a thing is close to, and why."""
    asked, opened = _asked(), _network_dataset()
    wanted = _format(asked)
    close = connections.find_connections(opened, asked.text("of"), asked.language(language()), asked.place())
    members = connections.connections_members(close)
    bodies: dict[str, Callable[[], str]] = {
        JSON: lambda: json_text(members),
        JSON_LD: lambda: json_text(connections_json_ld(close)),
        CSV: lambda: csv_text(connections.COLUMNS, connections.connections_rows(close)),
    }
    return _paged(_answer(bodies[wanted](), wanted, close.context.language), members)


@blueprint.get("/api/paths")
def tell_paths() -> Response:
    """Tell how two things are connected."""
    asked, opened = _asked(), _network_dataset()
    wanted, spoken = _format(asked), asked.language(language())
    ends = asked.text("from"), asked.text("to")
    count = asked.number("limit", paths.COUNT, paths.MOST_PATHS)
    by = asked.choices("by", paths.RELATION_BY_NAME)
    try:
        with SEARCHES.admit(client_of(request.environ).quota_key, wait_s=_WAIT_S):
            joined = paths.find_paths_between(opened, ends, spoken, count=count, by=by)
    except QueueFull as error:
        raise QueryQueueFull(limit=_QUEUE) from error
    bodies: dict[str, Callable[[], str]] = {
        JSON: lambda: json_text(paths.paths_members(joined)),
        JSON_LD: lambda: json_text(paths_json_ld(joined)),
        CSV: lambda: csv_text(paths.COLUMNS, paths.paths_rows(joined)),
    }
    return _answer(bodies[wanted](), wanted, joined.context.language)


@blueprint.get("/api/structure")
def tell_structure() -> Response:
    """Tell what the network is made of, or one part of that."""
    asked, opened = _asked(), _network_dataset()
    spoken, wanted = asked.language(language()), _format(asked)
    place, part = asked.place(), asked.choice("part", structure.PARTS, "")
    if not part:
        surveyed = structure.read_structure(opened, spoken)
        bodies: dict[str, Callable[[], str]] = {
            JSON: lambda: json_text(structure.structure_members(surveyed)),
            JSON_LD: lambda: json_text(structure_json_ld(surveyed)),
            CSV: lambda: csv_text(structure.COLUMNS, structure.structure_rows(surveyed)),
        }
        return _answer(bodies[wanted](), wanted, spoken)
    held = structure.read_part(opened, part, spoken, place)
    if wanted == CSV:
        return _whole(structure.whole_part(opened, held))
    members = structure.part_members(held)
    told = part_json_ld(held) if wanted == JSON_LD else members
    return _paged(_answer(json_text(told), wanted, spoken), members)


@blueprint.get("/api/openapi.json")
def describe() -> Response:
    """Describe the API, to those who write programs and to their tools."""
    spoken = _asked().language(language())
    response = _lasting(openapi_text(current_app.config["MAILLAGE_BASE_IRI"], spoken), JSON)
    response.headers["Content-Language"] = spoken
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get(f"/api/{CONTEXT}")
def context() -> Response:
    """Give the context of the JSON-LD documents."""
    return _lasting(context_text(), JSON_LD)


def _asked() -> Parameters:
    return read_asked(request.query_string.decode("latin-1"))


def _network_dataset() -> Dataset:
    if current_app.config["MAILLAGE_IS_PLAIN"]:
        raise NoNetwork(reason=MISSING["connections"])
    return dataset()


def _format(asked: Parameters) -> str:
    """Choose the format that the address names, else the one that the client prefers."""
    named = asked.choice("format", FORMATS, "")
    return FORMATS[named] if named else chosen_format(tuple(FORMATS.values()))


def _answer(body: str, media_type: str, spoken: str) -> Response:
    response = body_response(body.encode(), media_type)
    response.headers["Content-Language"] = spoken
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _paged(response: Response, members: Members) -> Response:
    """Name the other pages of a list in the header too."""
    named = [f'<{members[each]}>; rel="{each}"' for each in ("next", "prev") if members[each]]
    if named:
        response.headers["Link"] = ", ".join(named)
    return response


def _whole(held: Path | str) -> Response:
    """Give every row of a table."""
    if isinstance(held, str):
        return body_response(held.encode(), CSV)
    response = body_response(b"", CSV)
    response.response, response.content_length = _pieces(held), held.stat().st_size
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _lasting(body: str, media_type: str) -> Response:
    """Give what changes with the software alone."""
    content = body.encode()
    response = body_response(content, media_type)
    del response.headers["Vary"]
    response.cache_control.public, response.cache_control.max_age = True, 3600
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value]  # itself
