"""Options that several commands share, and how they find the data directory.

Help texts are in French and English; the language is settled when the module is imported.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.cli.framework import print_message, translated
from graph.errors import SnapshotMissing
from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, Kind, find_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.snapshots import Snapshot
from graph.storage.writer_lock import reporting_wait

if TYPE_CHECKING:
    from graph.storage.store_writer import StoreWriter

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

paths_argument: Decorator = click.argument(
    "paths",
    metavar=translated("FICHIER…", "FILE…"),
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
syntax_option: Decorator = click.option(
    "--format",
    "syntax",
    default="",
    metavar="EXT",
    help=translated(
        "Syntaxe, quand le nom du fichier ne la dit pas : ttl, trig, nt, nq, rdf, jsonld.",
        "Syntax, when the file's name does not tell it: ttl, trig, nt, nq, rdf, jsonld.",
    ),
)
graph_option: Decorator = click.option(
    "--graph",
    "graph_iri",
    default="",
    metavar="IRI",
    help=translated(
        "Nom de la contribution ; défaut : d’après le nom du fichier.",
        "Name of the contribution; default: after the file's name.",
    ),
)
listing_option: Decorator = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    help=translated("Pour une personne ou pour un programme.", "For a person or for a program."),
)
_SOON_S = 1.0  # a shorter wait is not worth a line


def graph_named(text: str, names: Namespaces) -> NamedNode:
    """Return the graph named by an IRI that is absolute or relative to the base (`id/contribution/essai`)."""
    try:
        return NamedNode(text if "://" in text else names.document_base + text)
    except ValueError as error:
        raise click.BadParameter(
            translated(f"« {text} » n’est pas une IRI", f"“{text}” is not an IRI")
        ) from error


def print_published(snapshot: Snapshot) -> None:
    """Print which snapshot is now in force."""
    number, count = snapshot.number, snapshot.triple_count
    print_message(
        translated(
            f"Publié : instantané {number}, {count} triplets.",
            f"Published: snapshot {number}, {count} triples.",
        )
    )


@contextmanager
def open_queued_writer(
    directory: DataDirectory, settings: Settings, show: Callable[[BilingualText], None]
) -> Iterator[StoreWriter]:
    """Open the writer of a data directory when those who came before have written; tell who writes meanwhile.

    Raises:
        DataDirectoryBusy: Others wrote for longer than a writer waits.
    """
    from graph.storage.store_writer import open_writer  # noqa: PLC0415  slow to import

    began, told = time.monotonic(), set[str]()

    def on_wait(holder: str, before: int) -> None:
        step = BilingualText(
            f"Un autre processus écrit ({holder}) ; on attend son tour",
            f"Another process is writing ({holder}); waiting for our turn",
        )
        if before:
            step = BilingualText(f"{step.fr}, après {before} autre(s)", f"{step.en}, after {before} other(s)")
        show(step)
        if time.monotonic() - began > _SOON_S and holder not in told:
            told.add(holder)
            print_message(translated(f"{step.fr}…", f"{step.en}…"))

    with reporting_wait(on_wait), open_writer(directory, settings) as writer:
        yield writer


def existing_directory(settings: Settings, kind: Kind | None = None) -> DataDirectory:
    """Return the data directory, which must exist.

    Args:
        kind: The kind that the command needs; None for any.

    Raises:
        SnapshotMissing: There is none.
        KindMismatch: It is of another kind.
        NeedsEmbedded: The settings name a remote engine.
    """
    settings.require_embedded(click.get_current_context().command_path)
    directory = find_directory(settings.data_dir)
    if directory is None:
        raise SnapshotMissing(path=settings.data_dir)
    if kind is not None:
        directory.require(kind)
    return directory


def token_folder(settings: Settings) -> Path:
    """Return the folder of the tokens: the data directory, which is made where a remote engine holds the data.

    Raises:
        SnapshotMissing: There is no data directory.
    """
    if not settings.store:
        return existing_directory(settings).path
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings.data_dir


def current_dataset(settings: Settings) -> SnapshotDataset:
    """Open the snapshot in force.

    Raises:
        SnapshotMissing: There is none. Other errors as for `existing_directory`.
    """
    return open_current(existing_directory(settings))


def derive(
    directory: DataDirectory, settings: Settings, show: Callable[[BilingualText], None]
) -> Snapshot | None:
    """Derive what follows from a commit while others may write; return the snapshot that was published, if any."""
    from graph.writing.derivation import derive_unlocked  # noqa: PLC0415  slow to import

    return derive_unlocked(directory, settings, show, lambda: open_queued_writer(directory, settings, show))
