"""Write the picture of the layers in README.md from the import contracts in pyproject.toml. `make docs` runs it.

A column for each contract of type `layers`, so that the picture cannot say anything else than what `make lint` checks.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "README.md"
BEGIN, END = "<!-- layers: `make docs` writes this block -->\n", "<!-- end of layers -->\n"
_GAP = "   "


def layers_block(pyproject: str) -> str:
    """Return the picture as a Markdown code block.

    Args:
        pyproject: The text of pyproject.toml.

    Raises:
        ValueError: It has no contract of type `layers`.
    """
    contracts = tomllib.loads(pyproject).get("tool", {}).get("importlinter", {}).get("contracts", [])
    columns = [list(_column(each["layers"])) for each in contracts if each["type"] == "layers"]
    if not columns:
        message = "pyproject.toml has no import contract of type layers"
        raise ValueError(message)
    columns.sort(key=len, reverse=True)
    widths = [max(map(len, column)) for column in columns]
    rows = (
        _GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in zip_longest(*columns, fillvalue="")
    )
    return "```\n" + "\n".join(rows) + "\n```\n"


def _column(layers: list[str]) -> Iterator[str]:
    """Yield the name of a package, a rule, and its layers from top to bottom, without the name."""
    prefix = layers[0].split(" | ")[0].rpartition(".")[0]
    yield prefix
    yield "─" * max(len(prefix), *(len(layer.replace(prefix + ".", "")) for layer in layers))
    for layer in layers:
        yield layer.replace(prefix + ".", "")


def with_layers(page: str, block: str) -> str:
    """Return a page with the block between its markers.

    Raises:
        ValueError: A marker is missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{PAGE.name} lacks {BEGIN.strip()} or {END.strip()}"
        raise ValueError(message)
    return before + BEGIN + block + END + after


def main() -> None:
    """Write the picture into README.md."""
    block = layers_block((ROOT / "pyproject.toml").read_text("utf-8"))
    PAGE.write_text(with_layers(PAGE.read_text("utf-8"), block), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
