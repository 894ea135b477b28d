"""Serve the API: connections, paths and structure as JSON, JSON-LD and CSV, and the OpenAPI document.

Each address takes the parameters of the page that shows the same to people.

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
from webapp.api.parameters import FORMATS, Parameters, parse_parameters
from webapp.context import dataset, language, links
from webapp.http.clients import client_of
from webapp.http.limits import SEARCH_QUEUE
from webapp.responses import allow_every_origin, body_response, chosen_data_format, preflight

blueprint = Blueprint("api", __name__)
JSON, JSON_LD, CSV = FORMATS.values()
_PIECE_BYTES = 1 << 16
# A search for paths may take a second of this process, which has others to answer: one at a time, few wait.
_WAIT_S = 5.0
SEARCHES = FairQueue(places=1, share=1, queue=SEARCH_QUEUE)


@blueprint.after_request
def link_description(response: Response) -> Response:
    """Allow pages of any site to read a response, and link to the OpenAPI document."""
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
    """Return what pages of other sites may send."""
    return preflight("GET, HEAD, OPTIONS")


@blueprint.get("/api/connections")
def describe_connections() -> Response:
    """Return what a thing is connected to, and why."""
    parameters, opened = _parameters(), _network_dataset()
    wanted = _format(parameters)
    close = connections.find_connections(
        opened, parameters.text("of"), parameters.language(language()), parameters.place()
    )
    members = connections.connections_members(close)
    bodies: dict[str, Callable[[], str]] = {
        JSON: lambda: json_text(members),
        JSON_LD: lambda: json_text(connections_json_ld(close)),
        CSV: lambda: csv_text(connections.COLUMNS, connections.connections_rows(close)),
    }
    return _paged(_answer(bodies[wanted](), wanted, close.context.language), members)


@blueprint.get("/api/paths")
def describe_paths() -> Response:
    """Return how two things are connected."""
    parameters, opened = _parameters(), _network_dataset()
    wanted, chosen_language = _format(parameters), parameters.language(language())
    ends = parameters.text("from"), parameters.text("to")
    count = parameters.number("limit", paths.COUNT, paths.MOST_PATHS)
    by = parameters.choices("by", paths.RELATION_BY_NAME)
    try:
        with SEARCHES.admit(client_of(request.environ).quota_key, wait_s=_WAIT_S):
            joined = paths.find_paths_between(opened, ends, chosen_language, count=count, by=by)
    except QueueFull as error:
        raise QueryQueueFull(limit=SEARCH_QUEUE, limit_name="request_searches") from error
    bodies: dict[str, Callable[[], str]] = {
        JSON: lambda: json_text(paths.paths_members(joined)),
        JSON_LD: lambda: json_text(paths_json_ld(joined)),
        CSV: lambda: csv_text(paths.COLUMNS, paths.paths_rows(joined)),
    }
    return _answer(bodies[wanted](), wanted, joined.context.language)


@blueprint.get("/api/structure")
def describe_structure() -> Response:
    """Return what the network is made of, or one part of that."""
    parameters, opened = _parameters(), _network_dataset()
    chosen_language, wanted = parameters.language(language()), _format(parameters)
    place, part = parameters.place(), parameters.choice("part", structure.PARTS, "")
    if not part:
        surveyed = structure.read_structure(opened, chosen_language)
        bodies: dict[str, Callable[[], str]] = {
            JSON: lambda: json_text(structure.structure_members(surveyed)),
            JSON_LD: lambda: json_text(structure_json_ld(surveyed)),
            CSV: lambda: csv_text(structure.COLUMNS, structure.structure_rows(surveyed)),
        }
        return _answer(bodies[wanted](), wanted, chosen_language)
    held = structure.read_part(opened, part, chosen_language, place)
    if wanted == CSV:
        return _whole_table(structure.whole_part(opened, held))
    members = structure.part_members(held)
    document = part_json_ld(held) if wanted == JSON_LD else members
    return _paged(_answer(json_text(document), wanted, chosen_language), members)


@blueprint.get("/api/openapi.json")
def describe_api() -> Response:
    """Return the OpenAPI document."""
    chosen_language = _parameters().language(language())
    response = _unchanging(openapi_text(current_app.config["MAILLAGE_BASE_IRI"], chosen_language), JSON)
    response.headers["Content-Language"] = chosen_language
    response.headers["Vary"] = "Accept-Language"
    return response


@blueprint.get(f"/api/{CONTEXT}")
def jsonld_context() -> Response:
    """Return the context of the JSON-LD documents."""
    return _unchanging(context_text(), JSON_LD)


def _parameters() -> Parameters:
    return parse_parameters(request.query_string.decode("latin-1"))


def _network_dataset() -> Dataset:
    if current_app.config["MAILLAGE_IS_PLAIN"]:
        raise NoNetwork(reason=MISSING["connections"])
    return dataset()


def _format(parameters: Parameters) -> str:
    """Choose the format that the address names, else the one that the client prefers."""
    named = parameters.choice("format", FORMATS, "")
    return FORMATS[named] if named else chosen_data_format(tuple(FORMATS.values()))


def _answer(body: str, media_type: str, chosen_language: str) -> Response:
    response = body_response(body.encode(), media_type)
    response.headers["Content-Language"] = chosen_language
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _paged(response: Response, members: Members) -> Response:
    """Add links to the neighbouring pages of a list to the headers."""
    named = [f'<{members[each]}>; rel="{each}"' for each in ("next", "prev") if members[each]]
    if named:
        response.headers["Link"] = ", ".join(named)
    return response


def _whole_table(held: Path | str) -> Response:
    """Return every row of a table as CSV."""
    if isinstance(held, str):
        return body_response(held.encode(), CSV)
    response = body_response(b"", CSV)
    response.response, response.content_length = _pieces(held), held.stat().st_size
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _unchanging(body: str, media_type: str) -> Response:
    """Build a response that changes with the software alone."""
    content = body.encode()
    response = body_response(content, media_type)
    del response.headers["Vary"]
    response.cache_control.public, response.cache_control.max_age = True, 3600
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value]  # itself
