"""Serve the Reconciliation Service API 0.2: manifest, queries, suggestions, previews, data extension; for OpenRefine and others.

All of it is open to pages of any site, as the API demands, and as JSONP, which it allows: the data are public, and old clients
know no other way.

Spec: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, abort, g, request

from graph.errors import ParameterInvalid, ParameterMissing, QueryQueueFull, ReconciliationError
from graph.exploration.reconciliation.entity_properties import propose_properties
from graph.exploration.reconciliation.entity_types import find_type, kinds_of_types
from graph.exploration.reconciliation.extension import extend, parse_extension
from graph.exploration.reconciliation.reconciler import reconcile
from graph.exploration.reconciliation.request_parsing import parse_batch
from graph.exploration.reconciliation.retrieval import identify
from graph.exploration.reconciliation.suggestions import (
    MOST_SKIPPED,
    suggest_properties,
    suggest_things,
    suggest_types,
)
from graph.i18n import BilingualText
from graph.runtime.fair_queue import FairQueue, QueueFull
from webapp.api.parameters import Parameters
from webapp.context import dataset, language, reader
from webapp.http.clients import client_of
from webapp.http.headers import PROTECTION
from webapp.http.limits import QUERY_MAX_BYTES, RECONCILIATION_QUEUE
from webapp.http.requests import FORM, RequestError, body_of, decode_form, read_parameters, split_content_type
from webapp.page_data.descriptions import cards
from webapp.presentation.search import reconciliation as presentation
from webapp.presentation.search.service_pages import present_preview, present_service
from webapp.responses import allow_every_origin, page_response, preflight

blueprint = Blueprint("reconciliation", __name__)
_LANGUAGE, _WHAT = "<any(fr, en):lang>", "<any(entity, type, property):what>"
_JSON, _SCRIPT = "application/json", "text/javascript"
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}\Z", re.ASCII)
_PROPOSED = 100
_FUNCTION = BilingualText("le nom d’une fonction", "the name of a function")
_VERSION_2 = BilingualText("« queries », de la version 0.2", "“queries”, of version 0.2")
_SKIPPED = BilingualText(
    f"un nombre entier de 0 à {MOST_SKIPPED}", f"a whole number from 0 to {MOST_SKIPPED}"
)
# A batch may take seconds of this process, which has others to answer.
_WAIT_S = 20.0
BATCHES = FairQueue(places=2, share=1, queue=RECONCILIATION_QUEUE)


@blueprint.url_value_preprocessor
def keep_language(_: str | None, values: dict[str, Any] | None) -> None:
    """Note the language that the path names, for whatever is worded in this request."""
    g.path_language = (values or {}).pop("lang", "")


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Allow pages of any site to read a response."""
    return allow_every_origin(response)


@blueprint.route("/reconcile", methods=["OPTIONS"])
@blueprint.route(f"/reconcile/{_LANGUAGE}", methods=["OPTIONS"])
def options() -> Response:
    """Return what pages of other sites may send."""
    return preflight("GET, HEAD, OPTIONS, POST")


@blueprint.route(f"/reconcile/suggest/{_WHAT}", methods=["OPTIONS"])
@blueprint.route(f"/reconcile/{_LANGUAGE}/suggest/{_WHAT}", methods=["OPTIONS"])
@blueprint.route("/reconcile/properties", methods=["OPTIONS"])
@blueprint.route(f"/reconcile/{_LANGUAGE}/properties", methods=["OPTIONS"])
@blueprint.route("/reconcile/preview", methods=["OPTIONS"])
@blueprint.route("/reconcile/about", methods=["OPTIONS"])
def part_options(what: str = "") -> Response:
    """Return what pages of other sites may send to a part of the service."""
    del what  # every part takes the same
    return preflight("GET, HEAD, OPTIONS")


@blueprint.route("/reconcile", methods=["GET", "POST"])
@blueprint.route(f"/reconcile/{_LANGUAGE}", methods=["GET", "POST"])
def answer() -> Response:
    """Return the manifest, the candidates for a batch of queries, or the values that extend a table."""
    parameters = _parameters()
    if parameters.has("queries"):
        return _document(_reconciled(parameters.text("queries")), parameters)
    if parameters.has("extend"):
        return _document(_extended(parameters.text("extend")), parameters)
    if parameters.has("query"):
        raise ParameterInvalid(name="query", found=parameters.text("query"), expected=_VERSION_2)
    if request.method == "POST":
        raise ParameterMissing(name="queries")
    if dataset().snapshot is None:
        dataset().search_index()  # raises what a service without an index has to answer
    return _document(presentation.present_manifest(reader()), parameters)


