"""The structure as tables of plain values: one writer for CSV and JSON.

A cell is a text, a number or several of them; CSV puts spaces between several, JSON makes a list of them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TextIO
from typing import Literal as OneOf

from graph.connections.network.thing_kinds import Kind
from graph.connections.structure.model import LISTINGS, Listing, Structure

Cell = str | int | float | tuple[str, ...] | tuple[int, ...]
Format = OneOf["csv", "json"]


@dataclass(frozen=True, slots=True)
class StructureTable:
    """One table of a structure: `count` rows in all, of which `rows` are here."""

    name: str
    columns: tuple[str, ...]
    count: int
    rows: tuple[tuple[Cell, ...], ...]


# What marks communities is a table of its own: a row for each community and thing.
_MARKS = ("needs", "territories", "actors", "methods")
TABLES = (*LISTINGS, "marks")


def table_of(structure: Structure, name: str) -> StructureTable:
    """Return one table of a structure.

    Args:
        name: One of TABLES.
    """
    if name == "marks":
        rows = tuple(_marks(structure))
        return StructureTable(name, ("community", "kind", "thing", "count", "total"), len(rows), rows)
    columns = tuple(each.name for each in fields(LISTINGS[name]) if not _is_marked(name, each.name))
    listing: Listing[Any] = getattr(structure, name)
    rows = tuple(tuple(_cell(getattr(row, column)) for column in columns) for row in listing.first)
    return StructureTable(name, columns, listing.count, rows)


def write_table(table: StructureTable, format_name: Format, file: TextIO) -> None:
    """Write a table: CSV with a header (RFC 4180), or JSON with the number of rows in all."""
    _WRITERS[format_name](table, file)


def table_text(table: StructureTable, format_name: Format) -> str:
    """Return a table as text."""
    file = io.StringIO(newline="")
    write_table(table, format_name, file)
    return file.getvalue()


def _write_csv(table: StructureTable, file: TextIO) -> None:
    writer = csv.writer(file)
    writer.writerow(table.columns)
    writer.writerows([_joined(cell) for cell in row] for row in table.rows)


def _write_json(table: StructureTable, file: TextIO) -> None:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    json.dump({"table": table.name, "count": table.count, "rows": rows}, file, ensure_ascii=False, indent=1)


_WRITERS: dict[Format, Callable[[StructureTable, TextIO], None]] = {"csv": _write_csv, "json": _write_json}


def _marks(structure: Structure) -> Iterator[tuple[Cell, ...]]:
    for community in structure.communities.first:
        for mark in _MARKS:
            for trait in getattr(community, mark):
                yield community.number, mark, trait.thing, trait.count, trait.total


def _is_marked(table: str, column: str) -> bool:
    return table == "communities" and column in _MARKS


def _cell(value: Any) -> Cell:
    if isinstance(value, Kind):
        return value.word
    assert isinstance(value, str | int | float | tuple)
    return value


def _joined(cell: Cell) -> str | int | float:
    return " ".join(str(each) for each in cell) if isinstance(cell, tuple) else cell
