"""The icon, drawn as PNG."""

from __future__ import annotations

import struct
import zlib
from importlib.resources import files

import pytest

from webapp.presentation.icon import draw_icon


@pytest.mark.parametrize("size", [32, 180])
def test_the_icon_is_drawn_from_the_svg(size: int) -> None:
    """A PNG of that size: paper in the corners, ink where a dot of the SVG is."""
    drawn = draw_icon((files("webapp") / "static" / "maillage.svg").read_text("utf-8"), size)
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", drawn[16:24]) == (size, size)
    start = drawn.index(b"IDAT") + 4
    lines = zlib.decompress(drawn[start:-16])

    def pixel(x: int, y: int) -> bytes:
        at = y * (1 + 3 * size) + 1 + 3 * x
        return lines[at : at + 3]

    assert pixel(0, 0) == bytes((250, 247, 240))
    assert pixel(6 * size // 32, 8 * size // 32) == bytes((0x8A, 0x3B, 0x1E))
