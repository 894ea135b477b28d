"""`maillage validate`: validate files against the shapes, without publishing anything.

The files are validated together with what is published; without a data directory, with what ships with the software.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pyoxigraph import RdfFormat, Store

from graph.administration.bootstrap import shipped_candidate
from graph.cli.framework import (
    DATA_FAILED,
    data_option,
    help_text,
    print_message,
    progress,
    settings_for,
    translated,
)
from graph.cli.options import graph_named, graph_option, paths_argument, syntax_option
from graph.i18n import spoken_language
from graph.rdf.namespaces import Namespaces
from graph.rdf.serialization import serialize_statements
from graph.settings import Settings
from graph.sources.reader import read_candidate
from graph.sources.territory_register import read_register
from graph.storage.data_directory import find_directory
from graph.storage.snapshots import current_number, hold
from graph.validation.report import Report
from graph.writing.commit import Progress, review
from graph.writing.other_parties import name_other_parties
from graph.writing.replacements import find_replacements


@click.command(
    help=help_text(
        """Dit tout ce que les formes SHACL reprochent à des fichiers, et ce qu’ils remplaceraient, sans rien écrire.

        Les fichiers sont jugés avec ce qui est déjà publié dans --data ; sans répertoire de données, avec ce qui
        est livré. Code de sortie 1 s’il y a une violation.

            maillage validate ma-contribution.trig --report json
        """,
        """Tell all that the SHACL shapes find in files, and what they would replace, writing nothing.

        The files are judged with what is already published in --data; without a data directory, with what ships.
        Exit code 1 when there is a violation.

            maillage validate my-contribution.trig --report json
        """,
    )
)
@paths_argument
@syntax_option
@graph_option
@click.option(
    "--report",
    "report_format",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    help=translated("Forme du rapport.", "Form of the report."),
)
@data_option
def validate(
    paths: tuple[Path, ...], syntax: str, graph_iri: str, report_format: str, data_dir: Path | None
) -> None:
    """Validate files and write the report to stdout."""
    settings = settings_for(data_dir=data_dir)
    with progress() as show:
        names, report = _review(paths, settings, show, syntax=syntax, graph_iri=graph_iri)
    report = report.concerning(path.name for path in paths)
    click.echo(_serialize(report, report_format, names), nl=False)
    if not report.conforms:
        sys.exit(DATA_FAILED)


def _review(
    paths: tuple[Path, ...], settings: Settings, show: Progress, *, syntax: str, graph_iri: str
) -> tuple[Namespaces, Report]:
    directory = find_directory(settings.data_dir)
    if directory is not None:
        directory.require("full")
    base_iri = settings.base_iri or f"http://{settings.host}:{settings.port}"
    names = Namespaces(base_iri) if directory is None else directory.names
    graph = graph_named(graph_iri, names) if graph_iri else None
    candidate = read_candidate(paths, names, settings, syntax=syntax, graph=graph)
    if directory is not None and current_number(directory):
        held = hold(directory, current_number(directory))
        store = Store.read_only(str(held.snapshot.store_path))
        for each in find_replacements(store, candidate, names):
            print_message(translated(*each.sentence(names)))
        report = review(store, candidate, names, show)[1]
        return names, name_other_parties(report, store, candidate, names)
    shipped = shipped_candidate(names, read_register(), naming_timeout_s=settings.naming_timeout_s)
    return names, review(Store(), shipped | candidate, names, show, told=candidate)[1]


def _serialize(report: Report, report_format: str, names: Namespaces) -> str:
    if report_format == "json":
        return report.as_json()
    if report_format == "turtle":
        return serialize_statements(report.as_triples(names), RdfFormat.TURTLE).decode()
    return report.as_text(spoken_language())
