"""The structure of a network: read for a dataset, rendered as JSON members and as rows.

Analysing a large network takes seconds to minutes, so it is done once a snapshot, in a process of its own, and stored
beside the snapshot; until then a request is told to come back later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from graph.backends.protocols import Dataset
from graph.connections.network.adjacency import Network
from graph.connections.structure.cache import kept_structure, table_path
from graph.connections.structure.model import Structure
from graph.connections.structure.tables import TABLES, Cell, StructureTable, table_of, table_text
from graph.connections.wording.lexicon import lexicon
from graph.errors import ParameterInvalid, StructureInTheMaking
from graph.exploration.labels import labels_of
from graph.exploration.lookup import network_folder
from graph.exploration.rendering import Members, PageRequest, RenderingContext

SMALL = 2_000  # initiatives; the structure of more comes with the next derivation, not during a request
PARTS = (
    "components",
    "bridges",
    "communities",
    "actors",
    "needs",
    "lessons",
    "initiatives",
    "marks",
)
assert set(PARTS) == set(TABLES)
COLUMNS = ("part", "title", "count")
# Columns that hold the IRI of a thing, and columns that hold several.
THINGS = ("thing", "actor", "need", "place", "lesson", "initiative")
SEVERAL = ("members", "expressions", "needs", "learned_from")


@dataclass(frozen=True, slots=True)
class StructureOverview:
    """The structure of a snapshot, with what is needed to render it."""

    structure: Structure
    context: RenderingContext


@dataclass(frozen=True, slots=True)
class StructurePart:
    """A page of one table of the structure, with what is needed to render it."""

    table: StructureTable
    place: PageRequest
    context: RenderingContext

    @property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Return the rows of the page."""
        return self.table.rows[self.place.offset :][: self.place.limit]


def read_structure(dataset: Dataset, language: str, *, waits: bool = False) -> StructureOverview:
    """Return the structure of the network of a snapshot.

    Args:
        waits: Analyse the network now if need be, however large it is.

    Raises:
        NoNetwork: The backend has none.
        StructureInTheMaking: The network is large, and no derivation has measured it yet.
    """
    network = dataset.network()
    has_snapshots = dataset.snapshot is not None
    structure = _structure(network, network_folder(dataset), has_snapshots=has_snapshots, waits=waits)
    return StructureOverview(
        structure, RenderingContext(dataset.names, dataset.snapshot, network, {}, language)
    )


def read_part(
    dataset: Dataset, part: str, language: str, place: PageRequest | None = None, *, waits: bool = False
) -> StructurePart:
    """Return a page of one table of the structure.

    Raises:
        ParameterInvalid: There is no such part. Other errors as for `read_structure`.
    """
    if part not in PARTS:
        raise ParameterInvalid(name="part", found=part, expected=", ".join(PARTS))
    overview = read_structure(dataset, language, waits=waits)
    page = StructurePart(table_of(overview.structure, part), place or PageRequest(), overview.context)
    labels = labels_of(dataset, {iri for row in page.rows for iri in _things(page.table, row)})
    return replace(page, context=replace(overview.context, labels=labels))


def whole_part(dataset: Dataset, part: StructurePart) -> Path | str:
    """Return every row of a table as CSV: the path of the file that holds them, or the text."""
    folder = network_folder(dataset)
    path = table_path(folder, part.table.name) if folder else None
    return path if path is not None and path.is_file() else table_text(part.table, "csv")


def structure_members(overview: StructureOverview) -> Members:
    """Return the size of each part as the members of a JSON document."""
    context, structure = overview.context, overview.structure
    return {
        **context.head(),
        "initiatives": structure.initiatives.count,
        "isolated": structure.isolated_count,
        "parts": [
            {
                "part": part,
                "title": title,
                "count": count,
                "address": context.names.answer("structure", {"part": part, "lang": context.language}),
            }
            for part, title, count in structure_rows(overview)
        ],
    }


def structure_rows(overview: StructureOverview) -> Iterator[tuple[str, str, int]]:
    """Yield a row for each part, with the columns `COLUMNS`."""
    for part in PARTS:
        yield part, part_title(part, overview.context), table_of(overview.structure, part).count


def part_title(part: str, context: RenderingContext) -> str:
    """Return what a part lists, in words."""
    return context.render(lexicon().entries[f"measure-{part}"].texts["listTitle"])


def part_members(part: StructurePart) -> Members:
    """Return a page of a table as the members of a JSON document; rows beyond those listed are in the CSV only."""
    context, table = part.context, part.table
    page = part.place.members(context, "structure", {"part": table.name}, len(table.rows))
    return {
        "part": table.name,
        "title": part_title(table.name, context),
        **context.head(),
        **page,
        "count": table.count,
        "listed": len(table.rows),
        "rows": [
            {column: _value(context, column, cell) for column, cell in zip(table.columns, row, strict=True)}
            for row in part.rows
        ],
    }


def part_table(part: StructurePart) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a page, for people: things by name."""
    for row in part.rows:
        yield tuple(
            "; ".join(part.context.name(str(each)) for each in (cell if isinstance(cell, tuple) else (cell,)))
            for cell in row
        )


def _value(context: RenderingContext, column: str, cell: Cell) -> object:
    if column in THINGS:
        return context.thing(str(cell))
    if column in SEVERAL and isinstance(cell, tuple):
        return [context.thing(str(each)) for each in cell]
    if isinstance(cell, tuple):
        return list(cell)
    return round(cell, 4) if isinstance(cell, float) else cell


def _things(table: StructureTable, row: tuple[Cell, ...]) -> list[str]:
    cells = [
        cell if isinstance(cell, tuple) else (cell,)
        for column, cell in zip(table.columns, row, strict=True)
        if column in (*THINGS, *SEVERAL)
    ]
    return [str(each) for cell in cells for each in cell]


def _structure(network: Network, folder: Path | None, *, has_snapshots: bool, waits: bool) -> Structure:
    kept = kept_structure(folder) if folder is not None else None
    if kept is not None:
        return kept
    if waits or not has_snapshots or len(network.initiatives()) <= SMALL:
        return _analyse(network)
    raise StructureInTheMaking


@lru_cache(maxsize=1)
def _analyse(network: Network) -> Structure:
    from graph.connections.structure.analysis import structure_of  # noqa: PLC0415  slow to import, and rarely needed

    return structure_of(network, None)
