"""Check the access token of a request: who may write, and who may read metrics.

A browser that remembers a password sends it along with the form of any site, so Basic is for our own pages and for programs.

Spec: https://www.rfc-editor.org/rfc/rfc6750 (bearer), https://www.rfc-editor.org/rfc/rfc7617 (Basic)
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.datastructures import Headers

from graph.access.tokens import AccessToken, Scope, find_token
from webapp.http.clients import client_of
from webapp.http.token_failures import TokenFailures

_PORTS = {"http": 80, "https": 443}
CHALLENGES = ('Bearer realm="maillage"', 'Basic realm="maillage", charset="UTF-8"')


def require(scope: Scope) -> AccessToken:
    """Return the token of this request if its scope allows what another scope does; a refusal is counted.

    Raises:
        RequestError: `token-missing` or `token-unknown` (401), `scope-too-small` or `cross-site` (403), `token-attempts` (429).
    """
    scheme, secret = read_credentials(request.headers.get("Authorization", ""))
    failures: TokenFailures = current_app.config["MAILLAGE_TOKEN_FAILURES"]
    if not secret:
        raise failures.refuse("token-missing")
    with failures.attempt(client_of(request.environ).quota_key):
        token = find_token(_folder(), secret)
        if token is None:
            raise failures.refuse("token-unknown")
    base_iri: str = current_app.config["MAILLAGE_BASE_IRI"]
    # A browser sends Basic credentials that it remembers along with any site's form: only ours may use them.
    if scheme == "basic" and not is_from_our_pages(request.headers, base_iri):
        raise failures.refuse("cross-site", base_iri, token.name)
    if not token.allows(scope):
        raise failures.refuse("scope-too-small", f"{token.scope} < {scope}", token.name)
    return token


def is_from_our_pages(headers: Headers | Mapping[str, str], base_iri: str) -> bool:
    """Check whether a request was sent by a page of this deployment, or by no page at all.

    Browsers say so in `Sec-Fetch-Site`, but not over plain http; then the origin of the page is compared with ours.
    A program sends none of these headers.

    Spec: https://www.w3.org/TR/fetch-metadata/, https://www.rfc-editor.org/rfc/rfc6454#section-7
    """
    site = headers.get("Sec-Fetch-Site", "")
    if site:
        return site in ("none", "same-origin")
    page = headers.get("Origin", "") or headers.get("Referer", "")
    return not page or (_origin(page) is not None and _origin(page) == _origin(base_iri))


def _origin(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port; None for what is no web address, as the origin `null`."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname and port else None


def read_credentials(header: str) -> tuple[str, str]:
    """Parse an `Authorization` header into its scheme, in lower case, and its secret; both are empty for any other scheme."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return "bearer", rest.strip()
    if scheme.lower() != "basic":
        return "", ""
    try:
        user_and_password = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return "basic", user_and_password.partition(":")[2]


def _folder() -> Path:
    folder: Path = current_app.config["MAILLAGE_DATA_DIR"]
    return folder
