"""Parse the operations of the SPARQL 1.1 Protocol from the parts of an HTTP request.

The query middleware and the endpoint for updates share it; nothing here knows Flask.

Spec: https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from webapp.http.requests import (
    FORM,
    RequestError,
    decode_form,
    is_absolute,
    read_parameters,
    require_utf8,
    split_content_type,
)

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_QUERY_ALONE = "query="
_FORMAT_NAMES = ("format", "output", "results", "accept")


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """One query operation: the text, and the dataset that the request names, if any."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    result_formats: tuple[
        str, ...
    ] = ()  # parameters that known endpoints take besides: media types, or short names


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """One update operation: the text, and the dataset of its patterns that the request names, if any."""

    update: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_request(
    method: str, query_string: str, content_type: str = "", body: bytes = b""
) -> ProtocolRequest:
    """Parse one query operation by GET, by form, or posted directly.

    Args:
        method: Of HTTP.
        query_string: As sent, still percent-encoded.
        content_type: As sent.
        body: Read whole; `slow_clients` refuses one that is incomplete or too large.

    Raises:
        RequestError: Its code is one of `method-not-allowed`, `query-missing`, `query-repeated`, `query-empty`,
            `query-not-utf8`, `charset-not-utf8`, `media-type-missing`, `media-type-unsupported`, `update-refused`,
            `too-many-parameters`, `graph-not-absolute`.
    """
    if method in ("GET", "HEAD"):
        query = _lone_query(query_string)
        if query:
            return ProtocolRequest(query)
        return _from_parameters(decode_form(query_string.encode("ascii", "replace")))
    if method != "POST":
        raise RequestError("method-not-allowed", method)
    essence, charset = split_content_type(content_type)
    require_utf8(charset)
    if essence == FORM:
        return _from_parameters(decode_form(body), decode_form(query_string.encode("ascii", "replace")))
    if essence == QUERY:
        return _direct(decode_form(query_string.encode("ascii", "replace")), body)
    if essence == UPDATE:
        raise RequestError("update-refused", essence)
    raise RequestError("media-type-unsupported" if essence else "media-type-missing", essence)


def read_update(query_string: str, content_type: str, body: bytes) -> UpdateRequest:
    """Parse one update operation, by form or posted directly; POST is the only method.

    Args:
        query_string: As sent.
        content_type: `FORM` or `UPDATE`.
        body: Read whole.

    Raises:
        RequestError: Its code is one of `update-missing`, `update-repeated`, `update-in-address`, `query-and-update`,
            `query-not-utf8`, `charset-not-utf8`, `too-many-parameters`, `graph-not-absolute`.
    """
    essence, charset = split_content_type(content_type)
    require_utf8(charset)
    in_address = read_parameters(query_string)
    if any(name == "update" for name, _ in in_address):
        raise RequestError("update-in-address")
    parameters = [*in_address, *(decode_form(body) if essence == FORM else ())]
    if any(name == "query" for name, _ in parameters):
        raise RequestError("query-and-update")
    updates = [value for name, value in parameters if name == "update"] if essence == FORM else [_text(body)]
    if not updates:
        raise RequestError("update-missing")
    if len(updates) > 1:
        raise RequestError("update-repeated", str(len(updates)))
    return UpdateRequest(
        updates[0],
        default_graphs=_graphs("using-graph-uri", parameters),
        named_graphs=_graphs("using-named-graph-uri", parameters),
    )


def _from_parameters(
    parameters: list[tuple[str, str]], in_address: list[tuple[str, str]] | None = None
) -> ProtocolRequest:
    """Parse the parameters of a GET or of a form; a form's address may not carry a second query."""
    queries = [value for name, value in parameters if name == "query"]
    if any(name == "query" for name, _ in in_address or ()):
        raise RequestError("query-repeated", str(len(queries) + 1))
    if any(name == "update" for name, _ in parameters):
        raise RequestError("update-refused", "update=")
    if not queries:
        raise RequestError("query-missing")
    if len(queries) > 1:
        raise RequestError("query-repeated", str(len(queries)))
    return _request(queries[0], [*(in_address or ()), *parameters])


def _lone_query(query_string: str) -> str:
    """Return the query of an address that has no other parameter, as most have; "" for what is to be read with care."""
    if not query_string.startswith(_QUERY_ALONE) or "&" in query_string:
        return ""
    encoded = query_string[len(_QUERY_ALONE) :].replace("+", " ").encode("ascii", "replace")
    try:
        query = unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if query.isspace() else query


def _direct(parameters: list[tuple[str, str]], body: bytes) -> ProtocolRequest:
    if any(name in ("query", "update") for name, _ in parameters):
        raise RequestError("query-repeated", "2")
    return _request(_text(body), parameters)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError("query-not-utf8", str(error.reason)) from error


def _request(query: str, parameters: list[tuple[str, str]]) -> ProtocolRequest:
    if not query.strip():
        raise RequestError("query-empty")
    return ProtocolRequest(
        query,
        default_graphs=_graphs("default-graph-uri", parameters),
        named_graphs=_graphs("named-graph-uri", parameters),
        result_formats=tuple(value for name, value in parameters if name in _FORMAT_NAMES and value),
    )


def _graphs(name: str, parameters: list[tuple[str, str]]) -> tuple[str, ...]:
    """Collect the graphs named by one parameter, in order, each once."""
    found = [
        value for key, value in parameters if key == name and value
    ]  # forms send the fields left empty too
    for iri in found:
        if not is_absolute(iri):
            raise RequestError("graph-not-absolute", iri)
    return tuple(dict.fromkeys(found))
