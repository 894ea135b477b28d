"""`maillage territories load`: the register of territories again, or a better table of coordinates.

A first start loads both. This is for data directories that are older than what ships, and for operators who have coordinates
of more communes than the table that ships.
"""

from __future__ import annotations

from pathlib import Path

import click

from graph.administration.territories import (
    LoadedTable,
    load_register,
    load_shipped_coordinates,
    load_table,
    own_table,
)
from graph.cli.framework import data_option, help_text, print_message, progress, settings_for, translated
from graph.cli.options import derive, existing_directory, open_queued_writer, print_published
from graph.rdf.terms import NamedNode
from graph.sources.coordinates import Origin
from graph.storage.snapshots import Snapshot
from graph.writing.commit import Committed

_LISTED = 100  # codes that a message lists


@click.group(
    help=translated(
        "Recharge le registre des territoires, ou des coordonnées de communes.",
        "Load the register of territories again, or coordinates of communes.",
    )
)
def territories() -> None:
    """Hold the command."""


def _check_iri(_: click.Context, __: click.Parameter, value: str) -> str:
    """Refuse a licence that is not named by an address."""
    try:
        is_address = not value or NamedNode(value).value.startswith(("https://", "http://"))
    except ValueError:
        is_address = False
    if not is_address:
        raise click.BadParameter(
            translated(
                "donnez l’adresse de la licence (https://…)", "give the address of the licence (https://…)"
            )
        )
    return value


@territories.command(
    help=help_text(
        """Recharge le registre livré ou, avec une option, les coordonnées des communes.

        Sans option : le registre de cette version, et ses coordonnées, sauf si les vôtres sont en place. Une table
        (CSV : code,lat,lon) remplace toutes les coordonnées ; un ancien code mène à la commune d’aujourd’hui, un code
        inconnu est dit et laissé, une ligne fautive fait refuser la table.

            maillage territories load
            maillage territories load --coordinates centres.csv --source "La Poste" --licence https://…
            maillage territories load --shipped-coordinates
        """,
        """Load the register that ships again or, with an option, coordinates of communes.

        Without option: the register of this version, and its coordinates, unless yours are in place. A table
        (CSV: code,lat,lon) replaces all coordinates; a former code leads to the commune of today, an unknown code is
        reported and left out, a line that is wrong has the table refused.

            maillage territories load
            maillage territories load --coordinates centres.csv --source "La Poste" --licence https://…
            maillage territories load --shipped-coordinates
        """,
    )
)
@click.option(
    "--coordinates",
    "table",
    type=click.Path(path_type=Path),
    metavar=translated("FICHIER", "FILE"),
    help=translated("Table CSV qui remplace les coordonnées.", "CSV table that replaces the coordinates."),
)
@click.option(
    "--source",
    default="",
    metavar=translated("NOM", "NAME"),
    help=translated(
        "Qui nommer auprès de ces coordonnées, sur les pages.",
        "Whom to name beside these coordinates, on pages.",
    ),
)
@click.option(
    "--licence",
    default="",
    metavar="IRI",
    callback=_check_iri,
    help=translated("Adresse de la licence de la table.", "Address of the licence of the table."),
)
@click.option(
    "--shipped-coordinates",
    "is_shipped",
    is_flag=True,
    help=translated("Remettre les coordonnées livrées.", "Put the coordinates that ship back."),
)
@data_option
def load(*, table: Path | None, source: str, licence: str, is_shipped: bool, data_dir: Path | None) -> None:
    """Publish a snapshot, and report which codes led elsewhere or nowhere."""
    _check_options(table, source, licence, is_shipped=is_shipped)
    settings = settings_for(data_dir=data_dir)
    directory = existing_directory(settings, "full")
    with progress() as show:
        with open_queued_writer(directory, settings, show) as writer:
            kept = own_table(writer.store, writer.names)
            loaded = load_table(writer, table, Origin(source, "", licence), show) if table else None
            if loaded is not None:
                done = loaded.committed
            else:
                done = (load_shipped_coordinates if is_shipped else load_register)(writer, show)
        derived = derive(directory, settings, show)
    if loaded is not None:
        _print_codes(loaded)
    elif kept is not None and not is_shipped:
        file = kept.path.name
        print_message(
            translated(
                f"Vos coordonnées restent en place ({file}).", f"Your coordinates stay in place ({file})."
            )
        )
    _print_result(done, derived)


def _check_options(table: Path | None, source: str, licence: str, *, is_shipped: bool) -> None:
    """Refuse options that do not go together.

    Raises:
        click.UsageError: A table without origin, an origin without table, or two tables.
    """
    if is_shipped and table:
        raise click.UsageError(
            translated("une table, ou celle qui est livrée", "a table, or the one that ships: not both")
        )
    if bool(table) != bool(source and licence) or bool(source) != bool(licence):
        raise click.UsageError(
            translated(
                "--coordinates, --source et --licence vont ensemble : ce qui se montre nomme sa source",
                "--coordinates, --source and --licence go together: what is shown names its source",
            )
        )


def _print_codes(loaded: LoadedTable) -> None:
    placed = loaded.placed
    count, whole = len(placed.points), loaded.commune_count
    print_message(
        translated(
            f"Communes placées : {count} sur {whole} ; les autres le sont à peu près, d’après leurs voisines.",
            f"Communes placed: {count} of {whole}; the others are approximately, by their neighbours.",
        )
    )
    if placed.former:
        codes = _shortened(placed.former)
        print_message(
            translated(
                f"Anciens codes, menés à la commune d’aujourd’hui : {len(placed.former)} ({codes})",
                f"Former codes, led to the commune of today: {len(placed.former)} ({codes})",
            )
        )
    if placed.unknown:
        codes = _shortened(placed.unknown)
        print_message(
            translated(
                f"Codes inconnus du registre, laissés : {len(placed.unknown)} ({codes})",
                f"Codes that the register does not have, left out: {len(placed.unknown)} ({codes})",
            )
        )


def _shortened(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:_LISTED]) + "…" * (len(codes) > _LISTED)


def _print_result(done: Committed, derived: Snapshot | None) -> None:
    if done.changed or derived is not None:
        print_published(derived or done.snapshot)
    else:
        number = done.snapshot.number
        print_message(
            translated(
                f"Rien de nouveau : l’instantané {number} reste.", f"Nothing new: snapshot {number} stays."
            )
        )
