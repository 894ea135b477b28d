"""Build responses: RDF in the format that the client prefers, pages, and problems (RFC 9457) for every error.

Every blueprint ends here, so that negotiation headers, cross-origin headers and refusals are alike everywhere.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from graph.errors import GraphError
from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import Triple
from graph.runtime.log_setup import request_id
from graph.sparql.results import TRIPLE_FORMATS
from webapp.authorization import CHALLENGES
from webapp.context import language
from webapp.http.headers import EVERY_ORIGIN, PREFLIGHT, content_type_of
from webapp.http.limits import HEADER as LIMIT_HEADER
from webapp.http.limits import body_limit
from webapp.http.media_types import FOR_PROGRAMS, PROBLEM
from webapp.http.negotiation import NotAcceptableError, choose_media_type
from webapp.http.page_choice import choose_with_page, ranks_page_first
from webapp.http.problems import Problem, problem_of, problem_with_status
from webapp.http.requests import REFUSED, RequestError
from webapp.http.token_failures import MOST_WAIT_S
from webapp.http.urls import FORMAT_BY_SUFFIX

_log = logging.getLogger(__name__)


def chosen_format(
    data: tuple[str, ...] = tuple(FORMAT_BY_SUFFIX.values()), *, is_page_first: bool = True
) -> str:
    """Choose between a page and formats for programs; the page goes only to who ranks it first.

    Args:
        data: The formats for programs, ours first.
        is_page_first: Whether clients without any preference get the page.

    Raises:
        NotAcceptableError: The client accepts none of them.
    """
    return choose_with_page(request.headers.get("Accept"), data, is_page_first=is_page_first)


def chosen_data_format(offered: tuple[str, ...]) -> str:
    """Choose the format that the client prefers, where there is no page.

    Raises:
        NotAcceptableError: It accepts none of those offered.
    """
    return choose_media_type(request.headers.get("Accept"), offered)


def prefers_page() -> bool:
    """Check whether a browser is asking: it ranks HTML above every format for programs."""
    return ranks_page_first(request.headers.get("Accept"), FOR_PROGRAMS)


class StreamedResponse(Response):
    """A response that is sent as it is made: nothing may read it whole to measure it."""

    implicit_sequence_conversion = False


def body_response(body: bytes, media_type: str, status: int = 200) -> Response:
    """Build a response of text in UTF-8, saying so where the media type has room for it."""
    response = Response(body, status=status, content_type=content_type_of(media_type))
    response.headers["Vary"] = "Accept"
    return response


def rdf_response(triples: Iterable[Triple], media_type: str) -> Response:
    """Build a response of triples in one of the RDF formats; its ETag is that of its bytes, so a write that does not touch it leaves it.

    Raises:
        FormatError: The format cannot carry one of them.
    """
    return rdf_bytes_response(rdf_bytes(triples, media_type), media_type)


def rdf_bytes(triples: Iterable[Triple], media_type: str) -> bytes:
    """Serialize triples in one of the RDF formats, each once and in a stable order.

    Raises:
        FormatError: The format cannot carry one of them.
    """
    if media_type not in TRIPLE_FORMATS:
        raise NotAcceptableError(media_type, tuple(TRIPLE_FORMATS))
    return serialize_statements(sorted(set(triples), key=str), TRIPLE_FORMATS[media_type])


def rdf_bytes_response(body: bytes, media_type: str) -> Response:
    """Build a response of RDF that is serialized already."""
    response = body_response(body, media_type)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def allow_every_origin(response: Response) -> Response:
    """Allow pages of any site to read a response."""
    response.headers.update(EVERY_ORIGIN)
    return response


def preflight(methods: str, allowed: str = "") -> Response:
    """Answer OPTIONS: what another site's page may send.

    Args:
        methods: Those that the address takes, separated by commas.
        allowed: Those that what is there takes, where it is less.
    """
    headers = {"Allow": allowed or methods, "Access-Control-Allow-Methods": methods, **PREFLIGHT}
    return Response(status=204, headers=headers)


def see_other(address: str) -> Response:
    """Redirect (303) from the IRI of a thing to a document about it."""
    return Response(status=303, headers={"Location": address, "Vary": "Accept, Accept-Language"})


def page_response(template: str, page: object, status: int = 200) -> Response:
    """Render a page in the reader's language."""
    response = Response(
        render_template(template, page=page), status=status, content_type="text/html; charset=utf-8"
    )
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def problem_response(problem: Problem) -> Response:
    """Build the response to an error: a page for a browser, problem+json for a program."""
    problem = replace(problem, request_id=request_id.get())
    if prefers_page():
        return _challenged(name_limit(page_response("problem.html", problem, problem.status), problem))
    body = json.dumps(problem.as_members(language()), ensure_ascii=False).encode()
    response = body_response(body, PROBLEM, problem.status)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Vary"] = "Accept, Accept-Language"
    return _challenged(name_limit(response, problem))


def name_limit(response: Response, problem: Problem) -> Response:
    """Add which limit a refusal is about, as `name=value`."""
    if problem.limit:
        response.headers[LIMIT_HEADER] = "=".join(problem.limit)
    return response


def _challenged(response: Response) -> Response:
    """Add how to authenticate to a 401, and when to try again to a 429 or a 503."""
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = str(MOST_WAIT_S)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        for challenge in CHALLENGES:
            response.headers.add("WWW-Authenticate", challenge)
    return response


def set_up(app: Flask) -> None:
    """Register a problem document or page as the answer to every error."""
    for refused in (GraphError, RequestError, NotAcceptableError):
        app.register_error_handler(refused, _refuse)
    app.register_error_handler(HTTPException, _http_error)
    app.before_request(_refuse_what_came_in_part)
    app.register_error_handler(500, _unforeseen)
    app.after_request(_redirect_without_host)


def _redirect_without_host(response: Response) -> Response:
    """Remove scheme and host, which a request or a proxy named, from the redirects of Flask's routing."""
    if response.status_code == HTTPStatus.PERMANENT_REDIRECT:
        location = urlsplit(response.headers["Location"])
        response.headers["Location"] = location._replace(scheme="", netloc="").geturl()
    return response


def _refuse_what_came_in_part() -> None:
    """Raise the error that a WSGI layer found in a request."""
    refused: Exception | None = request.environ.get(REFUSED)
    if refused is not None:
        raise refused


def _refuse(error: Exception) -> Response:
    problem = problem_of(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s: %s", problem.code, error)
    return problem_response(problem)


def _http_error(error: HTTPException) -> Response:
    found = error.get_response()
    problem = problem_with_status(error.code or 500)
    if error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        limit = body_limit(request.max_content_length or 0)
        problem = problem_of(RequestError("request-too-large", str(request.content_length), limit=limit))
    response = problem_response(problem)
    if error.code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = found.headers.get("Allow", "")
    return response


def _unforeseen(error: Exception) -> Response:
    """Answer for a fault of ours, which Flask has logged with its traceback."""
    g.pop("dataset", None)
    return problem_response(problem_of(error))
