"""`maillage connections`, `paths` and `structure`: what the API tells, at a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from graph.backends.limitations import MISSING
from graph.cli.framework import data_option, settings_for, spoken, talk, taught
from graph.cli.options import Decorator, existing_directory
from graph.cli.tables import print_rows
from graph.errors import NoNetwork
from graph.exploration import connections as close_by
from graph.exploration import paths as joining
from graph.exploration import structure as survey
from graph.exploration.encodings import csv_text, json_text
from graph.exploration.rendering import LAST_PAGE, LIMIT, MOST, PageRequest
from graph.i18n import LANGUAGES, spoken_language
from graph.settings import Settings
from graph.storage.dataset import SnapshotDataset, open_current

language_option: Decorator = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default=spoken_language(),
    help=spoken(
        "Langue des phrases ; défaut : celle du terminal.", "Language of sentences; default: the terminal's."
    ),
)
limit_option: Decorator = click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    default=LIMIT,
    show_default=True,
    help=spoken("Combien d’entrées par page.", "How many entries a page has."),
)
page_option: Decorator = click.option(
    "--page",
    type=click.IntRange(1, LAST_PAGE),
    default=1,
    help=spoken("Numéro de la page.", "Number of the page."),
)
format_option: Decorator = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=spoken(
        "Forme de la réponse ; json est celle de l’API.", "Form of the answer; json is that of the API."
    ),
)


@click.command(
    help=taught(
        """Dit de quoi une chose est le plus proche, et pourquoi : ce que les sources déclarent, puis ce qui se partage.

        L’IRI peut être relative à la base.

            maillage connections id/circle/arpentage
            maillage connections id/need/prise-de-recul --limit 3 --format json
        """,
        """Tell what a thing is closest to, and why: what sources state, then what is shared.

        The IRI may be relative to the base.

            maillage connections id/circle/arpentage
            maillage connections id/need/prise-de-recul --limit 3 --format json
        """,
    )
)
@click.argument("iri", metavar="IRI")
@language_option
@limit_option
@page_option
@format_option
@data_option
def connections(
    *, iri: str, language: str, limit: int, page: int, output: str, data_dir: Path | None
) -> None:
    """Tell connections on stdout."""
    close = close_by.ask_connections(_dataset(data_dir), iri, language, PageRequest(limit, page))
    if output == "json":
        _write(json_text(close_by.connections_members(close)))
    elif output == "csv":
        _write(csv_text(close_by.COLUMNS, close_by.connections_rows(close)))
    else:
        columns = (spoken("proche de", "close to"), spoken("poids", "weight"), spoken("pourquoi", "why"))
        print_rows(columns, close_by.connections_table(close))
        _tell_count(close.page.total, close.place, len(close.page.connections))


@click.command(
    help=taught(
        """Dit comment deux choses sont reliées : les meilleurs chemins, peu de liens et rares.

        --by ne suit que certaines sortes de liens ; il se répète.

            maillage paths id/initiative/riposte-creative-territoriale id/need/prise-de-recul
            maillage paths id/circle/arpentage id/circle/theorie-u --by mai:answersNeed --format csv
        """,
        """Tell how two things are connected: the best paths, of few links and rare ones.

        --by follows some kinds of links only; it may be repeated.

            maillage paths id/initiative/riposte-creative-territoriale id/need/prise-de-recul
            maillage paths id/circle/arpentage id/circle/theorie-u --by mai:answersNeed --format csv
        """,
    )
)
@click.argument("start", metavar=spoken("DÉPART", "FROM"))
@click.argument("end", metavar=spoken("ARRIVÉE", "TO"))
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(list(joining.RELATION_BY_NAME)),
    metavar=spoken("LIEN", "LINK"),
    help=spoken("Sorte de liens à suivre : mai:answersNeed…", "Kind of links to follow: mai:answersNeed…"),
)
@language_option
@click.option(
    "--limit",
    type=click.IntRange(1, joining.MOST_PATHS),
    default=joining.COUNT,
    show_default=True,
    help=spoken("Combien de chemins au plus.", "How many paths at most."),
)
@format_option
@data_option
def paths(  # noqa: PLR0913  an option each
    *,
    start: str,
    end: str,
    by: tuple[str, ...],
    language: str,
    limit: int,
    output: str,
    data_dir: Path | None,
) -> None:
    """Tell paths on stdout."""
    joined = joining.ask_paths(_dataset(data_dir), (start, end), language, count=limit, by=by)
    if output == "json":
        _write(json_text(joining.paths_members(joined)))
    elif output == "csv":
        _write(csv_text(joining.COLUMNS, joining.paths_rows(joined)))
    else:
        columns = (spoken("chemin", "path"), spoken("poids", "weight"))
        print_rows(columns, joining.paths_table(joined))
        talk(joined.sentence)


@click.command(
    help=taught(
        """Dit de quoi le réseau est fait : combien de chaque chose, ou la liste d’une partie.

            maillage structure
            maillage structure needs --format csv
        """,
        """Tell what the network is made of: how many of each thing, or the list of one part.

            maillage structure
            maillage structure needs --format csv
        """,
    )
)
@click.argument(
    "part", metavar=spoken("[PARTIE]", "[PART]"), type=click.Choice(["", *survey.PARTS]), default=""
)
@language_option
@limit_option
@page_option
@format_option
@data_option
def structure(*, part: str, language: str, limit: int, page: int, output: str, data_dir: Path | None) -> None:
    """Tell the structure on stdout."""
    dataset = _dataset(data_dir)
    if not part:
        _tell_overview(survey.ask_structure(dataset, language, waits=True), output)
        return
    held = survey.ask_part(dataset, part, language, PageRequest(limit, page), waits=True)
    if output == "json":
        _write(json_text(survey.part_members(held)))
    elif output == "csv":
        whole = survey.whole_part(dataset, held)
        _write(whole if isinstance(whole, str) else whole.read_text("utf-8"))
    else:
        print_rows(held.table.columns, survey.part_table(held))
        _tell_count(held.table.count, held.place, len(held.rows))


def _tell_overview(surveyed: survey.Surveyed, output: str) -> None:
    if output == "json":
        _write(json_text(survey.structure_members(surveyed)))
    elif output == "csv":
        _write(csv_text(survey.COLUMNS, survey.structure_rows(surveyed)))
    else:
        rows = ((part, title, str(count)) for part, title, count in survey.structure_rows(surveyed))
        print_rows((spoken("partie", "part"), "", spoken("nombre", "count")), rows)


def _dataset(data_dir: Path | None) -> SnapshotDataset:
    """Open the snapshot in force.

    Raises: SnapshotMissing, NeedsEmbedded; NoNetwork of a plain directory.
    """
    settings: Settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings)
    if directory.kind != "full":
        raise NoNetwork(reason=MISSING["connections"])
    return open_current(directory)


def _tell_count(count: int, place: PageRequest, shown: int) -> None:
    first = place.offset + 1 if shown else 0
    last = place.offset + shown if shown else 0
    talk(spoken(f"{first} à {last} sur {count}.", f"{first} to {last} of {count}."))


def _write(text: str) -> None:
    sys.stdout.write(text)
