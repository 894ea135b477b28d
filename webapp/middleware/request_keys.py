"""Compute the key under which a response is kept: all that it depends on besides the snapshot; None where it is not kept.

A response depends on method, address, what the client accepts, and a posted query. Nothing is kept for requests that show a
token, ask for a part or for the past, nor for updates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.http.requests import body_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_MAX_POSTED_BYTES = 64 << 10
_NEVER_KEPT = ("HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_ACCEPT_DATETIME")


def key_of(environ: WSGIEnvironment, number: int) -> tuple[str, ...] | None:
    """Return all that the response to a request depends on, or None for one whose response is not kept."""
    if number == 0 or not environ.keys().isdisjoint(_NEVER_KEPT):
        return None
    method = environ["REQUEST_METHOD"]
    posted_query = ""
    if method == "POST":
        posted = _posted(environ)
        if posted is None:
            return None
        posted_query = posted
    elif method not in ("GET", "HEAD"):
        return None
    return (
        method,
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""),
        environ.get("HTTP_ACCEPT_PROFILE", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        posted_query,
    )


def _posted(environ: WSGIEnvironment) -> str | None:
    """Return a small posted query with its media type; None when it is something else."""
    content_type = environ.get("CONTENT_TYPE", "")
    if not content_type.startswith(("application/x-www-form-urlencoded", "application/sparql-query")):
        return None
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 < length <= _MAX_POSTED_BYTES or not environ.get("PATH_INFO", "").endswith("/sparql"):
        return None
    content = body_of(environ, _MAX_POSTED_BYTES)
    return None if b"update=" in content else f"{content_type}\0{content.decode('latin-1')}"
