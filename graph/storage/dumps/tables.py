"""Write a CSV table for each class, a row for each thing, and the CSVW description that turns them into RDF again.

A column holds the values of one property in one language, of one datatype, or that are IRIs. Several values of a cell are
parted by a sign that none of the column's values holds. Each class is read twice, for its columns and for its rows.

Spec: https://www.w3.org/TR/tabular-metadata/, https://www.rfc-editor.org/rfc/rfc4180
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from graph.rdf.terms import Literal, NamedNode, Triple, compact
from graph.storage.dumps.described_things import DescribedThings
from graph.storage.dumps.manifest import DumpFile
from graph.storage.dumps.packing import PackedWriter

PART = "tables"
_METADATA = "csv-metadata.json"  # the name under which a reader looks for it beside a table
_SEPARATORS = ("|", "\n", "\N{SYMBOL FOR UNIT SEPARATOR}", "\N{SYMBOL FOR RECORD SEPARATOR}")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_IRI = "iri"


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    """A column: a property, and what its values are: IRIs, texts in a language, or of a datatype."""

    predicate: str
    kind: str
    detail: str = ""

    @property
    def title(self) -> str:
        short = compact(self.predicate) or self.predicate
        if self.kind == "lang":
            return f"{short}@{self.detail}"
        is_plain = self.kind == _IRI or self.detail == _XSD + "string"
        return short if is_plain else f"{short}^^{compact(self.detail) or self.detail}"


@dataclass(slots=True)
class _Column:
    name: str
    is_repeated: bool = False
    excluded: str = ""  # the separators that its values hold

    @property
    def separator(self) -> str | None:
        """Return what parts several values; None where no separator is free."""
        return next((each for each in _SEPARATORS if each not in self.excluded), None)


def write_tables(things: DescribedThings, folder: Path) -> Iterator[DumpFile]:
    """Write the tables and their description into the folder of a dump."""
    described: list[dict[str, Any]] = []
    for of_class in things.classes():
        file_name = (compact(of_class.value) or "").replace(":", "-") + ".csv"
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*\.csv", file_name) or (folder / file_name).exists():
            continue
        columns = _columns(things, of_class)
        with PackedWriter(folder, file_name, part=PART, media_type="text/csv", compressions=("",)) as packed:
            for row in _rows(things, of_class, columns):
                packed.write(row)
        described.append(_described(file_name, of_class, columns))
        yield from packed.files
    metadata = {"@context": "http://www.w3.org/ns/csvw", "tables": described}
    content = json.dumps(metadata, indent=1, ensure_ascii=False) + "\n"
    with PackedWriter(
        folder, _METADATA, part=PART, media_type="application/csvm+json", compressions=("",)
    ) as packed:
        packed.write(content.encode())
    yield from packed.files


def _columns(things: DescribedThings, of_class: NamedNode) -> dict[_Key, _Column]:
    """Return the columns of a class, by what they hold, in the order of the table."""
    found: dict[_Key, _Column] = {}
    for thing in things.things(of_class):
        seen: set[_Key] = set()
        for key, value in _cells(things.statements(thing)):
            column = found.setdefault(key, _Column(""))
            column.is_repeated |= key in seen
            column.excluded += "".join(
                each for each in _SEPARATORS if each in value and each not in column.excluded
            )
            seen.add(key)
    taken = {"id"}
    ordered = {key: found[key] for key in sorted(found, key=lambda key: (key.title, key))}
    for key, column in ordered.items():
        column.name = _free_name(re.sub(r"[^A-Za-z0-9]+", "_", key.title).strip("_"), taken)
    return ordered


def _free_name(wanted: str, taken: set[str]) -> str:
    found, count = wanted, 1
    while found in taken:
        count += 1
        found = f"{wanted}_{count}"
    taken.add(found)
    return found


def _cells(triples: list[Triple]) -> Iterator[tuple[_Key, str]]:
    for triple in triples:
        value = triple.object
        if isinstance(value, NamedNode):
            yield _Key(triple.predicate.value, _IRI), value.value
        elif isinstance(value, Literal) and value.language:
            yield _Key(triple.predicate.value, "lang", value.language), value.value
        elif isinstance(value, Literal):
            yield _Key(triple.predicate.value, "type", value.datatype.value), value.value


def _rows(things: DescribedThings, of_class: NamedNode, columns: dict[_Key, _Column]) -> Iterator[bytes]:
    yield _line(["id", *(each.name for each in columns.values())])
    for thing in things.things(of_class):
        values: dict[_Key, list[str]] = {key: [] for key in columns}
        for key, value in _cells(things.statements(thing)):
            values[key].append(value)
        yield _line(
            [thing.value, *((columns[key].separator or " ").join(held) for key, held in values.items())]
        )


def _line(cells: list[str]) -> bytes:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode()


def _described(file_name: str, of_class: NamedNode, columns: dict[_Key, _Column]) -> dict[str, Any]:
    own = {"name": "id", "titles": "id", "datatype": "anyURI", "required": True, "suppressOutput": True}
    return {
        "url": file_name,
        "tableSchema": {
            "aboutUrl": "{+id}",
            "primaryKey": "id",
            "rdfs:comment": of_class.value,
            "columns": [own, *(_described_column(key, column) for key, column in columns.items())],
        },
    }


def _described_column(key: _Key, column: _Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "titles": key.title, "propertyUrl": key.predicate}
    if column.is_repeated:
        described["separator"] = column.separator or " "
    if key.kind == _IRI:
        return described | {"datatype": "anyURI", "valueUrl": f"{{+{column.name}}}"}
    if key.kind == "lang":
        return described | {"lang": key.detail}
    is_built_in = key.detail.startswith(_XSD)
    datatype = key.detail.removeprefix(_XSD) if is_built_in else {"base": "string", "@id": key.detail}
    return described | {"datatype": datatype}
