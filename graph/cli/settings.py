"""`maillage settings`: every setting with its value and where the value comes from."""

from __future__ import annotations

import json

import click

from graph.cli.framework import help_text, translated
from graph.cli.options import listing_option
from graph.i18n import spoken_language
from graph.settings import explain_settings


@click.command(
    help=help_text(
        """Montre chaque réglage, sa valeur, et d’où elle vient.

        Un réglage se donne par sa variable d’environnement, ou dans le fichier TOML que nomme MAILLAGE_SETTINGS.
        """,
        """Show each setting, its value, and where it comes from.

        A setting is given by its environment variable, or in the TOML file that MAILLAGE_SETTINGS names.
        """,
    )
)
@listing_option
def settings(output: str) -> None:
    """Write the table of settings to stdout."""
    origins = explain_settings()
    if output == "json":
        values = {
            each.setting.name: {"value": each.text, "source": each.source or "default"} for each in origins
        }
        click.echo(json.dumps(values, indent=2))
        return
    for each in origins:
        source = each.source or translated("défaut", "default")
        click.echo(f"{each.setting.variable:<32} {each.setting.amount(each.value)}  ({source})")
        click.echo(f"    {each.setting.help.render(spoken_language())}")
