"""`maillage query`: run a named query, a file, or a query from standard input.

Whichever it is, a query text is evaluated as the SPARQL endpoint evaluates it: by a worker process, within the limits of
the settings, with the same rules for SERVICE and ORDER BY. So the command and the endpoint give the same bytes and the
same errors (tests/graph/cli/test_query.py).
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from graph.backends.factory import open_backend
from graph.cli.framework import data_option, help_text, print_message, settings_for, translated
from graph.cli.options import existing_directory
from graph.cli.tables import print_solutions
from graph.errors import BindingMismatch, NoFormatFits, UnknownQuery
from graph.i18n import spoken_language
from graph.settings import Settings
from graph.sparql.hints import advice
from graph.sparql.named_queries import named_queries, read_query
from graph.sparql.preparation import explain_query
from graph.sparql.query_requests import QueryRequest, ResultDocument
from graph.sparql.results import SOLUTION_FORMATS, TRIPLE_FORMATS
from graph.sparql.rewriting.rules import ALL_RULES, Rewriter
from graph.storage.dataset import open_current
from graph.storage.snapshot_parts.statistics import read_statistics

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
    help=help_text(
        """Pose une question au graphe : par son nom, par un fichier .rq, ou « - » pour l’entrée standard.

        Les paramètres se donnent ainsi : nom=valeur ; une IRI peut être relative (id/need/entraide) ou abrégée
        (mai:Need). Un paramètre tu prend la valeur de l’exemple de la question.

            maillage query --list
            maillage query circles_for_need need=id/need/prise-de-recul
            maillage query circles_for_need --show
            maillage query circles_for_need --explain
            echo 'SELECT * { ?s ?p ?o } LIMIT 3' | maillage query - --format csv
        """,
        """Ask the graph a question: by its name, by a .rq file, or "-" for standard input.

        Parameters are given as name=value; an IRI may be relative (id/need/entraide) or compact (mai:Need). A
        parameter left out takes the value of the question's example.

            maillage query --list
            maillage query circles_for_need need=id/need/prise-de-recul
            maillage query circles_for_need --show
            maillage query circles_for_need --explain
            echo 'SELECT * { ?s ?p ?o } LIMIT 3' | maillage query - --format csv
        """,
    )
)
@click.argument("name", metavar=translated("[NOM|FICHIER|-]", "[NAME|FILE|-]"), default="")
@click.argument("values", metavar=translated("[nom=valeur]…", "[name=value]…"), nargs=-1)
@click.option(
    "--list", "task", flag_value="list", help=translated("Nommer les questions.", "Name the questions.")
)
@click.option(
    "--show",
    "task",
    flag_value="show",
    help=translated("Montrer le SPARQL sans l’exécuter.", "Show the SPARQL, don't run it."),
)
@click.option(
    "--explain",
    "task",
    flag_value="explain",
    help=translated(
        "Montrer le texte que le moteur évalue, et ce qui le ralentit.",
        "Show the text that the engine evaluates, and what slows it down.",
    ),
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", *_FORMATS]),
    default="table",
    help=translated("Forme de la réponse.", "Form of the answer."),
)
@data_option
def query(name: str, values: tuple[str, ...], task: str | None, output: str, data_dir: Path | None) -> None:
    """Write the result to stdout."""
    if task == "list":
        _list()
        return
    if not name:
        raise UnknownQuery(name="")
    settings = settings_for(data_dir=data_dir)
    base_iri = existing_directory(settings).names.base_iri
    text = _read_text(name)
    if text is None:
        text = _named_text(name, values, base_iri, is_announced=task is None)
    if task == "show":
        click.echo(text, nl=False)
    elif task == "explain":
        _explain(text, settings)
    else:
        _run(text, settings, output)


def _list() -> None:
    for each in named_queries():
        number = f"{each.header.get('id', ''):>4}"
        click.echo(f"{number}  {each.short_name:<36} {each.question.render(spoken_language())}")


def _read_text(name: str) -> str | None:
    """Read a query from standard input or a file; None when `name` is neither."""
    if name == "-":
        return sys.stdin.read()
    path = Path(name)
    if path.is_file():
        return path.read_text("utf-8")
    return None


def _named_text(name: str, values: tuple[str, ...], base_iri: str, *, is_announced: bool) -> str:
    """Fill the parameters of a named query into its text.

    Args:
        is_announced: Print the question and the parameters taken from its example on stderr.
    """
    named, given = read_query(name), dict[str, str]()
    for each in values:
        key, equals, value = each.partition("=")
        if not equals:
            raise BindingMismatch(name=named.short_name, expected="nom=valeur / name=value", found=each)
        given[key] = value
    bindings = named.bind(named.example(base_iri) | given, base_iri)
    if is_announced:
        print_message(named.question.render(spoken_language()))
        for key in bindings.keys() - given.keys():
            print_message(f"  {key} = {bindings[key]}")
    return named.text(bindings)


def _explain(text: str, settings: Settings) -> None:
    """Write the text that is evaluated in place of a query, after comments: the rules that changed it, and advice."""
    directory = existing_directory(settings)
    statistics = read_statistics(open_current(directory).snapshot.path)
    rules = tuple(each for each in ALL_RULES if each not in settings.query_rules_off.split())
    prepared = explain_query(text, Rewriter(rules, statistics=statistics), directory.names.document_base)
    used = ", ".join(prepared.rules) or translated("aucune", "none")
    click.echo(translated(f"# règles : {used}", f"# rules: {used}"))
    slow = advice(text)
    if slow is not None:
        click.echo(f"# {slow.render(spoken_language())}")
    click.echo(prepared.text)


def _run(text: str, settings: Settings, output: str) -> None:
    media_type = _FORMATS.get(output, "")
    request = QueryRequest(
        text,
        solution_format=media_type if media_type in SOLUTION_FORMATS else "",
        triple_format=media_type if media_type in TRIPLE_FORMATS else "",
    )
    if output == "table":
        request = QueryRequest(text, solution_format=_FORMATS["json"], triple_format=_FORMATS["turtle"])
    with closing(open_backend(settings)) as backend:
        try:
            document = backend.query_service.answer(request, client="")
        except NoFormatFits as error:
            raise _unfit_format(str(error.facts["form"])) from error
    assert isinstance(document, ResultDocument), "no table of limited length was requested"
    if output == "table" and document.form != "graph":
        print_solutions(b"".join(document.chunks()))
        return
    for chunk in document.chunks():
        sys.stdout.buffer.write(chunk)


def _unfit_format(form: str) -> click.BadParameter:
    formats = TRIPLE_FORMATS if form == "graph" else SOLUTION_FORMATS
    fitting = ", ".join(key for key, value in _FORMATS.items() if value in formats)
    return click.BadParameter(
        translated(f"cette réponse s’écrit en {fitting}", f"this answer is written as {fitting}")
    )
