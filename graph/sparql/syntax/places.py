"""Find where in a text something stands, as people count: lines and columns from 1."""

from __future__ import annotations


def place_of(text: str, start: int) -> dict[str, int]:
    """Return the line and the column of a character, as facts of an error."""
    before = text[:start]
    return {"line": before.count("\n") + 1, "column": start - (before.rfind("\n") + 1) + 1}
