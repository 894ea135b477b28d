"""`maillage connections`, `paths` and `structure`: the results of the JSON API, at a terminal.

The JSON is that of the API, byte for byte. Unlike the API, `structure` waits while a large network is analysed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from graph.backends.limitations import MISSING
from graph.cli.framework import data_option, help_text, print_message, settings_for, translated
from graph.cli.options import Decorator, existing_directory
from graph.cli.tables import print_rows
from graph.errors import NoNetwork
from graph.exploration import connections as closest
from graph.exploration import paths as connecting
from graph.exploration import structure as structures
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
    help=translated(
        "Langue des phrases ; défaut : celle du terminal.", "Language of sentences; default: the terminal's."
    ),
)
limit_option: Decorator = click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    default=LIMIT,
    show_default=True,
    help=translated("Combien d’entrées par page.", "How many entries a page has."),
)
page_option: Decorator = click.option(
    "--page",
    type=click.IntRange(1, LAST_PAGE),
    default=1,
    help=translated("Numéro de la page.", "Number of the page."),
)
format_option: Decorator = click.option(
    "--format",
    "output",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=translated(
        "Forme de la réponse ; json est celle de l’API.", "Form of the answer; json is that of the API."
    ),
)


@click.command(
    help=help_text(
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
    """Write connections to stdout."""
    found = closest.find_connections(_dataset(data_dir), iri, language, PageRequest(limit, page))
    if output == "json":
        _write(json_text(closest.connections_members(found)))
    elif output == "csv":
        _write(csv_text(closest.COLUMNS, closest.connections_rows(found)))
    else:
        columns = (
            translated("proche de", "close to"),
            translated("poids", "weight"),
            translated("pourquoi", "why"),
        )
        print_rows(columns, closest.connections_table(found))
        _print_range(found.page.total, found.place, len(found.page.connections))


@click.command(
    help=help_text(
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
@click.argument("start", metavar=translated("DÉPART", "FROM"))
@click.argument("end", metavar=translated("ARRIVÉE", "TO"))
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(list(connecting.RELATION_BY_NAME)),
    metavar=translated("LIEN", "LINK"),
    help=translated(
        "Sorte de liens à suivre : mai:answersNeed…", "Kind of links to follow: mai:answersNeed…"
    ),
)
@language_option
@click.option(
    "--limit",
    type=click.IntRange(1, connecting.MOST_PATHS),
    default=connecting.COUNT,
    show_default=True,
    help=translated("Combien de chemins au plus.", "How many paths at most."),
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
    """Write paths to stdout."""
    between = connecting.find_paths_between(_dataset(data_dir), (start, end), language, count=limit, by=by)
    if output == "json":
        _write(json_text(connecting.paths_members(between)))
    elif output == "csv":
        _write(csv_text(connecting.COLUMNS, connecting.paths_rows(between)))
    else:
        columns = (translated("chemin", "path"), translated("poids", "weight"))
        print_rows(columns, connecting.paths_table(between))
        print_message(between.sentence)


@click.command(
    help=help_text(
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
    "part", metavar=translated("[PARTIE]", "[PART]"), type=click.Choice(["", *structures.PARTS]), default=""
)
@language_option
@limit_option
@page_option
@format_option
@data_option
def structure(*, part: str, language: str, limit: int, page: int, output: str, data_dir: Path | None) -> None:
    """Write the structure to stdout."""
    dataset = _dataset(data_dir)
    if not part:
        _write_overview(structures.read_structure(dataset, language, waits=True), output)
        return
    page_ = structures.read_part(dataset, part, language, PageRequest(limit, page), waits=True)
    if output == "json":
        _write(json_text(structures.part_members(page_)))
    elif output == "csv":
        whole = structures.whole_part(dataset, page_)
        _write(whole if isinstance(whole, str) else whole.read_bytes().decode())  # keeps CSV's line ends
    else:
        print_rows(page_.table.columns, structures.part_table(page_))
        _print_range(page_.table.count, page_.place, len(page_.rows))


def _write_overview(overview: structures.StructureOverview, output: str) -> None:
    if output == "json":
        _write(json_text(structures.structure_members(overview)))
    elif output == "csv":
        _write(csv_text(structures.COLUMNS, structures.structure_rows(overview)))
    else:
        rows = ((part, title, str(count)) for part, title, count in structures.structure_rows(overview))
        print_rows((translated("partie", "part"), "", translated("nombre", "count")), rows)


def _dataset(data_dir: Path | None) -> SnapshotDataset:
    """Open the snapshot in force.

    Raises:
        SnapshotMissing: There is none.
        NeedsEmbedded: The settings name a remote engine.
        NoNetwork: The data directory is plain.
    """
    settings: Settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings)
    if directory.kind != "full":
        raise NoNetwork(reason=MISSING["connections"])
    return open_current(directory)


def _print_range(count: int, place: PageRequest, shown: int) -> None:
    first = place.offset + 1 if shown else 0
    last = place.offset + shown if shown else 0
    print_message(translated(f"{first} à {last} sur {count}.", f"{first} to {last} of {count}."))


def _write(text: str) -> None:
    sys.stdout.write(text)
