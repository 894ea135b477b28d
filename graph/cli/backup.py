"""`maillage backup` and `maillage restore`: one snapshot in one file, also while the server runs.

Neither stops the server: a backup reads a snapshot, which never changes, and a restore publishes the next one.
"""

from __future__ import annotations

from pathlib import Path

import click

from graph.administration.backup import restore_backup, write_backup
from graph.cli.framework import data_option, help_text, print_message, progress, settings_for, translated
from graph.cli.options import derive, existing_directory
from graph.storage.derivation_lag import lag_of


@click.command(
    help=help_text(
        """Écrit l’instantané en vigueur dans un fichier, son empreinte vérifiée ; le serveur peut tourner.

        Les jetons n’y sont pas.

            maillage backup maillage-2026-11-21.tar.gz
        """,
        """Write the snapshot in force into a file, its digest verified; the server may be running.

        Tokens are left out.

            maillage backup maillage-2026-11-21.tar.gz
        """,
    )
)
@click.argument("path", metavar=translated("FICHIER", "FILE"), type=click.Path(path_type=Path))
@data_option
def backup(path: Path, data_dir: Path | None) -> None:
    """Write a backup, and print what is in it."""
    done = write_backup(existing_directory(settings_for(data_dir=data_dir)), path)
    print_message(
        translated(
            f"Sauvegardé : instantané {done.number}, empreinte {done.digest}.",
            f"Backed up: snapshot {done.number}, digest {done.digest}.",
        )
    )


@click.command(
    help=help_text(
        """Remet une sauvegarde en place, son empreinte vérifiée ; le serveur peut tourner.

        Dans un répertoire de données neuf, ou comme instantané suivant d’un répertoire de même base : les
        instantanés qui précèdent restent aussi longtemps que les autres.

            maillage restore maillage-2026-11-21.tar.gz --data /srv/maillage

        Avec --base-iri, tout ce qui est nommé sous la base de la sauvegarde l’est sous celle-là : pour un déploiement
        qui change d’adresse. Les contributions repassent alors par la validation.

            maillage restore ancien.tar.gz --base-iri https://maillage.example.org --data /srv/maillage
        """,
        """Put a backup in place, its digest verified; the server may be running.

        In a new data directory, or as the next snapshot of a directory with the same base: the snapshots before it
        stay as long as others do.

            maillage restore maillage-2026-11-21.tar.gz --data /srv/maillage

        With --base-iri, everything that is named under the base of the backup is named under that one: for a
        deployment that moves to another address. The contributions then pass validation again.

            maillage restore old.tar.gz --base-iri https://maillage.example.org --data /srv/maillage
        """,
    )
)
@click.argument("path", metavar=translated("FICHIER", "FILE"), type=click.Path(path_type=Path))
@click.option(
    "--base-iri",
    metavar="IRI",
    help=translated(
        "Nouveau début de tous les noms ; défaut : celui de la sauvegarde.",
        "New beginning of every name; default: the backup's.",
    ),
)
@data_option
def restore(path: Path, base_iri: str | None, data_dir: Path | None) -> None:
    """Restore a backup, and print the number of the snapshot."""
    settings = settings_for(base_iri=base_iri, data_dir=data_dir)
    snapshot = restore_backup(path, settings, base_iri=settings.base_iri if base_iri else "")
    print_message(
        translated(f"Restauré : instantané {snapshot.number}.", f"Restored: snapshot {snapshot.number}.")
    )
    directory = existing_directory(settings)
    if directory.kind == "full" and lag_of(snapshot).snapshots:
        with progress() as show:
            derive(directory, settings, show)
