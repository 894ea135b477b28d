"""Two wordings of the same questions on one graph: are the rows equal, and which is faster.

`python -m bench.compare_queries DIRECTORY OLD NEW [NAME…]`; OLD and NEW are folders of query files, or revisions of git.
"""

from __future__ import annotations

import argparse
import multiprocessing
import subprocess
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from shutil import which
from statistics import median
from typing import NamedTuple

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from bench.generate import BASE_IRI, describer_of
from bench.workload import values
from graph.sparql.named_queries import NamedQuery, parse_query
from graph.storage.dataset import CurrentDataset

_FOLDER = "queries/example"


class Ran(NamedTuple):
    """One run: processor time and rows, or neither when it took too long."""

    seconds: float
    rows: tuple[bytes, ...] | None


def main() -> None:
    """Read the command line, print one line a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="a data directory that `bench.bulk` built")
    parser.add_argument("old", help="a folder, or a revision such as main")
    parser.add_argument("new", help="a folder, or a revision")
    parser.add_argument("names", nargs="*", help="questions; all by default")
    parser.add_argument("--size", type=int, default=10_000, help="of the graph, in initiatives")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", type=float, default=20, help="seconds after which a query is given up")
    asked = parser.parse_args()
    memory = Store()
    memory.bulk_extend(Store.read_only(str(CurrentDataset(asked.directory).get().snapshot.store_path)))
    given = values(describer_of(asked.size, asked.seed))
    old, new = questions_of(asked.old), questions_of(asked.new)
    for name in asked.names or sorted(old.keys() & new.keys()):
        texts = [worded(each[name], given) for each in (old, new)]
        print(f"{name:32} {compared(memory, texts, asked.repeats, asked.limit)}", flush=True)


def questions_of(place: str) -> dict[str, NamedQuery]:
    """Read the questions of a folder, or of a revision of the repository."""
    folder = Path(place)
    if folder.is_dir():
        return {each.stem: parse_query(each.stem, each.read_text("utf-8")) for each in folder.glob("*.rq")}
    paths = _git("ls-tree", "--name-only", place, f"{_FOLDER}/").split()
    return {Path(each).stem: parse_query(Path(each).stem, _git("show", f"{place}:{each}")) for each in paths}


def worded(query: NamedQuery, given: Mapping[str, str]) -> str:
    """Write a question with the example's values, or those of the generated world."""
    known = {each.name: given[each.name] for each in query.parameters if each.name in given}
    return query.text(query.bind(query.example(BASE_IRI) | known, BASE_IRI))


def compared(store: Store, texts: Sequence[str], repeats: int, limit_s: float) -> str:
    """Ask each wording in turn, several times, and say how they compare."""
    runs: list[list[Ran]] = [[], []]
    for _ in range(repeats):
        for text, before in zip(texts, runs, strict=True):
            if not before or before[-1].rows is not None:
                before.append(asked_once(store, text, limit_s))
    old, new = (median(run.seconds for run in each) for each in runs)
    old_rows, new_rows = (each[-1].rows for each in runs)
    told = [
        f"{seconds * 1000:9.1f} ms ({len(rows)})" if rows is not None else f"> {limit_s:.0f} s"
        for seconds, rows in ((old, old_rows), (new, new_rows))
    ]
    if old_rows is None or new_rows is None:
        return "  ".join(f"{each:>22}" for each in told)
    same = "same rows" if old_rows == new_rows else "another order"
    same = same if sorted(old_rows) == sorted(new_rows) else "OTHER ROWS"
    return "  ".join([*(f"{each:>22}" for each in told), f"{old / new:6.2f}", same])


def asked_once(store: Store, text: str, limit_s: float) -> Ran:
    """Ask in a process forked from this one, which is killed when it takes too long."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_answer, args=(store, text, theirs))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(limit_s) else Ran(limit_s, None)
    finally:
        process.kill()
        process.join()


def _answer(store: Store, text: str, pipe: Connection) -> None:
    began = time.process_time()
    solutions = store.query(text)
    assert isinstance(solutions, QuerySolutions), "a question is a SELECT"
    written = solutions.serialize(format=QueryResultsFormat.TSV) or b""
    seconds = time.process_time() - began
    pipe.send(Ran(seconds, tuple(written.splitlines()[1:])))


def _git(*words: str) -> str:
    return subprocess.run([which("git") or "git", *words], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
