"""Options and steps that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph.cli.framework import spoken, talk
from graph.errors import SnapshotMissing
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, Kind, find_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.snapshots import Snapshot

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

paths_argument: Decorator = click.argument(
    "paths",
    metavar=spoken("FICHIER…", "FILE…"),
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
syntax_option: Decorator = click.option(
    "--format",
    "syntax",
    default="",
    metavar="EXT",
    help=spoken(
        "Syntaxe, quand le nom du fichier ne la dit pas : ttl, trig, nt, nq, rdf, jsonld.",
        "Syntax, when the file's name does not tell it: ttl, trig, nt, nq, rdf, jsonld.",
    ),
)
graph_option: Decorator = click.option(
    "--graph",
    "graph_iri",
    default="",
    metavar="IRI",
    help=spoken(
        "Nom de la contribution ; défaut : d’après le nom du fichier.",
        "Name of the contribution; default: after the file's name.",
    ),
)
listing_option: Decorator = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json"]),
    default="table",
    help=spoken("Pour une personne ou pour un programme.", "For a person or for a program."),
)


def graph_named(text: str, names: Namespaces) -> NamedNode:
    """Name the graph that a person means by an IRI, relative (`id/contribution/essai`) or whole."""
    try:
        return NamedNode(text if "://" in text else names.document_base + text)
    except ValueError as error:
        raise click.BadParameter(
            spoken(f"« {text} » n’est pas une IRI", f"“{text}” is not an IRI")
        ) from error


def tell_published(snapshot: Snapshot) -> None:
    """Tell which snapshot is now in force."""
    number, count = snapshot.number, snapshot.triple_count
    talk(
        spoken(
            f"Publié : instantané {number}, {count} triplets.",
            f"Published: snapshot {number}, {count} triples.",
        )
    )


def existing_directory(settings: Settings, kind: Kind | None = None) -> DataDirectory:
    """Find the data directory.

    Raises: SnapshotMissing when nothing was ever kept there; KindMismatch when it is not of the kind needed;
            NeedsEmbedded.
    """
    settings.require_embedded(click.get_current_context().command_path)
    directory = find_directory(settings.data_dir)
    if directory is None:
        raise SnapshotMissing(path=settings.data_dir)
    if kind is not None:
        directory.require(kind)
    return directory


def token_folder(settings: Settings) -> Path:
    """Find the folder that keeps the tokens: the data directory, which may hold nothing else for data held elsewhere.

    Raises: SnapshotMissing.
    """
    if not settings.store:
        return existing_directory(settings).path
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return settings.data_dir


def current_dataset(settings: Settings) -> SnapshotDataset:
    """Open the snapshot in force.

    Raises: SnapshotMissing.
    """
    return open_current(existing_directory(settings))
