"""Check the access token of a request: who may write, and who may read metrics.

Spec: https://www.rfc-editor.org/rfc/rfc6750 (bearer), https://www.rfc-editor.org/rfc/rfc7617 (Basic)
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from flask import current_app, request

from graph.access.tokens import AccessToken, Scope, find_token
from webapp.http.requests import RequestError

CHALLENGES = ('Bearer realm="maillage"', 'Basic realm="maillage", charset="UTF-8"')


def require(scope: Scope) -> AccessToken:
    """Return the token of this request if its scope allows what another scope does.

    Raises:
        RequestError: `token-missing` or `token-unknown` (401), `scope-too-small` or `cross-site` (403).
    """
    scheme, secret = read_credentials(request.headers.get("Authorization", ""))
    if not secret:
        raise RequestError("token-missing")
    token = find_token(_folder(), secret)
    if token is None:
        raise RequestError("token-unknown")
    # A browser sends Basic credentials that it remembers along with any site's form: only ours may use them.
    if scheme == "basic" and request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        raise RequestError("cross-site")
    if not token.allows(scope):
        raise RequestError("scope-too-small", f"{token.scope} < {scope}")
    return token


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
