"""A standing as files beside its network, so that a writer follows changes without deriving everything again."""

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
_MANIFEST = "standing.json"


def save_standing(standing: NeighbourTable, folder: Path) -> None:
    """Write a standing and its network into a folder that exists; the manifests come last. See `save_network`."""
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
    with (folder / _MANIFEST).open("w", encoding="utf-8") as told:
        json.dump(_made_by(standing.count), told)


def open_standing(folder: Path, count: int) -> NeighbourTable | None:
    """Map a standing into memory; None where there is none, or one made by other rules or for another count."""
    network = open_network(folder)
    try:
        if network is None or json.loads((folder / _MANIFEST).read_text("utf-8")) != _made_by(count):
            return None
        bases = FeatureMatrix(*(open_array(folder / f"{file}.npy") for file in _BASES))
        own = [open_array(folder / f"{file}.npy") for file in _OWN]
    except (OSError, EOFError, ValueError):
        return None
    return NeighbourTable(network, bases, *own)


def _made_by(count: int) -> dict[str, object]:
    return {"format": FORMAT, "count": count, "rules": {each.word: each.version for each in Rule}}
