"""The structure of a network: asked of a dataset, told as members of a document and as rows."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.connections.structure.background_job import start_keeping
from graph.connections.structure.cache import kept_structure, table_path
from graph.connections.structure.model import Structure
from graph.connections.structure.tables import TABLES, Cell, StructureTable, table_of, table_text
from graph.errors import ParameterInvalid, StructureInTheMaking
from graph.exploration.labels import labels_of
from graph.exploration.lookup import network_folder
from graph.exploration.rendering import Members, PageRequest, RenderingContext
from graph.i18n import BilingualText

SMALL = 2_000  # initiatives; the structure of more is found by a process of its own, not while somebody waits
_making: list[subprocess.Popen[bytes]] = []  # the one that was started last
_lock = threading.Lock()
# What each part lists.
PARTS: dict[str, BilingualText] = {
    "components": BilingualText(
        "Ensembles d’initiatives reliées", "Groups of initiatives that chains of links join"
    ),
    "bridges": BilingualText(
        "Ce sans quoi des initiatives se sépareraient", "What holds initiatives together"
    ),
    "communities": BilingualText("Communautés d’initiatives", "Communities of initiatives"),
    "actors": BilingualText("Acteurs centraux", "Central actors"),
    "needs": BilingualText(
        "Besoins exprimés et sans réponse sur place", "Needs expressed and not answered there"
    ),
    "lessons": BilingualText("Enseignements que personne n’a repris", "Lessons that nobody has taken up"),
    "initiatives": BilingualText(
        "Ensemble et communauté de chaque initiative", "Group and community of each initiative"
    ),
    "marks": BilingualText("Ce qui distingue chaque communauté", "What marks each community"),
}
assert PARTS.keys() == set(TABLES)
COLUMNS = ("part", "title", "count")
# The columns that hold IRIs of things: one, or several.
THINGS = ("thing", "actor", "need", "place", "lesson", "initiative")
SEVERAL = ("members", "expressions", "needs", "learned_from")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The structure of a snapshot, and whoever tells it."""

    structure: Structure
    teller: RenderingContext


@dataclass(frozen=True, slots=True)
class StructurePart:
    """A page of one table of a structure."""

    table: StructureTable
    place: PageRequest
    teller: RenderingContext

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Give the rows of the page."""
        return self.table.rows[self.place.offset :][: self.place.limit]


def ask_structure(dataset: Dataset, language: str, *, waits: bool = False) -> Surveyed:
    """Ask what the network of a snapshot is made of.

    Args:   waits: find it here and now, however large the network
    Raises: NoNetwork; StructureInTheMaking, of a large network that nobody asked about before.
    """
    network = dataset.network()
    structure = _structure(network, network_folder(dataset), waits=waits)
    return Surveyed(structure, RenderingContext(dataset.names, dataset.snapshot, network, {}, language))


def ask_part(
    dataset: Dataset, part: str, language: str, place: PageRequest | None = None, *, waits: bool = False
) -> StructurePart:
    """Ask for one table of the structure.

    Raises: as `ask_structure`; ParameterInvalid.
    """
    if part not in PARTS:
        raise ParameterInvalid(name="part", found=part, expected=", ".join(PARTS))
    surveyed = ask_structure(dataset, language, waits=waits)
    teller = surveyed.teller
    held = StructurePart(table_of(surveyed.structure, part), place or PageRequest(), teller)
    labels = labels_of(dataset, {iri for row in held.rows for iri in _things(held.table, row)})
    named = RenderingContext(teller.names, teller.snapshot, teller.network, labels, language)
    return StructurePart(held.table, held.place, named)


def whole_part(dataset: Dataset, part: StructurePart) -> Path | str:
    """Give every row of a table as CSV: the file that holds them, or the text."""
    folder = network_folder(dataset)
    path = table_path(folder, part.table.name) if folder else None
    return path if path is not None and path.is_file() else table_text(part.table, "csv")


def structure_members(surveyed: Surveyed) -> Members:
    """Tell what there is of each part as the members of a JSON document."""
    teller, structure = surveyed.teller, surveyed.structure
    return {
        **teller.head(),
        "initiatives": structure.initiatives.count,
        "isolated": structure.isolated_count,
        "parts": [
            {
                "part": part,
                "title": title,
                "count": count,
                "address": teller.names.answer("structure", {"part": part, "lang": teller.language}),
            }
            for part, title, count in structure_rows(surveyed)
        ],
    }


def structure_rows(surveyed: Surveyed) -> Iterator[tuple[str, str, int]]:
    """Give a row for each part, in `COLUMNS`; lazy."""
    for part, words in PARTS.items():
        yield part, surveyed.teller.say(words), table_of(surveyed.structure, part).count


def part_members(part: StructurePart) -> Members:
    """Tell a page of a table as the members of a JSON document; past the rows kept, only CSV has more."""
    teller, table = part.teller, part.table
    told = part.place.members(teller, "structure", {"part": table.name}, len(table.rows))
    return {
        "part": table.name,
        "title": teller.say(PARTS[table.name]),
        **teller.head(),
        **told,
        "count": table.count,
        "listed": len(table.rows),
        "rows": [
            {column: _value(teller, column, cell) for column, cell in zip(table.columns, row, strict=True)}
            for row in part.rows
        ],
    }


def part_table(part: StructurePart) -> Iterator[tuple[str, ...]]:
    """Give the rows of a page, for people: things by their names; lazy."""
    for row in part.rows:
        yield tuple(
            "; ".join(part.teller.name(str(each)) for each in (cell if isinstance(cell, tuple) else (cell,)))
            for cell in row
        )


def _value(teller: RenderingContext, column: str, cell: Cell) -> object:
    if column in THINGS:
        return teller.thing(str(cell))
    if column in SEVERAL and isinstance(cell, tuple):
        return [teller.thing(str(each)) for each in cell]
    if isinstance(cell, tuple):
        return list(cell)
    return round(cell, 4) if isinstance(cell, float) else cell


def _things(table: StructureTable, row: tuple[Cell, ...]) -> list[str]:
    told = [
        cell if isinstance(cell, tuple) else (cell,)
        for column, cell in zip(table.columns, row, strict=True)
        if column in (*THINGS, *SEVERAL)
    ]
    return [str(each) for cell in told for each in cell]


def _structure(network: Network, folder: Path | None, *, waits: bool) -> Structure:
    kept = kept_structure(folder) if folder is not None else None
    if kept is not None:
        return kept
    if waits or folder is None or len(network.initiatives()) <= SMALL:
        return _found(network)
    _have_kept(folder)
    raise StructureInTheMaking


def _have_kept(folder: Path) -> None:
    """Have the structure kept by a process; one at a time, however many ask."""
    with _lock:
        if not _making or _making[-1].poll() is not None:
            _making[:] = [start_keeping(folder)]


@lru_cache(maxsize=1)
def _found(network: Network) -> Structure:
    from graph.connections.structure.analysis import structure_of  # noqa: PLC0415  slow to import, and seldom needed

    return structure_of(network, None)
