"""`maillage check` and `maillage rebuild`: find damage in a data directory, and start again from what is intact.

Most damage needs neither: a start brings the store forward by itself (`graph.storage.recovery`), or says what is missing.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from graph.administration.check import Finding, check
from graph.administration.rebuild import rebuild
from graph.cli.framework import (
    DATA_FAILED,
    data_option,
    help_text,
    print_message,
    progress,
    settings_for,
    translated,
)
from graph.cli.options import existing_directory, listing_option
from graph.i18n import spoken_language
from graph.storage.store_writer import open_writer
from graph.writing.derivation import derive_now


@click.command(
    "check",
    help=help_text(
        """Examine tout le répertoire de données et dit ce qui est endommagé ; ne change rien.

        Lit chaque énoncé de chaque instantané dans tous les ordres où le magasin le garde, vérifie les empreintes,
        le journal et les jetons, et continue après le premier défaut. Code de sortie 1 s’il y en a un.
        """,
        """Look at the whole data directory and tell what is damaged; change nothing.

        Reads each statement of each snapshot in all the orders that the store keeps, verifies digests, log and
        tokens, and goes on after the first fault. Exit code 1 where there is one.
        """,
    ),
)
@listing_option
@data_option
def check_command(output: str, data_dir: Path | None) -> None:
    """Write one line a part to stdout."""
    settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings)
    found: list[Finding] = []
    for each in check(directory, lock_wait_s=settings.lock_wait_s):
        found.append(each)
        if output == "table":
            path = each.path.relative_to(directory.path)
            told = each.fault.render(spoken_language()) if each.fault else translated("intact", "intact")
            click.echo(f"{'!' if each.fault else ' '} {path}: {told}")
    if output == "json":
        values = [
            {"path": str(each.path), "fault": each.fault.render(spoken_language()) if each.fault else None}
            for each in found
        ]
        click.echo(json.dumps(values, indent=2, ensure_ascii=False))
    count = sum(each.fault is not None for each in found)
    print_message(translated(f"Défauts : {count}.", f"Faults: {count}."))
    if count:
        raise click.exceptions.Exit(DATA_FAILED)


@click.command(
    "rebuild",
    help=help_text(
        """Refait le magasin à partir d’un instantané intact, quand il est endommagé ou d’une autre histoire.

        Ce qui fut écrit après l’instantané est perdu : essayez d’abord « maillage check », et remettez les fichiers qui
        manquent. Le numéro suivant n’a jamais servi, et une nouvelle époque commence : qui suit le graphe le voit.

            maillage rebuild
            maillage rebuild --from 41
        """,
        """Make the store anew from an intact snapshot, when it is damaged or of another history.

        What was written after the snapshot is lost: try “maillage check” first, and put back the files that are
        missing. The next number was never used, and a new epoch begins: whoever follows the graph sees it.

            maillage rebuild
            maillage rebuild --from 41
        """,
    ),
)
@click.option(
    "--from",
    "number",
    type=click.IntRange(1),
    metavar="N",
    help=translated(
        "Instantané ; défaut : le plus récent intact.", "Snapshot; default: the newest intact one."
    ),
)
@data_option
def rebuild_command(number: int | None, data_dir: Path | None) -> None:
    """Print what was published."""
    settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings, "full")
    with progress() as show:
        snapshot = rebuild(directory, settings, number or 0)
        with open_writer(directory, settings) as writer:
            snapshot = derive_now(writer, show) or snapshot
    print_message(
        translated(f"Publié : instantané {snapshot.number}.", f"Published: snapshot {snapshot.number}.")
    )
