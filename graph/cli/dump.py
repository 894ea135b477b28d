"""`maillage dump`: all of the snapshot in force, or one named graph, as RDF.

The default graph is left out, because it is the merge of the named graphs. What is offered to partners at `/dumps/` is
something else: what is published alone, in files with checksums (`graph.storage.dumps`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pyoxigraph import RdfFormat, serialize

from graph.cli.framework import data_option, help_text, print_message, settings_for, translated
from graph.cli.options import current_dataset, existing_directory, graph_named
from graph.errors import UnknownGraph
from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import DefaultGraph, prefixes
from graph.settings import Settings
from graph.storage.dumps.offer import dumps_folder

_FORMATS = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}
_GRAPH_FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML}


@click.command(
    help=help_text(
        """Écrit l’instantané en vigueur : tous ses graphes nommés, ou un seul avec --graph.

            maillage dump > maillage.nq
            maillage dump --graph id/contribution/riposte-article --format turtle

        Avec --publish, écrit plutôt, sans attendre son heure, le vidage offert à /dumps/ : ce qui est publié, en fichiers
        que « maillage load » reprend.
        """,
        """Write the snapshot in force: all its named graphs, or one with --graph.

            maillage dump > maillage.nq
            maillage dump --graph id/contribution/riposte-article --format turtle

        With --publish, write at once the dump that /dumps/ offers instead: what is published, as files that
        “maillage load” takes back.
        """,
    )
)
@click.option(
    "--graph", "graph_iri", default="", metavar="IRI", help=translated("Un seul graphe.", "One graph only.")
)
@click.option(
    "--format",
    "output",
    type=click.Choice([*_FORMATS, *_GRAPH_FORMATS]),
    default=None,
    help=translated(
        "Syntaxe ; défaut : nquads, ou turtle pour un seul graphe.",
        "Syntax; default: nquads, or turtle for one graph.",
    ),
)
@click.option(
    "--publish",
    "is_offered",
    is_flag=True,
    help=translated("Écrire le vidage offert à /dumps/.", "Write the dump that /dumps/ offers."),
)
@data_option
def dump(graph_iri: str, output: str | None, is_offered: bool, data_dir: Path | None) -> None:
    """Write RDF to stdout, or the files that are offered."""
    settings = settings_for(data_dir=data_dir)
    if is_offered:
        if graph_iri or output:
            raise click.UsageError(
                translated(
                    "--publish va sans --graph ni --format", "--publish goes without --graph and --format"
                )
            )
        _publish(settings)
        return
    dataset = current_dataset(settings)
    if graph_iri:
        graph = graph_named(graph_iri, dataset.names)
        if graph not in dataset.graph_names():
            raise UnknownGraph(graph=graph.value)
        syntax = (_FORMATS | _GRAPH_FORMATS)[output or "turtle"]
        sys.stdout.buffer.write(serialize_statements(dataset.graph_triples(graph), syntax))
        return
    if output in _GRAPH_FORMATS:
        raise click.BadParameter(
            translated(
                "ce format ne tient qu’un graphe : dites --graph", "that format holds one graph: say --graph"
            )
        )
    quads = (quad for quad in dataset.quads() if not isinstance(quad.graph_name, DefaultGraph))
    serialize(quads, sys.stdout.buffer, _FORMATS[output or "nquads"], prefixes=dict(prefixes()))


def _publish(settings: Settings) -> None:
    """Write a dump into the data directory, and print the path of its folder."""
    from graph.storage.dumps.writer import publish_dump  # noqa: PLC0415  the rest needs none of it

    directory = existing_directory(settings, "full")
    done = publish_dump(directory, settings)
    click.echo(dumps_folder(directory.path) / done.name)
    print_message(
        translated(
            f"Vidage de l’instantané {done.number} : {done.quad_count} quads.",
            f"Dump of snapshot {done.number}: {done.quad_count} quads.",
        )
    )
