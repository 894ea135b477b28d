"""`maillage query`: ask a named question, a file, or what comes on stdin."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from graph.cli.framework import data_option, settings_for, spoken, talk, taught
from graph.cli.options import current_dataset
from graph.cli.tables import print_table
from graph.errors import BindingMismatch, UnknownQuery
from graph.i18n import spoken_language
from graph.sparql.named_queries import NamedQuery, named_queries, read_query
from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS, QueryResult
from graph.storage.dataset import SnapshotDataset

_FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nquads": "application/n-quads",
}


@click.command(
    help=taught(
        """Pose une question au graphe : par son nom, par un fichier .rq, ou « - » pour l’entrée standard.

        Les paramètres se donnent ainsi : nom=valeur ; une IRI peut être relative (id/need/entraide) ou abrégée
        (mai:Need). Un paramètre tu prend la valeur de l’exemple de la question.

            maillage query --list
            maillage query circles_for_need need=id/need/prise-de-recul
            maillage query circles_for_need --show
            echo 'SELECT * { ?s ?p ?o } LIMIT 3' | maillage query - --format csv
        """,
        """Ask the graph a question: by its name, by a .rq file, or "-" for standard input.

        Parameters are given as name=value; an IRI may be relative (id/need/entraide) or compact (mai:Need). A
        parameter left out takes the value of the question's example.

            maillage query --list
            maillage query circles_for_need need=id/need/prise-de-recul
            maillage query circles_for_need --show
            echo 'SELECT * { ?s ?p ?o } LIMIT 3' | maillage query - --format csv
        """,
    )
)
@click.argument("name", metavar=spoken("[NOM|FICHIER|-]", "[NAME|FILE|-]"), default="")
@click.argument("values", metavar=spoken("[nom=valeur]…", "[name=value]…"), nargs=-1)
@click.option("--list", "listing", is_flag=True, help=spoken("Nommer les questions.", "Name the questions."))
@click.option(
    "--show",
    is_flag=True,
    help=spoken("Montrer le SPARQL sans l’exécuter.", "Show the SPARQL, don't run it."),
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", *_FORMATS]),
    default="table",
    help=spoken("Forme de la réponse.", "Form of the answer."),
)
@data_option
def query(
    name: str, values: tuple[str, ...], listing: bool, show: bool, output: str, data_dir: Path | None
) -> None:
    """Answer on stdout."""
    if listing:
        _list()
        return
    if not name:
        raise UnknownQuery(name="")
    dataset = current_dataset(settings_for(data_dir=data_dir))
    text = _stranger_text(name)
    if text is not None:
        if show:
            click.echo(text, nl=False)
        else:
            _write(dataset.evaluate(text), output)
        return
    named = read_query(name)
    _ask(dataset, named, values, output, show=show)


def _list() -> None:
    for each in named_queries():
        number = f"{each.header.get('id', ''):>4}"
        click.echo(f"{number}  {each.short_name:<36} {each.question.render(spoken_language())}")


def _stranger_text(name: str) -> str | None:
    """Read the text of a query that is not one of ours, or give None for a name."""
    if name == "-":
        return sys.stdin.read()
    path = Path(name)
    if path.is_file():
        return path.read_text("utf-8")
    return None


def _ask(
    dataset: SnapshotDataset, named: NamedQuery, values: tuple[str, ...], output: str, *, show: bool
) -> None:
    base_iri = dataset.names.base_iri
    given = {}
    for each in values:
        key, equals, value = each.partition("=")
        if not equals:
            raise BindingMismatch(name=named.short_name, expected="nom=valeur / name=value", found=each)
        given[key] = value
    bindings = named.bind(named.example(base_iri) | given, base_iri)
    if show:
        click.echo(named.text(bindings), nl=False)
        return
    talk(named.question.render(spoken_language()))
    for key in bindings.keys() - given.keys():
        talk(f"  {key} = {bindings[key]}")
    _write(dataset.run(named, bindings), output)


def _write(answer: QueryResult, output: str) -> None:
    if output == "table":
        print_table(answer)
        return
    formats = TRIPLE_FORMATS if answer.form == "graph" else SOLUTION_FORMATS
    media_type = _FORMATS[output]
    if media_type not in formats:
        fitting = ", ".join(key for key, value in _FORMATS.items() if value in formats)
        raise click.BadParameter(
            spoken(f"cette réponse s’écrit en {fitting}", f"this answer is written as {fitting}")
        )
    sys.stdout.buffer.write(answer.serialize(media_type))
