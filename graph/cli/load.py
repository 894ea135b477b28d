"""`maillage load`: publish files as the next snapshot, all of them or none.

The files are validated together with what is published; a violation refuses them all, with the report.
"""

from __future__ import annotations

from pathlib import Path

import click

from graph.cli.framework import data_option, help_text, print_message, progress, settings_for, translated
from graph.cli.options import (
    derive,
    existing_directory,
    graph_named,
    graph_option,
    open_queued_writer,
    paths_argument,
    print_published,
    syntax_option,
)
from graph.i18n import spoken_language
from graph.sources.reader import read_candidate
from graph.writing.commit import commit
from graph.writing.replacements import check_owners, find_replacements


@click.command(
    help=help_text(
        """Valide des fichiers RDF et les publie dans un nouvel instantané : tous, ou aucun.

        Un fichier Turtle devient la contribution qui porte son nom ; un TriG, une par graphe nommé. Recharger un
        fichier remplace sa contribution et rien d’autre ; remplacer celle d’un autre demande --replace. Les IRI relatives (<id/need/entraide>) sont celles de ce
        déploiement.

            maillage load ma-contribution.trig autres/*.ttl.gz
        """,
        """Validate RDF files and publish them in a new snapshot: all, or none.

        A Turtle file becomes the contribution that bears its name; a TriG file, one a named graph. Loading a file
        again replaces its contribution and nothing else; to replace somebody else's takes --replace. Relative IRIs (<id/need/entraide>) are this deployment's.

            maillage load my-contribution.trig others/*.ttl.gz
        """,
    )
)
@paths_argument
@syntax_option
@graph_option
@click.option(
    "--replace",
    "may_replace",
    is_flag=True,
    help=translated(
        "Remplacer aussi la contribution d’un autre, qui porte ce nom.",
        "Replace another party's contribution of this name, too.",
    ),
)
@data_option
def load(
    *, paths: tuple[Path, ...], syntax: str, graph_iri: str, may_replace: bool, data_dir: Path | None
) -> None:
    """Load files; tell what they replaced, and the warnings that were published with them."""
    settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings, "full")
    graph = graph_named(graph_iri, directory.names) if graph_iri else None
    with progress() as show:
        candidate = read_candidate(paths, directory.names, settings, syntax=syntax, graph=graph)
        with open_queued_writer(directory, settings, show) as writer:
            replaced = find_replacements(writer.store, candidate, directory.names)
            if not may_replace:
                check_owners(replaced, directory.names)
            done = commit(writer, candidate, show)
        derived = derive(directory, settings, show)
    for each in replaced:
        print_message(translated(*each.sentence(directory.names)))
    print_message(done.report.concerning(path.name for path in paths).as_text(spoken_language()))
    if done.changed:
        print_published(derived or done.snapshot)
    else:
        number = (derived or done.snapshot).number
        print_message(
            translated(
                f"Rien de nouveau : l’instantané {number} reste.", f"Nothing new: snapshot {number} stays."
            )
        )
