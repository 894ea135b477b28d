"""Options and steps that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from graph.cli import spoken
from graph.dataset import Dataset, open_current
from graph.directory import DataDirectory, find_directory
from graph.errors import SnapshotMissing
from graph.settings import Settings
from graph.terms import NamedNode

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


def named_graph(text: str) -> NamedNode:
    """Read the name of a graph from the command line.

    Raises: click.BadParameter when it is not an absolute IRI.
    """
    try:
        return NamedNode(text)
    except ValueError as error:
        told = spoken(
            f"« {text} » n’est pas un IRI absolu : {error}", f"“{text}” is not an absolute IRI: {error}"
        )
        raise click.BadParameter(told) from error


def existing_directory(settings: Settings) -> DataDirectory:
    """Find the data directory.

    Raises: SnapshotMissing when nothing was ever kept there.
    """
    directory = find_directory(settings.data_dir)
    if directory is None:
        raise SnapshotMissing(path=settings.data_dir)
    return directory


def current_dataset(settings: Settings) -> Dataset:
    """Open the snapshot in force.

    Raises: SnapshotMissing.
    """
    return open_current(existing_directory(settings))
