"""`maillage dump`: all of the snapshot in force, or one named graph, as RDF.

The default graph is left out, because it is the merge of the named graphs.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pyoxigraph import RdfFormat, serialize

from graph.cli.framework import data_option, help_text, settings_for, translated
from graph.cli.options import current_dataset, graph_named
from graph.errors import UnknownGraph
from graph.rdf.serialization import serialize_statements
from graph.rdf.terms import DefaultGraph, prefixes

_FORMATS = {"nquads": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG}
_GRAPH_FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML}


@click.command(
    help=help_text(
        """Écrit l’instantané en vigueur : tous ses graphes nommés, ou un seul avec --graph.

            maillage dump > maillage.nq
            maillage dump --graph id/contribution/riposte-article --format turtle
        """,
        """Write the snapshot in force: all its named graphs, or one with --graph.

            maillage dump > maillage.nq
            maillage dump --graph id/contribution/riposte-article --format turtle
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
@data_option
def dump(graph_iri: str, output: str | None, data_dir: Path | None) -> None:
    """Write RDF to stdout."""
    dataset = current_dataset(settings_for(data_dir=data_dir))
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
