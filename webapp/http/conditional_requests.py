"""Conditional requests: does the client hold the answer already?

Knows nothing of Flask.

Spec: https://www.rfc-editor.org/rfc/rfc9110#section-13
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def is_conditional(environ: WSGIEnvironment) -> bool:
    """Tell whether a request may be met by a 304: a reading one, that says what the client holds."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    return "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ


def is_known(environ: WSGIEnvironment, etag: str, last_modified: datetime | None) -> bool:
    """Tell whether what a conditional request names is what would be sent; ETags are compared weakly.

    Args: etag: with its quotes
          last_modified: counts only where the client names no ETag; None where the answer has none
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
