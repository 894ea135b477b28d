"""Serve what was said of a thing: at the address of a version, by date, and all its versions as a list.

A document is its own time gate: `Accept-Datetime` leads from it to the version in force then. A thing that was removed has no
document any more, but its versions stay, and its address tells so (410).

Spec: https://www.rfc-editor.org/rfc/rfc7089 (pattern 1.1)
"""

from __future__ import annotations

import hashlib
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, request

from graph.errors import NoHistory
from graph.storage.history.model import ChangeKind, VersionHead
from graph.storage.history.reader import HistoryReader
from webapp.context import links
from webapp.harvest.opened_history import opened_history, own_names
from webapp.harvest.version_documents import (
    FORMATS,
    WITH_GRAPHS,
    serialized,
    version_iri,
    version_statements,
)
from webapp.http.headers import FOR_EVER
from webapp.http.problems import problem_of
from webapp.http.requests import RequestError
from webapp.responses import allow_every_origin, body_response, chosen_data_format, problem_response

blueprint = Blueprint("mementos", __name__)
_FORMATS = ("text/turtle", *(each for each in FORMATS if each != "text/turtle"))
_LINK_FORMAT = "application/link-format"


@blueprint.get("/version/<epoch>-<int:number>/", defaults={"tail": ""})
@blueprint.get("/version/<epoch>-<int:number>/<path:tail>")
def version(epoch: str, number: int, tail: str) -> Response:
    """Return what a snapshot made of a thing; nothing but the fact where it removed it."""
    media_type, thing = chosen_data_format(_FORMATS), _thing(tail)
    with opened_history() as history:
        found = history.version(thing, number) if epoch == history.epoch else None
        if found is None:
            abort(404)
        quads = version_statements(found, epoch, own_names(), with_graphs=media_type in WITH_GRAPHS)
        body = serialized(quads, media_type)
        response = body_response(body, media_type, HTTPStatus.GONE if found.description is None else 200)
        response.headers["Memento-Datetime"] = format_datetime(found.head.moment.at, usegmt=True)
        response.headers["Link"] = ", ".join(_neighbours(history, found.head))
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return allow_every_origin(response)


@blueprint.get("/timemap/", defaults={"tail": ""})
@blueprint.get("/timemap/<path:tail>")
def time_map(tail: str) -> Response:
    """Return the list of all versions of a thing (RFC 6690)."""
    thing = _thing(tail)
    with opened_history() as history:
        heads = history.versions_of(thing)
        epoch = history.epoch
    if not heads:
        abort(404)
    first, last = (format_datetime(each.moment.at, usegmt=True) for each in (heads[0], heads[-1]))
    entries = [
        f'<{thing}>;rel="original"',
        f'<{_gate(thing)}>;rel="timegate"',
        f'<{_map(thing)}>;rel="self";type="{_LINK_FORMAT}";from="{first}";until="{last}"',
        *(_memento(each, epoch) for each in heads),
    ]
    response = body_response(",\n".join(entries).encode() + b"\n", _LINK_FORMAT)
    response.headers["Cache-Control"] = "no-cache"
    return allow_every_origin(response)


def version_in_force(thing: str) -> Response | None:
    """Redirect to what was said of a thing at the date that the request names (RFC 7089, section 4.1); None without a date.

    Raises:
        RequestError: The date is none.
        NoHistory: There is no history.
    """
    text = request.headers.get("Accept-Datetime")
    if text is None:
        return None
    at_ms = _milliseconds(text)
    with opened_history() as history:
        heads = history.versions_of(thing)
        if not heads:
            return None
        found = history.at(thing, at_ms) or heads[0]
        location = version_iri(found, history.epoch, own_names()).value
        response = Response(status=HTTPStatus.FOUND)
        response.headers["Location"] = links().absolute(location.removeprefix(_host()))
        response.headers["Vary"] = "Accept-Datetime, Accept"
        response.headers["Link"] = ", ".join(_neighbours(history, found))
    response.headers["Cache-Control"] = "no-cache"
    return allow_every_origin(response)


def _removal_of(thing: str) -> VersionHead | None:
    """Return when a thing was removed; None for one that is there, or never was."""
    try:
        with opened_history() as history:
            found = history.latest(thing)
    except NoHistory:
        return None
    return found if found is not None and found.kind == ChangeKind.DELETE else None


def nothing_about(thing: str) -> Response:
    """Answer for a thing of which nothing is said: when it was removed, or that it is not known."""
    removed = _removal_of(thing)
    if removed is None:
        abort(404)
    when = f"{removed.moment.at:%Y-%m-%d %H:%M:%S}"
    response = problem_response(problem_of(RequestError("thing-removed", when)))
    response.headers["Link"] = ", ".join(time_links(thing))
    return response


def time_links(thing: str) -> list[str]:
    """Return the links from a document to itself as time gate, and to the list of its versions."""
    return [f'<{_gate(thing)}>; rel="timegate"', f'<{_map(thing)}>; rel="timemap"; type="{_LINK_FORMAT}"']


def _neighbours(history: HistoryReader, head: VersionHead) -> list[str]:
    """Return the links from a version to its thing, and to the first, the last and the adjacent ones."""
    heads = history.versions_of(head.thing)
    place = next(nth for nth, each in enumerate(heads) if each.place == head.place)
    relations: dict[int, list[str]] = {0: ["first"]}
    relations.setdefault(len(heads) - 1, []).append("last")
    for nth, relation in ((place - 1, "prev"), (place + 1, "next")):
        if 0 <= nth < len(heads):
            relations.setdefault(nth, []).append(relation)
    relations.setdefault(place, [])
    found = [f'<{head.thing}>; rel="original"', *time_links(head.thing)]
    for nth, told in sorted(relations.items()):
        found.append(_memento(heads[nth], history.epoch, *told))
    return found


def _memento(head: VersionHead, epoch: str, *relations: str) -> str:
    at = format_datetime(head.moment.at, usegmt=True)
    address = version_iri(head, epoch, own_names()).value
    return f'<{address}>; rel="{" ".join((*relations, "memento"))}"; datetime="{at}"'


def _milliseconds(text: str) -> int:
    try:
        at = parsedate_to_datetime(text)
    except ValueError as error:
        raise RequestError("date-unreadable", text) from error
    # The second that is named is over with its last millisecond.
    return int(at.replace(tzinfo=at.tzinfo or UTC).timestamp() * 1000) + 999


def _thing(tail: str) -> str:
    if tail:
        return str(links().thing_iri(tail))
    found = request.args.get("of", "")
    if not found:
        abort(404)
    return found


def _gate(thing: str) -> str:
    return links().absolute(links().in_language("").data_page(thing))


def _map(thing: str) -> str:
    names = own_names()
    if thing.startswith(names.things):
        return f"{names.base_iri}/timemap/{thing.removeprefix(names.things)}"
    return f"{names.base_iri}/timemap/?of={quote(thing, safe='')}"


def _host() -> str:
    base_iri: str = current_app.config["MAILLAGE_BASE_IRI"]
    return base_iri.removesuffix(links().prefix)
