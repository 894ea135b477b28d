"""Answer the update operation of the SPARQL protocol, at the same address as queries.

Spec: https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from __future__ import annotations

from flask import Response, current_app, request

from graph.writing.requests import Update
from webapp.http.limits import QUERY_MAX_BYTES, body_limit
from webapp.http.requests import FORM, RequestError, body_of, has_parameter, split_content_type
from webapp.sparql.protocol import read_update
from webapp.sparql.write_handling import acknowledge, begin_write, write


def answer_update() -> Response:
    """Run an update and acknowledge it.

    Raises:
        RequestError: The client may not write, or what it sent is no update.
        GraphError: The graph refuses the update.
    """
    begin_write()
    body = body_of(request.environ, current_app.config["MAILLAGE_WRITE_MAX_BYTES"])
    content_type = request.content_type or ""
    if split_content_type(content_type)[0] == FORM and not has_parameter(
        "update", request.query_string + b"&" + body
    ):
        # A query, larger than one may be.
        raise RequestError("request-too-large", str(len(body)), limit=body_limit(QUERY_MAX_BYTES))
    update = read_update(request.query_string.decode("latin-1"), content_type, body)
    return acknowledge(write(Update(update.update, update.default_graphs, update.named_graphs)))
