"""Create, verify and revoke the access tokens of a data directory.

The secret of a token is shown once, when it is created; only its digest is stored. A token has one scope, and each scope
includes those before it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal as OneOf

from graph.errors import TokenNameTaken, TokensUnreadable, UnknownToken
from graph.storage.data_directory import write_file

Scope = OneOf["read", "contribute", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "contribute", "admin")
_MARK = "maillage_"  # lets secret scanners and people recognise one
_ENTROPY_BYTES = 32


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What is stored of a token; the secret itself is not."""

    name: str
    scope: Scope
    created_at: str
    sha256: str

    def allows(self, scope: Scope) -> bool:
        """Return whether this token permits what a scope permits."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


def create_token(folder: Path, token_name: str, scope: Scope) -> str:
    """Create a token and store its digest in a data directory.

    Returns:
        The secret, which cannot be recovered later.

    Raises:
        TokenNameTaken: A token of the directory has that name.
    """
    secret = _MARK + secrets.token_urlsafe(_ENTROPY_BYTES)
    with _locked(folder):
        tokens = read_tokens(folder)
        if any(each.name == token_name for each in tokens):
            raise TokenNameTaken(name=token_name)
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        _write(folder, (*tokens, AccessToken(token_name, scope, created_at, _digest(secret))))
    return secret


def revoke_token(folder: Path, token_name: str) -> None:
    """Revoke a token; it is refused from the next request on.

    Raises:
        UnknownToken: No token of the directory has that name.
    """
    with _locked(folder):
        tokens = read_tokens(folder)
        remaining = [each for each in tokens if each.name != token_name]
        if len(remaining) == len(tokens):
            raise UnknownToken(name=token_name)
        _write(folder, remaining)


def read_tokens(folder: Path) -> tuple[AccessToken, ...]:
    """Read the tokens of a data directory, oldest first.

    Raises:
        TokensUnreadable: The file is damaged, or of a newer version.
    """
    try:
        return tuple(AccessToken(**each) for each in json.loads(_file(folder).read_text("utf-8")))
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError) as error:
        raise TokensUnreadable(path=_file(folder)) from error


def find_token(folder: Path, secret: str) -> AccessToken | None:
    """Find the token of a secret; every stored digest is compared, in constant time."""
    digest = _digest(secret)
    found = None
    for each in read_tokens(folder):
        if hmac.compare_digest(each.sha256, digest):
            found = each
    return found


def _digest(secret: str) -> str:
    # A slow, salted hash defends passwords, which can be guessed. 256 random bits cannot: one SHA-256 is enough,
    # and keeps the check cheap enough to make for each request.
    return hashlib.sha256(secret.encode()).hexdigest()


def _file(folder: Path) -> Path:
    return folder / "tokens.json"


def _write(folder: Path, tokens: Sequence[AccessToken]) -> None:
    write_file(_file(folder), json.dumps([asdict(each) for each in tokens], indent=2) + "\n", mode=0o600)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock the file of tokens; not with the writers' lock, so that a long load delays no revocation."""
    with (folder / "tokens.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield
