"""`maillage token`: create, list and revoke the tokens for writing over HTTP.

Only the digest of a token is stored, so a lost token cannot be shown again: create another one.
"""

from __future__ import annotations

from pathlib import Path

import click

from graph.access.tokens import SCOPES, Scope, create_token, read_tokens, revoke_token
from graph.cli.framework import data_option, help_text, print_message, settings_for, translated
from graph.cli.options import token_folder


@click.group(
    help=help_text(
        """Crée, liste et révoque les jetons qui permettent d’écrire par HTTP.

        Un jeton se donne en Authorization: Bearer, ou comme mot de passe de Basic (le nom est libre). Son empreinte
        seule est gardée : il n’est montré qu’une fois.

            maillage token create atelier --scope contribute
            maillage token list
            maillage token revoke atelier
        """,
        """Create, list and revoke the tokens that let somebody write over HTTP.

        A token is given as Authorization: Bearer, or as the password of Basic (any user name). Only its digest is
        kept: it is shown once.

            maillage token create workshop --scope contribute
            maillage token list
            maillage token revoke workshop
        """,
    )
)
def token() -> None:
    """Hold the three commands."""


@token.command(help=translated("Crée un jeton et le montre, une fois.", "Create a token and show it, once."))
@click.argument("name", metavar=translated("NOM", "NAME"))
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    required=True,
    help=translated(
        "read : lire ; contribute : écrire dans les contributions ; admin : tout.",
        "read: read; contribute: write to contributions; admin: everything.",
    ),
)
@data_option
def create(name: str, scope: Scope, data_dir: Path | None) -> None:
    """Write the secret to stdout."""
    folder = token_folder(settings_for(data_dir=data_dir))
    click.echo(create_token(folder, name, scope))
    print_message(
        translated("Notez-le : il ne sera plus montré.", "Note it down: it will not be shown again.")
    )


@token.command(
    "list", help=translated("Liste les jetons, sans leur secret.", "List the tokens, not their secrets.")
)
@data_option
def list_(data_dir: Path | None) -> None:
    """Write name, scope and date to stdout, one token a line."""
    folder = token_folder(settings_for(data_dir=data_dir))
    for each in read_tokens(folder):
        click.echo(f"{each.name}\t{each.scope}\t{each.created_at}")


@token.command(help=translated("Révoque un jeton, aussitôt.", "Revoke a token, at once."))
@click.argument("name", metavar=translated("NOM", "NAME"))
@data_option
def revoke(name: str, data_dir: Path | None) -> None:
    """Revoke a token by its name."""
    folder = token_folder(settings_for(data_dir=data_dir))
    revoke_token(folder, name)
    print_message(translated(f"Révoqué : {name}.", f"Revoked: {name}."))
