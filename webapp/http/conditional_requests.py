"""Decide whether a conditional request can be answered by 304, because the client has the representation already.

Spec: https://www.rfc-editor.org/rfc/rfc9110#section-13
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def is_conditional(environ: WSGIEnvironment) -> bool:
    """Check whether a request may be answered by 304: it reads, and names what the client has."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    return "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ


def is_known(environ: WSGIEnvironment, etag: str, last_modified: datetime | None) -> bool:
    """Check whether the client of a conditional request has what would be sent; ETags are compared weakly.

    Args:
        environ: Of a request that `is_conditional`.
        etag: With its quotes.
        last_modified: Counts only where the client names no ETag; None where the response has none.
    """
    if "HTTP_IF_NONE_MATCH" in environ:
        named = [each.strip().removeprefix("W/") for each in environ["HTTP_IF_NONE_MATCH"].split(",")]
        return etag.removeprefix("W/") in named or "*" in named
    if last_modified is None:
        return False
    try:
        since = parsedate_to_datetime(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    except ValueError:
        return False
    # A date without its zone is not one of HTTP: it would be read as local time.
    return since.tzinfo is not None and last_modified.astimezone(UTC).replace(microsecond=0) <= since
