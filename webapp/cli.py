"""The entry point: the commands of `graph`, and `serve`."""

from __future__ import annotations

import click

from graph.cli import COMMANDS
from graph.cli.framework import FlowGroup, help_text, run, translated
from graph.i18n import BilingualText

_ALL = {
    **COMMANDS,
    "serve": (
        "webapp.server.serve_command:serve",
        BilingualText(
            "Servir les pages, SPARQL et les données liées.", "Serve the pages, SPARQL and linked data."
        ),
    ),
}

_VERSION = translated("Dire la version.", "Tell the version.")
maillage = click.version_option(package_name="maillage", message="%(version)s", help=_VERSION)(
    FlowGroup(
        "maillage",
        lazy=_ALL,
        help=help_text(
            """Maillage : le graphe des initiatives publiques locales, et ce qui les relie.

            Les données vont dans un seul sens : fichiers → candidat → magasin → instantané → réponse. Chaque
            commande dit la sienne par --help.
            """,
            """Maillage: the graph of local public initiatives, and what links them.

            Data flows one way: files → candidate → store → snapshot → answer. Each command explains itself with
            --help.
            """,
        ),
    )
)


def main() -> None:
    """Run `maillage`."""
    run(maillage)
