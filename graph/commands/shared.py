"""Options and steps that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph.cli import spoken
from graph.dataset import Dataset, open_current
from graph.directory import DataDirectory, Kind, find_directory
from graph.errors import SnapshotMissing
from graph.settings import Settings

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


def existing_directory(settings: Settings, kind: Kind | None = None) -> DataDirectory:
    """Find the data directory.

    Raises: SnapshotMissing when nothing was ever kept there; KindMismatch when it is not of the kind needed.
    """
    directory = find_directory(settings.data_dir)
    if directory is None:
        raise SnapshotMissing(path=settings.data_dir)
    if kind is not None:
        directory.require(kind)
    return directory


def current_dataset(settings: Settings) -> Dataset:
    """Open the snapshot in force.

    Raises: SnapshotMissing.
    """
    return open_current(existing_directory(settings))
