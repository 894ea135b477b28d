"""Tests of graph.access.tokens: shown once, kept as digests, withdrawn at once."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from graph.access.tokens import SCOPES, AccessToken, create_token, find_token, read_tokens, revoke_token
from graph.errors import TokenNameTaken, TokensUnreadable, UnknownToken


def test_a_token_is_recognised_and_never_kept(tmp_path: Path) -> None:
    """The file holds a digest that does not give the secret back, and only its owner may read it."""
    secret = create_token(tmp_path, "atelier", "contribute")
    found = find_token(tmp_path, secret)
    assert found is not None and (found.name, found.scope) == ("atelier", "contribute")
    kept = tmp_path / "tokens.json"
    assert secret not in kept.read_text()
    assert secret.removeprefix("maillage_") not in kept.read_text()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_secrets_differ_and_are_long(tmp_path: Path) -> None:
    """256 random bits each."""
    one, two = create_token(tmp_path, "un", "read"), create_token(tmp_path, "deux", "read")
    assert one != two
    assert len(one) >= 43


@pytest.mark.parametrize("guess", ["", "maillage_", "x" * 52])
def test_a_stranger_is_not_recognised(tmp_path: Path, guess: str) -> None:
    """Nothing but the secret opens."""
    create_token(tmp_path, "atelier", "admin")
    assert find_token(tmp_path, guess) is None


def test_a_revoked_token_is_refused_and_the_others_stay(tmp_path: Path) -> None:
    """Revoking one takes no other away."""
    gone, stays = create_token(tmp_path, "un", "read"), create_token(tmp_path, "deux", "read")
    revoke_token(tmp_path, "un")
    assert find_token(tmp_path, gone) is None
    assert find_token(tmp_path, stays) is not None
    assert [each.name for each in read_tokens(tmp_path)] == ["deux"]


def test_names_are_unique_and_known(tmp_path: Path) -> None:
    """A second token of one name, and the revocation of none, are errors."""
    create_token(tmp_path, "un", "read")
    with pytest.raises(TokenNameTaken):
        create_token(tmp_path, "un", "admin")
    with pytest.raises(UnknownToken):
        revoke_token(tmp_path, "deux")


def test_scopes_include_the_smaller_ones() -> None:
    """Each scope allows itself and those before it, none after."""
    for rank, scope in enumerate(SCOPES):
        token = AccessToken("x", scope, "", "")
        assert [token.allows(each) for each in SCOPES] == [other <= rank for other in range(len(SCOPES))]


@pytest.mark.parametrize(
    "content", ["", '[{"name": "a', '{"format": 2, "tokens": []}', '[{"name": "a", "kind": "newer"}]', "[1]"]
)
def test_a_damaged_or_newer_file_is_refused_and_left_as_it_is(tmp_path: Path, content: str) -> None:
    """Empty, cut off, or of a later version: nobody gets in, nothing is overwritten, and the error says what to do."""
    path = tmp_path / "tokens.json"
    path.write_text(content, "utf-8")
    for act in (
        lambda: find_token(tmp_path, "maillage_x"),
        lambda: create_token(tmp_path, "b", "contribute"),
        lambda: revoke_token(tmp_path, "a"),
    ):
        with pytest.raises(TokensUnreadable) as refused:
            act()
        assert refused.value.hint("fr")
        assert refused.value.hint("en")
    assert path.read_text("utf-8") == content
