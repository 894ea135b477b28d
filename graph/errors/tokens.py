"""Errors of access tokens."""

from __future__ import annotations

from graph.errors.graph_error import GraphError
from graph.i18n import BilingualText


class TokenError(GraphError):
    """A token cannot be made or withdrawn."""

    code = "token"


class TokenNameTaken(TokenError):
    """There is a token of that name already."""

    code = "token-name-taken"
    message_text = BilingualText("Un jeton s’appelle déjà « {name} ».", "A token is already named “{name}”.")
    hint_text = BilingualText(
        "Choisissez un autre nom, ou révoquez-le d’abord : `maillage token revoke {name}`.",
        "Choose another name, or revoke it first: `maillage token revoke {name}`.",
    )


class UnknownToken(TokenError):
    """No token has that name."""

    code = "unknown-token"
    message_text = BilingualText("Aucun jeton nommé « {name} ».", "There is no token named “{name}”.")
    hint_text = BilingualText("`maillage token list` les nomme.", "`maillage token list` names them.")
