"""Name the files of a dump for people, in both languages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from graph.i18n import BilingualText
from graph.storage.dumps.manifest import DumpFile

_FORMATS = {
    "application/n-quads": "N-Quads",
    "application/n-triples": "N-Triples",
    "application/trig": "TriG",
    "application/ld+json": "JSON-LD",
    "application/geo+json": "GeoJSON",
    "application/csvm+json": "CSVW",
    "text/csv": "CSV",
    "text/turtle": "Turtle",
}


@cache
def _parts() -> dict[str, BilingualText]:
    texts = tomllib.loads(files(__package__).joinpath("dump_labels.toml").read_text("utf-8"))
    return {part: BilingualText(**text) for part, text in texts.items()}


def part_label(part: str) -> BilingualText:
    """Return what a part of a dump holds; a part that has no text keeps its name."""
    return _parts().get(part) or BilingualText(part, part)


def format_label(file: DumpFile) -> str:
    """Return the format of a file, with its packing: `N-Quads, gzip`."""
    written = _FORMATS.get(file.media_type, file.media_type)
    return f"{written}, {file.compression}" if file.compression else written


def file_label(file: DumpFile) -> BilingualText:
    """Return the title of a file: what it holds, and its format."""
    held = part_label(file.part)
    return BilingualText(f"{held.fr} ({format_label(file)})", f"{held.en} ({format_label(file)})")
