"""Present search results as a table for other programs: one row for each thing, columns named in the reader's language.

Beside each column of names stands one of their IRIs. Several values of a cell are separated by `; `.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from graph.rdf.terms import Literal
from webapp.localization.dates import XSD
from webapp.localization.kind_labels import KIND_BY_KEY
from webapp.localization.text import msg
from webapp.presentation.page_context import PageContext

Cell = str | int | date
_SEPARATOR = "; "


class NamedThing(NamedTuple):
    """A thing that a row names."""

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class ExportRow:
    """What a table says of one thing; `codes` are those of `places`, one each, empty where there is none."""

    iri: str
    name: str
    kind: str
    start: tuple[Literal, ...]
    end: tuple[Literal, ...]
    places: tuple[NamedThing, ...]
    codes: tuple[str, ...]
    departements: tuple[NamedThing, ...]
    needs: tuple[NamedThing, ...]
    themes: tuple[NamedThing, ...]
    methods: tuple[NamedThing, ...]
    carriers: tuple[NamedThing, ...]
    status: tuple[NamedThing, ...]
    description: str
    licences: tuple[NamedThing, ...]
    sources: tuple[NamedThing, ...]


class ExportColumn(NamedTuple):
    """A column: its title, a French msgid; what it says of a row; how wide a spreadsheet shows it, in characters."""

    title: str
    cell: Callable[[ExportRow, PageContext], Cell]
    width: int


def _names(get: Callable[[ExportRow], tuple[NamedThing, ...]]) -> Callable[[ExportRow, PageContext], Cell]:
    return lambda row, _: _SEPARATOR.join(each.name for each in get(row))


def _iris(get: Callable[[ExportRow], tuple[NamedThing, ...]]) -> Callable[[ExportRow, PageContext], Cell]:
    return lambda row, _: _SEPARATOR.join(each.iri for each in get(row))


def _things(
    title: str, iris_title: str, get: Callable[[ExportRow], tuple[NamedThing, ...]], width: int = 28
) -> tuple[ExportColumn, ExportColumn]:
    return ExportColumn(title, _names(get), width), ExportColumn(iris_title, _iris(get), 20)


COLUMNS = (
    ExportColumn(msg("Nom"), lambda row, _: row.name, 44),
    ExportColumn(msg("Adresse (IRI)"), lambda row, _: row.iri, 30),
    ExportColumn(
        msg("Sorte"),
        lambda row, context: context.render(KIND_BY_KEY[row.kind].one) if row.kind else "",
        14,
    ),
    ExportColumn(msg("Début"), lambda row, _: _moments(row.start), 12),
    ExportColumn(msg("Fin"), lambda row, _: _moments(row.end), 12),
    *_things(msg("Lieux"), msg("Lieux (IRI)"), lambda row: row.places),
    ExportColumn(msg("Lieux (codes)"), lambda row, _: _SEPARATOR.join(row.codes), 12),
    *_things(msg("Département"), msg("Département (IRI)"), lambda row: row.departements, 18),
    *_things(msg("Besoins"), msg("Besoins (IRI)"), lambda row: row.needs),
    *_things(msg("Thèmes"), msg("Thèmes (IRI)"), lambda row: row.themes),
    *_things(msg("Méthodes"), msg("Méthodes (IRI)"), lambda row: row.methods),
    *_things(msg("Porté par"), msg("Porté par (IRI)"), lambda row: row.carriers),
    *_things(msg("État"), msg("État (IRI)"), lambda row: row.status, 14),
    ExportColumn(msg("Description"), lambda row, _: row.description, 60),
    *_things(msg("Licence"), msg("Licence (IRI)"), lambda row: row.licences, 18),
    *_things(msg("Source"), msg("Source (IRI)"), lambda row: row.sources),
)
SNAPSHOT, SNAPSHOT_WIDTH = msg("Instantané"), 12


def titles(context: PageContext) -> tuple[str, ...]:
    """Return the titles of the columns, that of the snapshot last."""
    return tuple(context.translate(each) for each in (*(one.title for one in COLUMNS), SNAPSHOT))


def cells_of(rows: Iterable[ExportRow], snapshot: int, context: PageContext) -> Iterable[tuple[Cell, ...]]:
    """Yield the cells of each row; the last is the number of the snapshot."""
    for row in rows:
        yield (*(each.cell(row, context) for each in COLUMNS), snapshot)


def _moments(values: tuple[Literal, ...]) -> Cell:
    """Return one date as a date, a year as a number; anything else, or several, as it is written."""
    if len(values) == 1:
        value, datatype = values[0].value, values[0].datatype.value
        if datatype == XSD + "gYear" and value.isdecimal():
            return int(value)
        if datatype in (XSD + "date", XSD + "dateTime"):
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                return value
    return _SEPARATOR.join(each.value for each in values)
