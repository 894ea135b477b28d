"""Keep a neighbour table as files beside its network, so that a later derivation follows changes instead of beginning anew.

A mark, written last, says by which rules and for how many connections the table was made, and which derivation it agrees
with: the derived graphs that a store holds are those of the table exactly if its catalogue names the same derivation.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.array_files import FORMAT, open_array, open_network, save_array, save_network
from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.neighbour_table import NeighbourTable
from graph.connections.similarity.rules import Rule

_BASES = ("initiatives", "row_starts", "columns", "has", "keys")
_OWN = ("weights", "trees", "ties", "best", "scores")
MARK = "standing.json"


def save_standing(standing: NeighbourTable, folder: Path, derivation: int = 0) -> None:
    """Write a table and its network into a folder that exists, the mark last. See `save_network`."""
    save_network(standing.network, folder)
    bases = standing.bases
    held: tuple[NDArray[np.generic], ...] = (
        bases.initiatives,
        bases.starts,
        bases.columns,
        bases.has,
        bases.keys,
    )
    for file, array in zip(_BASES, held, strict=True):
        save_array(folder / f"{file}.npy", array)
    for file in _OWN:
        save_array(folder / f"{file}.npy", getattr(standing, file))
    mark_standing(folder, standing.count, derivation)


def mark_standing(folder: Path, count: int, derivation: int) -> None:
    """Write the mark of a table; its file is a new one, because others may be linked to the old one.

    `derivation` is the state from which the derivation was made that the table agrees with.
    """
    (folder / MARK).unlink(missing_ok=True)
    with (folder / MARK).open("w", encoding="utf-8") as told:
        json.dump({**_made_by(count), "derivation": derivation}, told)


def read_mark(folder: Path, count: int | None) -> int | None:
    """Return the derivation that a table agrees with; None without a table, or with one for other rules or another count.

    A count of None stands for any.
    """
    try:
        told = json.loads((folder / MARK).read_text("utf-8"))
        derivation = int(told.pop("derivation"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return derivation if told == _made_by(told.get("count") if count is None else count) else None


def open_standing(folder: Path, count: int, derivation: int = 0) -> NeighbourTable | None:
    """Map a table into memory; None without one that agrees with a derivation."""
    if read_mark(folder, count) != derivation:
        return None
    network = open_network(folder)
    try:
        bases = FeatureMatrix(*(open_array(folder / f"{file}.npy") for file in _BASES))
        own = [open_array(folder / f"{file}.npy") for file in _OWN]
    except (OSError, EOFError, ValueError):
        return None
    return None if network is None else NeighbourTable(network, bases, *own)


def _made_by(count: object) -> dict[str, object]:
    return {"format": FORMAT, "count": count, "rules": {each.word: each.version for each in Rule}}