@blueprint.get(f"/reconcile/suggest/{_WHAT}")
@blueprint.get(f"/reconcile/{_LANGUAGE}/suggest/{_WHAT}")
def suggest(what: str) -> Response:
    """Return what begins as was typed: things, types or properties."""
    parameters, context = _parameters(), reader()
    prefix, skipped = parameters.text("prefix"), _cursor(parameters)
    if what == "type":
        types = suggest_types(prefix, context.language, skipped=skipped)
        return _document(presentation.present_types(types, context), parameters)
    if what == "property":
        properties = suggest_properties(prefix, context.language, skipped=skipped)
        return _document(presentation.present_properties(properties, context), parameters)
    wanted = find_type(parameters.text("type"))
    kinds = kinds_of_types([wanted]) if wanted is not None else frozenset()
    things = suggest_things(dataset(), prefix, kinds, skipped=skipped)
    return _document(presentation.present_things(things, context), parameters)


@blueprint.get("/reconcile/properties")
@blueprint.get(f"/reconcile/{_LANGUAGE}/properties")
def properties() -> Response:
    """Return the properties that may extend a table of things of a type."""
    parameters = _parameters()
    limit = parameters.number("limit", _PROPOSED, _PROPOSED) if parameters.text("limit") else _PROPOSED
    wanted = parameters.text("type")
    found = propose_properties(dataset(), find_type(wanted), limit)
    return _document(presentation.present_proposal(found, wanted, limit, reader()), parameters)


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show a thing in a few lines, in a frame of whatever site reconciles."""
    opened, text = dataset(), _parameters().text("id")
    card = identify(opened.search_index()[0], [text], opened.names.base_iri).get(text)
    if card is None:
        abort(404)
    page = present_preview(card, cards(opened, (card.iri,)), reader())
    response = page_response("reconciliation_preview.html", page)
    policy = PROTECTION["Content-Security-Policy"].replace("frame-ancestors 'none'", "frame-ancestors *")
    response.headers["Content-Security-Policy"] = policy
    return response


@blueprint.get("/reconcile/about")
def about() -> Response:
    """Show people how the service is used, and what its scores are made of."""
    dataset()  # the foot of the page names the snapshot
    page = present_service(_parameters().text("feature"), reader())
    return page_response("reconciliation.html", page)


def _parameters() -> Parameters:
    """Read the parameters of the address, and of a form that is posted."""
    held = read_parameters(request.query_string.decode("latin-1"))
    if request.method == "POST":
        media_type = split_content_type(request.headers.get("Content-Type", ""))[0]
        if media_type != FORM:
            raise RequestError("form-expected", media_type)
        held += decode_form(body_of(request.environ, QUERY_MAX_BYTES))
    return Parameters(tuple(held))


def _cursor(parameters: Parameters) -> int:
    text = parameters.text("cursor") or "0"
    if not re.match(r"[0-9]{1,6}\Z", text) or int(text) > MOST_SKIPPED:
        raise ParameterInvalid(name="cursor", found=text, expected=_SKIPPED)
    return int(text)


def _reconciled(text: str) -> Mapping[str, object]:
    batch, context = parse_batch(text), reader()
    queries = [each for each in batch.values() if not isinstance(each, ReconciliationError)]
    with _admitted():
        found = reconcile(dataset(), queries)
    return {
        key: presentation.present_result(
            each if isinstance(each, ReconciliationError) else found[each], context
        )
        for key, each in batch.items()
    }


def _extended(text: str) -> Mapping[str, object]:
    wanted = parse_extension(text)
    with _admitted():
        rows = extend(dataset(), wanted, language())
    return presentation.present_extension(rows, wanted.columns, reader())


@contextmanager
def _admitted() -> Iterator[None]:
    """Hold a place for what may take long.

    Raises:
        QueryQueueFull: Too many wait, or the wait was too long.
    """
    try:
        with BATCHES.admit(client_of(request.environ).quota_key, wait_s=_WAIT_S):
            yield
    except QueueFull as error:
        raise QueryQueueFull(limit=RECONCILIATION_QUEUE, limit_name="reconciliation_queue") from error


def _document(members: Mapping[str, object], parameters: Parameters) -> Response:
    """Return a document as JSON; as a script that calls a function, where one is named."""
    # A lone surrogate, which the key of a query may hold, is written as the escape that JSON has for it.
    body = json.dumps(members, ensure_ascii=False).encode(errors="backslashreplace")
    media_type = _JSON
    if parameters.has("callback"):
        callback = parameters.text("callback")
        if request.method == "POST" or not _CALLBACK.match(callback):
            raise ParameterInvalid(name="callback", found=callback, expected=_FUNCTION)
        body, media_type = b"%s(%s);" % (callback.encode(), body), _SCRIPT
    response = Response(
        body, content_type=f"{media_type}; charset=utf-8" if media_type == _SCRIPT else media_type
    )
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept-Language"
    return response
