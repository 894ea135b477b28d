"""Serve the Graph Store Protocol: graphs read and written whole.

Writes go through the write queue, as updates do.

Spec: https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

from flask import Blueprint, Response, current_app, request

from graph.errors import DefaultGraphIsMerge, GraphAbsent, KeptGraph
from graph.rdf.namespaces import Namespaces
from graph.rdf.serialization import serialize_statements
from graph.sources.payload import INPUT_ALIASES, INPUT_FORMATS, Payload
from graph.sparql.results import TRIPLE_FORMATS
from graph.writing.requests import GraphVerb, GraphWrite
from webapp.context import dataset, links
from webapp.http.negotiation import choose_media_type
from webapp.http.problems import problem_of
from webapp.http.requests import RequestError, require_utf8, split_content_type
from webapp.responses import allow_every_origin, body_response, preflight, problem_response
from webapp.sparql.graph_target import Target, read_target
from webapp.sparql.write_handling import acknowledge, begin_write, write

blueprint = Blueprint("graph_store", __name__)
_PATH = "/graphs"
_READ = "GET, HEAD, OPTIONS"
_WRITE = "DELETE, GET, HEAD, OPTIONS, POST, PUT"
_STORE = "GET, HEAD, OPTIONS, POST"
_MULTIPART = "multipart/form-data"
blueprint.after_request(allow_every_origin)  # pages of any site may write too, with a token of their own


@blueprint.route(_PATH, methods=["OPTIONS"], defaults={"tail": ""})
@blueprint.route(f"{_PATH}/<path:tail>", methods=["OPTIONS"])
def options(tail: str) -> Response:
    """Return what may be done with a graph."""
    return preflight(_WRITE, _allowed(_target(tail)))


@blueprint.route(_PATH, methods=["GET"], defaults={"tail": ""})
@blueprint.route(f"{_PATH}/<path:tail>", methods=["GET"])
def read(tail: str) -> Response:
    """Return a graph in the syntax that the client prefers; the store itself leads to its description."""
    target, opened = _target(tail), dataset()
    if target.kind == "store":
        return Response(status=303, headers={"Location": links().data("/sparql")})
    triples = opened.graph(target.graph)
    if triples is None:
        raise GraphAbsent(graph=target.graph)
    offered = (*TRIPLE_FORMATS, *(each for each in INPUT_ALIASES if each not in TRIPLE_FORMATS))
    wanted = choose_media_type(request.headers.get("Accept"), offered)
    syntax = TRIPLE_FORMATS[INPUT_ALIASES.get(wanted, wanted)]
    response = body_response(serialize_statements(triples, syntax), wanted)
    if target.graph.startswith(_store_iri() + "/"):
        response.headers["Content-Location"] = target.graph
    return response


@blueprint.route(_PATH, methods=["PUT", "POST", "DELETE"], defaults={"tail": ""})
@blueprint.route(f"{_PATH}/<path:tail>", methods=["PUT", "POST", "DELETE"])
def change(tail: str) -> Response:
    """Replace a graph, add to it, or remove it."""
    begin_write(may_be_packed=True)
    target = _target(tail)
    verb = _VERBS[request.method]
    if target.kind == "store":
        if verb != "post":
            return _not_allowed(RequestError("method-not-allowed-here", request.method), target)
        target = Target("named", _new_graph())
    if "Content-Range" in request.headers:
        raise RequestError("partial-put")
    parts = () if verb == "delete" else _parts()
    must_be_new = request.headers.get("If-None-Match", "").strip() == "*"
    try:
        done = write(GraphWrite(verb, target.graph, parts, must_be_new))
    except (DefaultGraphIsMerge, KeptGraph) as error:
        return _not_allowed(error, target)
    return acknowledge(done, target.graph)


_VERBS: dict[str, GraphVerb] = {"PUT": "put", "POST": "post", "DELETE": "delete"}


def _target(tail: str) -> Target:
    # The address names the graph as sent: `tail` was decoded, so what an IRI cannot hold is encoded again.
    return read_target(
        _store_iri(), quote(tail, safe="/:@!$&'()*+,;=-._~"), request.query_string.decode("latin-1")
    )


def _store_iri() -> str:
    base_iri: str = current_app.config["MAILLAGE_BASE_IRI"]
    return base_iri + _PATH


def _new_graph() -> str:
    if current_app.config["MAILLAGE_IS_PLAIN"]:
        return f"{_store_iri()}/{uuid4()}"
    return Namespaces(current_app.config["MAILLAGE_BASE_IRI"]).thing("contribution", str(uuid4())).value


def _allowed(target: Target) -> str:
    if target.kind == "store":
        return _STORE
    names = Namespaces(current_app.config["MAILLAGE_BASE_IRI"])
    if current_app.config["MAILLAGE_IS_PLAIN"]:
        return _WRITE
    is_ours = target.kind == "default" or target.graph.startswith(names.graph("").value)
    return _READ if is_ours else _WRITE


def _not_allowed(error: Exception, target: Target) -> Response:
    response = problem_response(problem_of(error).with_status(405))
    response.headers["Allow"] = _allowed(target)
    return response


def _parts() -> tuple[Payload, ...]:
    """Read the body: one document, or the parts of a form, together one graph.

    Raises:
        RequestError: A media type is missing or unknown, or a charset is not UTF-8.
    """
    content_type = request.content_type or ""
    if split_content_type(content_type)[0] == _MULTIPART:
        return tuple(
            _part(each.content_type or "text/turtle", each.read()) for each in request.files.values()
        )
    return (_part(content_type, request.get_data()),)


def _part(content_type: str, content: bytes) -> Payload:
    essence, charset = split_content_type(content_type)
    require_utf8(charset)
    if essence not in INPUT_FORMATS and essence not in INPUT_ALIASES:
        raise RequestError("rdf-type-unsupported" if essence else "rdf-type-missing", essence)
    return Payload(essence, content)
