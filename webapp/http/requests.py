"""Parse what any request has: body, parameters, content type, absolute IRIs.

It also names our keys of the WSGI environment, by which middleware and application share what they know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from graph.rdf.terms import NamedNode
from webapp.http.limits import MAX_FIELDS, body_limit

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]
FORM = "application/x-www-form-urlencoded"
REFUSED = "maillage.refused"  # key of the WSGI environment: an error found before the application
CLIENT_CONNECTION = "maillage.client_connection"  # another one: tells whether the client is still there
_BODY = "maillage.body"  # the body, once it was read
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]*\Z")


class RequestError(ValueError):
    """A request that is malformed, or that its client may not make.

    Attributes:
        code: Stable; names the case, as `problems` lists them.
        found: The part of the request that is wrong.
        limit: The name and the value of the limit that it exceeds, if it does.
    """

    def __init__(self, code: str, found: str = "", *, limit: tuple[str, str] | None = None) -> None:
        """Record the case and what was found."""
        super().__init__(f"{code}: {found}" if found else code)
        self.code = code
        self.found = found
        self.limit = limit


def body_of(environ: WSGIEnvironment, most_bytes: int) -> bytes:
    """Return the body of a request, which the server read whole; it is read once and left in place for Flask.

    Raises:
        RequestError: It is larger than `most_bytes`, or than what any request may bring.
    """
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > most_bytes:
        raise RequestError("request-too-large", str(length), limit=body_limit(most_bytes))
    body: bytes | None = environ.get(_BODY)
    if body is None:
        body = environ[_BODY] = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = BytesIO(body)
    return body


def join_body(body: Iterable[bytes]) -> bytes:
    """Read the body of a response whole, and close it."""
    try:
        return b"".join(body)
    finally:
        close_body(body)


def close_body(body: Iterable[bytes]) -> None:
    """Close the body of a response, as WSGI asks whoever does not pass it on."""
    getattr(body, "close", lambda: None)()


def read_parameters(query_string: str) -> list[tuple[str, str]]:
    """Parse a query string, percent-decoded once.

    Raises:
        RequestError: As `decode_form` does.
    """
    return decode_form(query_string.encode("ascii", "replace"))


def has_parameter(name: str, encoded: bytes) -> bool:
    """Check whether a form or a query string has a field of that name, however malformed the rest is."""
    return any(each.partition(b"=")[0] == name.encode() for each in encoded.split(b"&"))


def is_absolute(iri: str) -> bool:
    """Check whether a text is an absolute IRI."""
    if not _ABSOLUTE_IRI.match(iri):
        return False
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def require_utf8(charset: str) -> None:
    """Refuse a charset other than UTF-8."""
    if charset not in ("", "utf-8", "utf8", "us-ascii"):
        raise RequestError("charset-not-utf8", charset)


def decode_form(encoded: bytes) -> list[tuple[str, str]]:
    """Decode the fields of a form or of a query string, in order.

    Raises:
        RequestError: It is not in UTF-8, or has too many fields.
    """
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise RequestError("query-not-utf8", str(error.reason)) from error
    except ValueError as error:
        raise RequestError(
            "too-many-parameters", str(error), limit=("request_parameters", str(MAX_FIELDS))
        ) from error


def split_content_type(content_type: str) -> tuple[str, str]:
    """Split a content type into its media type and its charset, both in lower case."""
    essence, _, rest = content_type.partition(";")
    match = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest, re.IGNORECASE)
    return essence.strip().lower(), match[1].lower() if match else ""
