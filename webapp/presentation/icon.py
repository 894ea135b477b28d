"""Draw the icon as PNG, which telephones and the sites where pages are shared want, from the one that ships as SVG.

It is three dots and the lines between them: the distance of each pixel from these says how much of it is ink.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

SIZES = (180, 512)  # pixels: what telephones put on their first screen; what other sites show
_BOX = 32.0  # the sides of the SVG's view box
_PAPER = (250, 247, 240)
_MOVE = re.compile(r"[Ml]?\s*(-?[\d.]+)[ ,](-?[\d.]+)")
_PATH = re.compile(r'<path d="([^"]+)"[^>]*stroke="#([0-9a-f]{6})"[^>]*stroke-width="([\d.]+)"')
_DOT = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"')

Field = NDArray[np.float64]
Point = tuple[float, float]


def draw_icon(svg: str, size: int) -> bytes:
    """Draw a square icon of a number of pixels, on paper."""
    found = _PATH.search(svg)
    assert found is not None, "the icon is drawn with one path"
    ink = tuple(int(found[2][at : at + 2], 16) for at in (0, 2, 4))
    centres = (np.arange(size) + 0.5) * (_BOX / size)
    across, down = np.meshgrid(centres, centres)
    distance = np.full((size, size), np.inf)
    for start, end in _segments(found[1]):
        distance = np.minimum(distance, _from_segment(across, down, start, end) - float(found[3]) / 2)
    for x, y, radius in _DOT.findall(svg):
        distance = np.minimum(distance, np.hypot(across - float(x), down - float(y)) - float(radius))
    covered = np.clip(0.5 - distance * size / _BOX, 0, 1)[..., np.newaxis]
    pixels = np.asarray(_PAPER) * (1 - covered) + np.asarray(ink) * covered
    return _png(pixels.round().astype(np.uint8))


def _segments(path: str) -> Iterable[tuple[Point, Point]]:
    """Yield the lines of a path of moves and lines, each to a point or, after `l`, by a distance."""
    here: Point = (0.0, 0.0)
    for found in _MOVE.finditer(path):
        x, y = float(found[1]), float(found[2])
        there = (here[0] + x, here[1] + y) if found[0].startswith("l") else (x, y)
        if not found[0].startswith("M"):
            yield here, there
        here = there


def _from_segment(across: Field, down: Field, start: Point, end: Point) -> Field:
    """Compute the distance of each pixel from a line between two points."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    along = np.clip(((across - x) * dx + (down - y) * dy) / (dx * dx + dy * dy), 0, 1)
    nearest: Field = np.hypot(across - x - along * dx, down - y - along * dy)
    return nearest


def _png(pixels: NDArray[np.uint8]) -> bytes:
    """Write pixels as PNG (RGB, 8 bits).

    Spec: https://www.w3.org/TR/png/
    """
    height, width, _ = pixels.shape
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)  # each line begins with its filter: none
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
