"""Keep a neighbour table as files beside its network, so that the next derivation can update it.

The mark, written last, names the rules and the number of neighbours that the table was made with, and the derivation it
agrees with: a store's derived graphs are those of the table exactly if its catalogue names the same derivation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from graph.connections.network.array_files import FORMAT, open_array, open_network, save_array, save_network
from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.rules import Rule

_FEATURES = ("initiatives", "row_starts", "columns", "has", "keys")
_TABLE = ("weights", "trees", "ties", "best", "scores")  # files keep their names: other versions read them
MARK = "standing.json"


def save_neighbours(table: NeighbourTable, folder: Path, derivation: int = 0) -> None:
    """Write a table and its network into an existing folder, the mark last; see `save_network`."""
    save_network(table.network, folder)
    features = table.features
    arrays: list[NDArray[Any]] = [features.initiatives, features.starts, features.columns, features.has]
    arrays += [features.keys, table.weights, table.trees, table.tie_breaks, table.neighbours, table.scores]
    for file, array in zip(_FEATURES + _TABLE, arrays, strict=True):
        save_array(folder / f"{file}.npy", array)
    write_mark(folder, table.count, derivation)


def write_mark(folder: Path, count: int, derivation: int) -> None:
    """Write the mark of a table; its file is a new one, because others may be linked to the old one.

    `derivation` is the state from which the derivation was made that the table agrees with.
    """
    (folder / MARK).unlink(missing_ok=True)
    with (folder / MARK).open("w", encoding="utf-8") as file:
        json.dump({**_made_by(count), "derivation": derivation}, file)


def read_mark(folder: Path, count: int | None) -> int | None:
    """Return the derivation that a table agrees with; None without one for these rules and this count (None: any)."""
    try:
        mark = json.loads((folder / MARK).read_text("utf-8"))
        derivation = int(mark.pop("derivation"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return derivation if mark == _made_by(mark.get("count") if count is None else count) else None


def open_neighbours(folder: Path, count: int, derivation: int = 0) -> NeighbourTable | None:
    """Map a table into memory; return None where there is none that agrees with the derivation."""
    if read_mark(folder, count) != derivation:
        return None
    network = open_network(folder)
    try:
        features = FeatureMatrix(*(open_array(folder / f"{file}.npy") for file in _FEATURES))
        arrays = [open_array(folder / f"{file}.npy") for file in _TABLE]
    except (OSError, EOFError, ValueError):
        return None
    return None if network is None else NeighbourTable(network, features, *arrays)


def _made_by(count: object) -> dict[str, object]:
    return {"format": FORMAT, "count": count, "rules": {each.word: each.version for each in Rule}}
