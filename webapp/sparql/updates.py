"""The update operation of the SPARQL protocol, at the same address as queries.

Spec: https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from __future__ import annotations

from flask import Response, request

from graph.writing.requests import Update
from webapp.http.requests import FORM, essence_of, has_parameter
from webapp.sparql.protocol import UPDATE, read_update
from webapp.sparql.write_handling import acknowledge, begin_write, write


def is_update() -> bool:
    """Tell whether this request is an update: by its media type, or by a form's field.

    A form with credentials may be as large as a write; any other no larger than a query.
    Raises: RequestError when there are credentials and they don't allow to write.
    """
    essence = essence_of(request.content_type or "")
    if request.method != "POST" or essence not in (FORM, UPDATE):
        return False
    if essence == UPDATE or has_parameter("update", request.query_string):
        return True
    return has_parameter("update", request.get_data())


def answer_update() -> Response:
    """Do an update and acknowledge it.

    Raises: RequestError; whatever the graph refuses it for.
    """
    begin_write()
    asked = read_update(
        request.query_string.decode("latin-1"), request.content_type or "", request.get_data()
    )
    return acknowledge(write(Update(asked.update, asked.default_graphs, asked.named_graphs)))
