"""Define the command `maillage serve`: prepare an empty data directory, then answer over HTTP.

`supervisor` runs the serving process and restarts it.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import click

from graph.administration.first_start import fill
from graph.cli.framework import data_option, help_text, print_message, progress, settings_for, translated
from graph.errors import AddressInUse, BaseMismatch
from graph.i18n import BilingualText
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, find_directory, open_directory
from graph.storage.snapshots import current_number
from graph.storage.store_writer import open_writer
from graph.writing.plain_store import open_plain_writer


@click.command(
    help=help_text(
        """Sert le graphe : pages, points d’accès SPARQL, données liées.

        Un répertoire de données vide reçoit d’abord ce qui est livré : l’ontologie, les listes, le registre des
        territoires et la Riposte créative territoriale. L’adresse de base de tous les noms (--base-iri) est fixée à
        ce moment-là.

            maillage serve
            maillage serve --data /srv/maillage --base-iri https://maillage.example.org --port 8080

        Avec --plain, un répertoire de données nu : rien de livré, pas de formes SHACL, un graphe par défaut à part.

            maillage serve --plain --data /srv/nu
        """,
        """Serve the graph: pages, SPARQL endpoint, linked data.

        An empty data directory first receives what ships: the ontology, the lists, the register of territories and
        the Riposte créative territoriale. The base of all names (--base-iri) is fixed at that moment.

            maillage serve
            maillage serve --data /srv/maillage --base-iri https://maillage.example.org --port 8080

        With --plain, a bare data directory: nothing shipped, no SHACL shapes, a default graph on its own.

            maillage serve --plain --data /srv/bare
        """,
    )
)
@click.option(
    "--host",
    help=translated("Adresse d’écoute (défaut : 127.0.0.1).", "Address to listen on (default: 127.0.0.1)."),
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=translated("Port d’écoute (défaut : 8000).", "Port to listen on (default: 8000)."),
)
@click.option(
    "--base-iri",
    metavar="IRI",
    help=translated(
        "Début de tous les noms ; défaut : l’adresse servie.",
        "Beginning of every name; default: the address served.",
    ),
)
@click.option(
    "--plain",
    is_flag=True,
    help=translated(
        "Un simple serveur SPARQL, sans rien de livré.", "A mere SPARQL server, with nothing shipped."
    ),
)
@data_option
def serve(
    *, host: str | None, port: int | None, base_iri: str | None, plain: bool, data_dir: Path | None
) -> None:
    """Serve until interrupted."""
    settings = settings_for(host=host, port=port, base_iri=base_iri, data_dir=data_dir)
    _refuse_taken_address(settings)
    if plain:
        settings.require_embedded("--plain")
    held = _held_elsewhere(settings) if settings.query_url else _held_here(settings, plain=plain)
    address = f"http://{settings.host}:{settings.port}"
    print_message(
        translated(
            f"Maillage : {address} ({held}). Ctrl-C arrête.", f"Maillage: {address} ({held}). Ctrl-C stops."
        )
    )
    from webapp.server.supervisor import listen  # noqa: PLC0415  slow to import, and only needed here

    listen(settings)


def checked_base_iri(settings: Settings, directory: DataDirectory | None) -> str:
    """Return the base IRI: the one in the settings, else the one the directory was created for, else the address served.

    Raises:
        BaseMismatch: The directory was created for another address of this machine, and no base IRI is set: its names
            would not lead to this server.
    """
    if settings.base_iri or directory is None:
        return settings.base_iri or settings.address
    known = directory.names.base_iri
    local = known.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
    if local and known != settings.address:
        raise BaseMismatch(path=directory.path, expected=known, found=settings.address)
    return known


def _held_here(settings: Settings, *, plain: bool) -> str:
    directory = _prepared_plain_directory(settings) if plain else _prepared_directory(settings)
    number = current_number(directory)
    return translated(f"instantané {number}", f"snapshot {number}")


def _held_elsewhere(settings: Settings) -> str:
    """Prepare to serve another engine's data, whether it answers yet or not; the data directory keeps the tokens."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return translated(f"données de {settings.query_url}", f"data of {settings.query_url}")


def _prepared_directory(settings: Settings) -> DataDirectory:
    known = find_directory(settings.data_dir)
    directory = open_directory(settings.data_dir, checked_base_iri(settings, known))
    with open_writer(directory, settings) as writer:  # a crashed writer's last change is published here
        is_new = writer.state() is None
    if is_new:
        print_message(
            translated(
                f"Première mise en service dans {directory.path} …", f"First start in {directory.path} …"
            )
        )
        from webapp.server.preparation import answering  # noqa: PLC0415  most starts need none

        with progress() as show, answering(settings.host, settings.port) as tell:
            fill(directory, settings, _both(show, tell))
    return directory


def _both(*shown: Callable[[BilingualText], None]) -> Callable[[BilingualText], None]:
    def show(step: BilingualText) -> None:
        for each in shown:
            each(step)

    return show


def _prepared_plain_directory(settings: Settings) -> DataDirectory:
    known = find_directory(settings.data_dir)
    directory = open_directory(settings.data_dir, checked_base_iri(settings, known), "plain")
    with open_plain_writer(
        directory, settings
    ):  # an empty store, or a crashed writer's last change, is published
        return directory


def _refuse_taken_address(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise AddressInUse(address=f"{settings.host}:{settings.port}", found=error.strerror) from error
