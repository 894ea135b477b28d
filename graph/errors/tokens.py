"""Errors of access tokens."""

from __future__ import annotations

from graph.errors.graph_error import GraphError


class TokenError(GraphError):
    """A token cannot be made or withdrawn."""

    code = "token"


class TokenNameTaken(TokenError):
    """There is a token of that name already."""

    code = "token-name-taken"


class TokensUnreadable(TokenError):
    """The file of the tokens is damaged, or was written by a newer version."""

    code = "tokens-unreadable"


class UnknownToken(TokenError):
    """No token has that name."""

    code = "unknown-token"
