"""Keep a neighbour table as files beside its network, so that the next derivation can update it.

The mark comes last (`graph.connections.similarity.neighbour_mark`): a folder without one holds no whole table.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from graph.connections.network.array_files import open_array, open_network, save_array, save_network
from graph.connections.similarity.features import FeatureMatrix
from graph.connections.similarity.neighbour_mark import read_mark, write_mark
from graph.connections.similarity.neighbour_table import NeighbourTable

_FEATURES = ("initiatives", "row_starts", "columns", "has", "keys")
_TABLE = ("weights", "trees", "ties", "best", "scores")  # files keep their names: other versions read them


def save_neighbours(table: NeighbourTable, folder: Path, derivation: int = 0) -> None:
    """Write a table and its network into an existing folder, the mark last; see `save_network`."""
    save_network(table.network, folder)
    features = table.features
    arrays: list[NDArray[Any]] = [features.initiatives, features.starts, features.columns, features.has]
    arrays += [features.keys, table.weights, table.trees, table.tie_breaks, table.neighbours, table.scores]
    for file, array in zip(_FEATURES + _TABLE, arrays, strict=True):
        save_array(folder / f"{file}.npy", array)
    write_mark(folder, table.count, derivation)


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
