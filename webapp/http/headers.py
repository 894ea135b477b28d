"""Headers that are the same for every request: protection of pages, cross-origin access, charsets."""

from __future__ import annotations

from collections.abc import Mapping

FOR_EVER = "public, max-age=31536000, immutable"  # some clients split it at ", ": it is written just so
TEXTUAL = ("text/turtle", "application/n-triples", "text/csv", "text/tab-separated-values")
PROTECTION: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
EVERY_ORIGIN: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Profile, ETag, Last-Modified, Link, Location, X-Maillage-Limit, X-Maillage-Snapshot, X-Request-Id, Content-Length, "
        "Accept-Ranges, Content-Range, Content-Digest, Repr-Digest, Memento-Datetime"
    ),
}
PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Language, Accept-Profile, Authorization, Content-Type, If-None-Match, If-Modified-Since"
    ),
    "Access-Control-Max-Age": "86400",
}


def content_type_of(media_type: str) -> str:
    """Return a content type that names UTF-8, as all of our texts are, where the media type has room for it."""
    return f"{media_type}; charset=utf-8" if media_type in TEXTUAL else media_type
