"""Write and read the mark of a neighbour table; without loading any array, because the process that writes asks for it.

The mark, written last, names the rules and the number of neighbours that the table was made with, and the derivation it
agrees with: a store's derived graphs are those of the table exactly if its catalogue names the same derivation.
"""

from __future__ import annotations

import json
from pathlib import Path

from graph.connections.network.thing_kinds import FORMAT
from graph.connections.similarity.rules import Rule

MARK = "standing.json"


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


def _made_by(count: object) -> dict[str, object]:
    return {"format": FORMAT, "count": count, "rules": {each.word: each.version for each in Rule}}
