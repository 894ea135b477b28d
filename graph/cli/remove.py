"""`maillage remove`: a contribution goes; what another one also states stays."""

from __future__ import annotations

from pathlib import Path

import click

from graph.cli.framework import data_option, help_text, print_message, progress, settings_for, translated
from graph.cli.options import derive, existing_directory, graph_named, open_queued_writer, print_published
from graph.sources.candidate import Candidate
from graph.writing.commit import commit
from graph.writing.replacements import find_replacements


@click.command(
    help=help_text(
        """Retire des contributions, nommées par leur IRI (relative ou entière).

        Ce qu’une autre contribution énonce aussi reste publié. Refusé si ce qui resterait ne se tient plus : un lien
        vers rien, une initiative sans acteur.

            maillage remove id/contribution/ma-contribution
        """,
        """Take contributions away, named by their IRI (relative or whole).

        What another contribution states too stays published. Refused when what would remain no longer holds: a link
        to nothing, an initiative without an actor.

            maillage remove id/contribution/my-contribution
        """,
    )
)
@click.argument("graphs", metavar="IRI…", nargs=-1, required=True)
@data_option
def remove(graphs: tuple[str, ...], data_dir: Path | None) -> None:
    """Remove contributions in one commit."""
    settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings, "full")
    named = frozenset(graph_named(each, directory.names) for each in graphs)
    with progress() as show:
        with open_queued_writer(directory, settings, show) as writer:
            replaced = find_replacements(writer.store, Candidate(removed=named), directory.names)
            done = commit(writer, Candidate(removed=named), show)
        derived = derive(directory, settings, show)
    for each in replaced:
        print_message(translated(*each.sentence(directory.names)))
    print_published(derived or done.snapshot)
