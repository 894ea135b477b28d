"""Store a network as files, so that readers map it into memory instead of building it; one file for each array."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.connections.network.adjacency import Network, arrays
from graph.connections.network.iri_table import IriTable
from graph.connections.network.thing_kinds import FORMAT

_ARRAYS = ("iris", "offsets", "kinds", "starts", "ends", "by")
_MANIFEST = "format.json"


def save_network(network: Network, folder: Path) -> None:
    """Write a network into an existing folder; the manifest comes last, so that an incomplete network is not opened.

    The files are not flushed: the caller does that before it publishes the folder.
    """
    for file, array in zip(_ARRAYS, arrays(network), strict=True):
        save_array(folder / f"{file}.npy", array)
    with (folder / _MANIFEST).open("w", encoding="utf-8") as manifest:
        json.dump({"format": FORMAT, "things": len(network), "links": network.link_count}, manifest)


def open_network(folder: Path) -> Network | None:
    """Map a network into memory; None when there is none, or one of another format."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        if manifest["format"] != FORMAT:
            return None
        blob, offsets, kinds, starts, ends, by = (open_array(folder / f"{file}.npy") for file in _ARRAYS)
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None
    network = Network(IriTable(blob, offsets), kinds, starts, ends, by)
    return network if len(network) == manifest["things"] and network.link_count == manifest["links"] else None


def save_array(path: Path, array: NDArray[np.generic]) -> None:
    """Write an array into a file."""
    with path.open("wb") as file:
        np.save(file, array)


def open_array(path: Path) -> NDArray[Any]:
    """Map an array into memory, read-only.

    Raises:
        OSError, EOFError, ValueError: The file is missing or damaged.
    """
    try:
        return np.asarray(np.load(path, mmap_mode="r"))
    except ValueError:  # an empty array cannot be mapped
        return np.asarray(np.load(path))
