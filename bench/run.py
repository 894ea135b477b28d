"""Measure ours and its peers side by side, in one run on the same data, and write the page.

`python -m bench.run --size 10k` (see README.md; `make bench`)
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from bench.describe import Describer
from bench.engine import Engine, Files, Unavailable
from bench.engines import Ours, Oxigraph, RdflibEndpoint
from bench.generate import describer_of, read_size, write
from bench.measure import Plan, measure_all
from bench.present import Run, outvoted, present, put_in_page
from bench.virtuoso import Virtuoso
from bench.workload import large_results, questions, replayed, subjects
from graph.storage.dataset import CurrentDataset

_HOT = 200
_COLD = 20_000
_TOLD = ("limit", "seconds", "repeats", "reads", "write_every", "seed")


def run(asked: argparse.Namespace, place: Path) -> Run:
    """Generate, load, measure each engine in turn."""
    describer = describer_of(asked.size, asked.seed)
    files = Files(place / "generated.nq", place / "var", place / "all.nq", place / "load" / "merged.nt")
    talk(f"generating {asked.size:,} initiatives")
    write(describer, files.generated)
    plan = _plan(describer, place, asked)
    load_before = os.getloadavg()[0]
    engines, skipped = [], []
    for make in _engines(files, place, asked):
        try:
            engines.append(make())
        except Unavailable as error:
            skipped.append(f"left out: {error}")
    measured = measure_all(engines, plan, talk)
    snapshot = CurrentDataset(files.data).get().snapshot
    said = " ".join(f"--{key.replace('_', '-')} {getattr(asked, key):g}" for key in _TOLD)
    command = f'make bench SIZE={asked.size_said} BENCH="{said}"'
    day = datetime.now(UTC).date().isoformat()
    counts = (snapshot.quad_count, snapshot.triple_count)
    return Run(asked.size, *counts, day, command, load_before, os.getloadavg()[0], measured, skipped)


def _engines(files: Files, place: Path, asked: argparse.Namespace) -> Iterator[Callable[[], Engine]]:
    wanted = asked.engines.split(",")
    peers: Path | None = asked.peers
    command = peers / "bin" / "oxigraph" if peers else None
    python = peers / "bin" / "python" if peers else None
    made: dict[str, Callable[[], Engine]] = {
        "maillage": lambda: Ours(files, place / "maillage", asked.limit),
        "oxigraph": lambda: Oxigraph(files, place / "oxigraph", asked.limit, command),
        "rdflib-endpoint": lambda: RdflibEndpoint(files, place / "rdflib", asked.limit, python),
        "virtuoso": lambda: Virtuoso(files, place / "virtuoso", asked.limit),
    }
    yield from (make for name, make in made.items() if name == "maillage" or name in wanted)


def _plan(describer: Describer, place: Path, asked: argparse.Namespace) -> Plan:
    things = subjects(describer, _COLD)
    for path, some in (
        (place / "hot.txt", things[:: max(1, len(things) // _HOT)]),
        (place / "cold.txt", things),
    ):
        path.write_text("".join(quote(each, safe="") + "\n" for each in some), "utf-8")
    return Plan(
        hot=place / "hot.txt",
        cold=place / "cold.txt",
        questions=list(questions(describer)),
        large=list(large_results()),
        reads=list(replayed(describer, asked.reads, asked.seed)),
        repeats=asked.repeats,
        wrk_s=asked.seconds,
        write_every=asked.write_every,
        clients=8,
        limit_s=asked.limit,
    )


def talk(text: str) -> None:
    """Tell how far it is."""
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--size", dest="size_said", default="10k", help="10k, 100k, 1M or a number of initiatives"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engines", default="oxigraph,rdflib-endpoint,virtuoso", help="peers, by comma")
    parser.add_argument("--peers", type=Path, help="environment that holds requirements/peers.lock")
    parser.add_argument("--limit", type=float, default=20, help="seconds given to a query")
    parser.add_argument("--seconds", type=float, default=8, help="seconds of each run of lookups")
    parser.add_argument(
        "--repeats", type=int, default=5, help="times each question is asked; the median counts"
    )
    parser.add_argument("--reads", type=int, default=20_000, help="reads of the mixed replay")
    parser.add_argument("--write-every", type=int, default=1000, help="reads between two writes")
    parser.add_argument("--place", type=Path, help="folder for data; default: one that is removed afterwards")
    parser.add_argument(
        "--page",
        type=Path,
        help="page in which the section is replaced, in Markdown; it is printed in any case",
    )
    return parser


def main() -> int:
    """Read the command line, run, write the page; fail when no peer agrees with an answer of ours."""
    asked = _parser().parse_args()
    asked.size = read_size(asked.size_said)
    with TemporaryDirectory(prefix="maillage-bench-") as scratch:
        place = (asked.place or Path(scratch)).resolve()
        place.mkdir(parents=True, exist_ok=True)
        done = run(asked, place)
    section = present(done)
    print(section)
    if asked.page:
        put_in_page(asked.page, section)
    return 1 if list(outvoted(done.measured)) else 0


if __name__ == "__main__":
    sys.exit(main())
