"""`maillage snapshots`: list the snapshots, and verify that they are unchanged since publication.

Verifying reads every statement of a snapshot, and compares the digest with the one that was published.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click
from pyoxigraph import Store

from graph.cli.framework import data_option, help_text, print_message, settings_for, translated
from graph.cli.options import existing_directory, listing_option
from graph.errors import SnapshotCorrupt
from graph.storage.catalogue import is_digested
from graph.storage.data_directory import DataDirectory
from graph.storage.dataset import open_snapshot
from graph.storage.dataset_digest import digest_of
from graph.storage.derivation_lag import DerivationLag, lag_of
from graph.storage.index_check import faults_of_store
from graph.storage.retention import Limits, Retention, newest_network
from graph.storage.snapshots import Snapshot, current_number, list_snapshots, snapshot_numbers
from graph.storage.writer_lock import locked


@click.group(
    invoke_without_command=True,
    help=help_text(
        """Liste les instantanés gardés, le plus ancien d’abord ; celui qui est servi porte une étoile.

        Avec --verify, relit chaque énoncé et compare l’empreinte à celle de la publication.

            maillage snapshots
            maillage snapshots prune --keep 1
        """,
        """List the snapshots that are kept, oldest first; the one in force bears a star.

        With --verify, read every statement again and compare the digest with the one published.

            maillage snapshots
            maillage snapshots prune --keep 1
        """,
    ),
)
@click.option(
    "--verify", is_flag=True, help=translated("Recalculer les empreintes.", "Compute the digests again.")
)
@listing_option
@data_option
@click.pass_context
def snapshots(context: click.Context, verify: bool, output: str, data_dir: Path | None) -> None:
    """Write the list of snapshots to stdout."""
    if context.invoked_subcommand is not None:
        return
    directory = existing_directory(settings_for(data_dir=data_dir), "full" if verify else None)
    listed = list(list_snapshots(directory))
    in_force = current_number(directory)
    for each in listed:
        if verify:
            _verify(directory, each)
        if output == "table":
            star = "*" if each.number == in_force else " "
            click.echo(
                f"{star} {each.number:>6}  {each.published_at.isoformat()}  {each.triple_count:>10}  {each.digest}"
            )
    if output == "json":
        values = [
            asdict(each) | {"published_at": each.published_at.isoformat(), "path": str(each.path)}
            for each in listed
        ]
        click.echo(json.dumps(values, indent=2))
    if listed and directory.kind == "full":
        _print_lag(lag_of(listed[-1]))


@snapshots.command(
    help=help_text(
        """Retire les anciens instantanés sans attendre leur heure, sauf ceux qu’on est en train de lire.""",
        """Remove old snapshots before their time, but those that are being read.""",
    )
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help=translated("Nombre d’instantanés à garder.", "How many snapshots to keep."),
)
@data_option
def prune(keep: int, data_dir: Path | None) -> None:
    """Print what was removed."""
    settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings)
    retention = Retention(directory)
    with locked(directory, wait_s=settings.lock_wait_s):
        before = retention.total_bytes()
        followed = newest_network(directory) if directory.kind == "full" else 0
        gone = retention.retire(Limits(keep), followed=followed, at_most=len(snapshot_numbers(directory)))
        freed_mib = (before - retention.total_bytes()) >> 20
    print_message(
        translated(
            f"Retirés : {len(gone)} instantanés, {freed_mib} Mio.",
            f"Removed: {len(gone)} snapshots, {freed_mib} MiB.",
        )
    )


def _print_lag(lag: DerivationLag) -> None:
    print_message(
        translated(
            f"Liens et mesures déduits de l’instantané {lag.derivation} ; {lag.snapshots} à suivre.",
            f"Connections and measurements derived from snapshot {lag.derivation}; {lag.snapshots} to follow.",
        )
    )


def _verify(directory: DataDirectory, snapshot: Snapshot) -> None:
    dataset = open_snapshot(directory, snapshot.number)
    found = digest_of(quad for quad in dataset.quads() if is_digested(quad.graph_name, directory.names))
    if found != snapshot.digest:
        raise SnapshotCorrupt(number=snapshot.number, found=found, expected=snapshot.digest)
    if (fault := next(faults_of_store(Store.read_only(str(snapshot.store_path))), None)) is not None:
        raise SnapshotCorrupt(number=snapshot.number, found=fault, expected=snapshot.digest)
    print_message(translated(f"{snapshot.number} : intact", f"{snapshot.number}: intact"))
