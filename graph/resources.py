"""Find the files that ship with the software: ontology, shapes, queries, data. They are read-only."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def shipped(folder: str) -> Traversable:
    """Return a shipped top-level folder: "ontology", "shapes", "queries" or "data"; a wheel has them inside `graph`."""
    inside = files("graph") / "_shipped" / folder
    return inside if inside.is_dir() else Path(__file__).parents[1] / folder


def shipped_files(folder: str, suffix: str | tuple[str, ...]) -> Iterator[tuple[str, Traversable]]:
    """Yield the files below a folder whose name ends with a suffix, or with one of several, in the order of their names.

    Yields:
        The path below the folder ("schemes/status.ttl") and the file.
    """
    yield from _walk(shipped(folder), "", suffix)


def _walk(
    folder: Traversable, prefix: str, suffix: str | tuple[str, ...]
) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/", suffix)
        elif entry.name.endswith(suffix):
            yield prefix + entry.name, entry
