"""Keep the structure of a network beside its arrays, so that pages show it without computing it.

A derivation writes it with the arrays; readers open what is there. In `snapshots/<n>/network/structure`,
`structure.json` holds the first rows of each listing, and `<table>.csv` every row.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from graph.connections.network.thing_kinds import Kind
from graph.connections.structure.model import LISTED, LISTINGS, Listing, Structure, Trait
from graph.connections.structure.tables import TABLES, table_of, write_table

FORMAT = 1
_FILE = "structure.json"


def kept_structure(folder: Path) -> Structure | None:
    """Read the structure that is kept beside a network, or None while there is none.

    Args:
        folder: That of the network.
    """
    try:
        value = json.loads((_place(folder) / _FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return _read(value) if value["format"] == FORMAT else None


def table_path(folder: Path, table: str) -> Path:
    """Return the path of the CSV file with all rows of a table, once the structure is kept."""
    return _place(folder) / f"{table}.csv"


def save_structure(whole: Structure, folder: Path) -> Structure:
    """Write every row as CSV, then, last, the first rows of each listing; return these."""
    _place(folder).mkdir(exist_ok=True)
    for table in TABLES:
        with table_path(folder, table).open("w", encoding="utf-8", newline="") as file:
            write_table(table_of(whole, table), "csv", file)
    shown = whole.shortened(LISTED)
    prepared = _place(folder) / f"{_FILE}.unfinished"
    with prepared.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, **asdict(shown)}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    prepared.replace(_place(folder) / _FILE)
    return shown


def _place(folder: Path) -> Path:
    return folder / "structure"


def _read(value: dict[str, Any]) -> Structure:
    listings: dict[str, Any] = {
        name: Listing(value[name]["count"], tuple(_row(kind, each) for each in value[name]["first"]))
        for name, kind in LISTINGS.items()
    }
    return Structure(isolated_count=value["isolated_count"], **listings)


def _row(kind: type, value: dict[str, Any]) -> Any:
    return kind(**{each.name: _value(each.name, value[each.name]) for each in fields(kind)})


def _value(field: str, value: Any) -> Any:
    if field == "kind":
        return Kind(value)
    if isinstance(value, list):
        return tuple(Trait(**each) if isinstance(each, dict) else each for each in value)
    return value
