"""A network as files, so that readers map it into memory instead of building it: one array a file, the format last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network, arrays
from graph.connections.network.iri_table import IriTable

FORMAT = 1
_ARRAYS = ("iris", "offsets", "kinds", "starts", "ends", "by")
_MANIFEST = "format.json"


def save_network(network: Network, folder: Path) -> None:
    """Write a network into a folder that exists; the manifest comes last, so that half a network is none.

    Whoever publishes the folder sees it on disk first.
    """
    for file, held in zip(_ARRAYS, arrays(network), strict=True):
        save_array(folder / f"{file}.npy", held)
    with (folder / _MANIFEST).open("w", encoding="utf-8") as told:
        json.dump({"format": FORMAT, "things": len(network), "links": network.link_count}, told)


def open_network(folder: Path) -> Network | None:
    """Map a network into memory; None where there is none, or one of another format."""
    try:
        told = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if told["format"] != FORMAT:
            return None
        blob, offsets, kinds, starts, ends, by = (open_array(folder / f"{file}.npy") for file in _ARRAYS)
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None
    network = Network(IriTable(blob, offsets), kinds, starts, ends, by)
    return network if len(network) == told["things"] and network.link_count == told["links"] else None


def save_array(path: Path, held: NDArray[np.generic]) -> None:
    """Write an array."""
    with path.open("wb") as file:
        np.save(file, held)


def open_array(path: Path) -> NDArray[Any]:
    """Map an array into memory, to be read only.

    Raises: OSError, EOFError, ValueError when it is not there or torn.
    """
    try:
        return np.asarray(np.load(path, mmap_mode="r"))
    except ValueError:  # an array of nothing cannot be mapped
        return np.asarray(np.load(path))
