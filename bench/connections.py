"""Measure how the connections of a graph grow with it, size by size, and write the page.

`python -m bench.connections 10k dotations 100k --place DIRECTORY --dotations TABLE` (see README.md; `make bench-connections`)
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.connection_page import present
from bench.dotations import Dotations
from bench.generate import BASE_IRI, describer_of, generate, read_size, write_lines
from bench.present import machine
from bench.serve import serve_changes
from bench.watch import Watched, watch
from graph.sources.territory_register import read_register
from graph.storage.snapshots import NETWORK

_BULK, _PARTS = "bench.bulk", "bench.connection_parts"
_REAL = "dotations"
_ALL = ("derive", "ask", "follow", "commit", "serve")


def prepare(asked: argparse.Namespace, name: str) -> tuple[Path, Path]:
    """Give the quads of a size and their merge; made where they are not there yet."""
    place: Path = asked.place
    quads, merged = place / f"{name}.nq", place / f"{name}.nt"
    if not merged.exists():
        talk(f"{name}: writing")
        lines = (
            Dotations(BASE_IRI, asked.dotations, read_register()).lines()
            if name == _REAL
            else generate(describer_of(read_size(name), asked.seed))
        )
        write_lines(lines, quads, merged)
    return quads, merged


def measure(asked: argparse.Namespace, name: str, known: dict[str, object]) -> dict[str, object]:
    """Measure one size, part by part, each in a process of its own.

    Args: known: what parts told that are not asked for again
    """
    quads, merged = prepare(asked, name)
    directory = asked.place / name
    common: list[str | Path] = ["--count", str(asked.count), "--rounds", str(asked.rounds)]
    limit = asked.limit_gib << 30
    parts: dict[str, Watched] = {}
    before = os.getloadavg()[0]
    if "derive" in asked.parts:
        talk(f"{name}: derive")
        parts["derive"] = _derived(asked, name, quads, merged)
    is_there = "derive" not in parts or not parts["derive"].fault
    arrays = _arrays(asked, name)
    for part in ("ask",) if asked.sample else ("ask", "follow"):
        if is_there and part in asked.parts:
            talk(f"{name}: {part}")
            parts[part] = watch([_PARTS, part, arrays, *common], limit)
    if is_there and not asked.arrays_only and {"commit", "serve"} & set(asked.parts):
        with _copied(directory) as copy:
            if "commit" in asked.parts:
                talk(f"{name}: commit")
                parts["commit"] = watch([_PARTS, "commit", arrays, *common, "--source", copy], limit)
            if "serve" in asked.parts:
                talk(f"{name}: serve")
                parts["serve"] = serve_changes(copy, arrays, asked.count, asked.rounds)
    load = [before, os.getloadavg()[0]]
    told = {
        part: {
            "told": each.told,
            "peak_bytes": each.peak_bytes,
            "fault": each.fault,
            "load": load,
            "remark": asked.remark,
        }
        for part, each in parts.items()
    }
    return {
        "parts": known | told,
        "arrays_only": asked.arrays_only,
        "day": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
    }


def _derived(asked: argparse.Namespace, name: str, quads: Path, merged: Path) -> Watched:
    """Derive all connections: into a data directory built for it, or as arrays alone."""
    limit = asked.limit_gib << 30
    if asked.arrays_only:
        arrays = _arrays(asked, name)
        shutil.rmtree(arrays, ignore_errors=True)
        counts = "--count", str(asked.count), "--sample", str(asked.sample)
        return watch([_PARTS, "derive", arrays, *counts, "--source", merged], limit)
    directory = asked.place / name
    shutil.rmtree(directory, ignore_errors=True)
    return watch([_BULK, quads, directory, "--connections", str(asked.count)], limit)


def _arrays(asked: argparse.Namespace, name: str) -> Path:
    if asked.arrays_only:
        return Path(asked.place) / f"{name}.arrays"
    return (Path(asked.place) / name / "current").resolve() / NETWORK


@contextmanager
def _copied(directory: Path) -> Iterator[Path]:
    """Give a copy of a data directory to write to; files that never change are shared."""
    copy = directory.with_suffix(".copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(directory, copy, symlinks=True, copy_function=_linked)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def _linked(source: str, target: str) -> str:
    if source.endswith((".sst", ".npy")):
        Path(target).hardlink_to(source)
    else:
        shutil.copy2(source, target)
    return target


def talk(text: str) -> None:
    """Tell how far it is."""
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", help="10k, 100k, 1M, a number of initiatives, or dotations")
    parser.add_argument("--place", type=Path, required=True, help="folder for data and results; kept")
    parser.add_argument("--dotations", type=Path, help="the table that bench.dotations reads")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=3, help="connections of each initiative")
    parser.add_argument("--rounds", type=int, default=15, help="initiatives that come, change and go")
    parser.add_argument("--limit-gib", type=int, default=16, help="memory that a part may hold")
    parser.add_argument("--arrays-only", action="store_true", help="from the merged file, without any store")
    parser.add_argument(
        "--sample", type=int, default=0, help="derive for so many initiatives alone; with --arrays-only"
    )
    parser.add_argument(
        "--parts", nargs="+", choices=_ALL, default=_ALL, help="measured again; the others are as before"
    )
    parser.add_argument("--remark", default="", help="what else is to be known of this run, for the page")
    parser.add_argument("--page", type=Path, help="page to write, in Markdown, from all results of the place")
    return parser


def main() -> int:
    """Read the command line, measure, write the page; fail when a part ended before its time."""
    asked = _parser().parse_args()
    asked.place = asked.place.resolve()
    asked.place.mkdir(parents=True, exist_ok=True)
    path = asked.place / "results.json"
    for name in asked.names:
        results = json.loads(path.read_text("utf-8")) if path.exists() else {}
        known = {} if "derive" in asked.parts else results[name]["parts"]
        results[name] = measure(asked, name, known)
        path.write_text(json.dumps(results), "utf-8")
        page = present(results)
        if asked.page:
            asked.page.write_text(page, "utf-8")
    print(page)
    return int(any(part["fault"] for name in asked.names for part in results[name]["parts"].values()))


if __name__ == "__main__":
    sys.exit(main())
