"""Measure the search index: its build and size, questions, suggestions and facets, and what it adds to a small write.

`python -m bench.generate --size 10k --output quads.nq && python -m bench.bulk quads.nq DIRECTORY --connections 3`, then
`python -m bench.search DIRECTORY`. All times are processor time, so that others may use the machine meanwhile. It writes to
the directory.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

import numpy as np
from pyoxigraph import Store

from bench.small_write import Trial
from graph.rdf.terms import DefaultGraph, Literal, name
from graph.search.folding import name_words
from graph.search.index import SearchIndex, open_search_index
from graph.search.model import SearchQuestion
from graph.search.schema import FACETS
from graph.search.surroundings import NAMES
from graph.search.update import build_from_store
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, open_directory
from graph.storage.snapshot_parts import search_index
from graph.storage.snapshots import current_number, read_manifest
from graph.storage.store_writer import open_writer

_SENTENCES = (
    "comment gérer la crise",
    "apprendre entre pairs",
    "st denis 93",
    "34000",
    "montpelier",
    "riposte",
)
_NAMES_READ = 200_000


def build(directory: DataDirectory) -> SearchIndex:
    """Build the index of the current snapshot, print what that took, and leave it beside the snapshot."""
    snapshot = read_manifest(directory.snapshots / str(current_number(directory)))
    store = Store.read_only(str(snapshot.store_path))
    shutil.rmtree(snapshot.search_path, ignore_errors=True)
    snapshot.search_path.mkdir()
    before = time.process_time()
    count = build_from_store(store, snapshot.search_path)
    took = time.process_time() - before
    size = sum(each.stat().st_size for each in snapshot.search_path.iterdir())
    print(f"{count:,} documents, built in {took:.1f} s, {size / 1e6:.1f} MB\n")
    index = open_search_index(snapshot.search_path)
    assert index is not None, "it was just built"
    return index


def names_of(store: Store) -> list[str]:
    """Return names of things, as many as are needed to draw from."""
    found = []
    for curie in NAMES:
        for quad in store.quads_for_pattern(None, name(curie), None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                found.append(quad.object.value)
            if len(found) >= _NAMES_READ:
                return found
    return found


def _milliseconds(ask: Callable[[], object]) -> float:
    before = time.thread_time()
    ask()
    return 1000 * (time.thread_time() - before)


def measured(label: str, asked: Iterable[Callable[[], object]]) -> None:
    """Ask, and print half, 95 % and all of the times."""
    times = [_milliseconds(each) for each in asked]
    figures = " | ".join(f"{np.percentile(times, each):.2f}" for each in (50, 95, 100))
    print(f"| {label} | {len(times)} | {figures} |", flush=True)


def ask_all(index: SearchIndex, names: list[str], count: int) -> None:
    """Ask random questions of each sort."""
    rng = Random(1)  # noqa: S311  chance that can be repeated is the point
    counts = index.search(SearchQuestion(most=0)).counts

    def words() -> str:
        found = name_words(rng.choice(names)) or ["x"]
        return " ".join(rng.sample(found, min(len(found), rng.randint(1, 3))))

    def chosen() -> dict[str, list[str]]:
        facets = rng.sample([each for each in FACETS if counts[each]], rng.randint(1, 3))
        return {each: [rng.choice(counts[each])[0]] for each in facets}

    def start() -> str:
        text = rng.choice(names)
        return text[: rng.randint(1, len(text))]

    def question(**more: object) -> Callable[[], object]:
        return partial(index.search, SearchQuestion(**more))  # type: ignore[arg-type]

    print("| processor time in ms | asked | median | p95 | worst |\n| --- | ---: | ---: | ---: | ---: |")
    measured("words of a name, facets counted", [question(words=words()) for _ in range(count)])
    measured("sentences, codes, faults", [question(words=each) for each in _SENTENCES])
    measured("words and facets", [question(words=words(), chosen=chosen()) for _ in range(count)])
    measured("facets alone, by name", [question(chosen=chosen(), sort="name") for _ in range(count)])
    measured("everything, by date", [question(sort="date") for _ in range(20)])
    measured("suggestions", [partial(index.suggest, start()) for _ in range(count)])
    print()


def follow(directory: DataDirectory, count: int, connections: int) -> None:
    """Make small writes, and print which part of their processor time the index took."""
    spent = []

    unmeasured = search_index.follow_index

    def timed(*arguments: object, **named: object) -> bool:
        before = time.process_time()
        is_followed = unmeasured(*arguments, **named)  # type: ignore[arg-type]
        spent.append(time.process_time() - before)
        return is_followed

    settings = Settings(data_dir=directory.path, connections_per_initiative=connections)
    with patch.object(search_index, "follow_index", timed), open_writer(directory, settings) as writer:
        trial = Trial(writer)
        print("| small write, processor time in ms | all | the index | share |\n| --- | ---: | ---: | ---: |")
        for act in (trial.initiative, trial.label, trial.file):
            whole = []
            spent.clear()
            for number in range(count):
                before = time.process_time()
                act(number)
                whole.append(time.process_time() - before)
            every, index = (1000 * float(np.median(each)) for each in (whole, spent))
            print(f"| {act.__name__} | {every:.0f} | {index:.0f} | {index / every:.0%} |", flush=True)
    found = search_index.newest_index(read_manifest(directory.snapshots / str(current_number(directory))))
    if found is None or found[1] != current_number(directory):
        sys.exit("the index did not follow")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=300, help="questions of each sort")
    parser.add_argument("--writes", type=int, default=9, help="small writes of each sort")
    parser.add_argument("--keep", action="store_true", help="ask the index that is there, build none")
    parser.add_argument("--connections", type=int, default=3, help="as many as the directory was built with")
    asked = parser.parse_args()
    directory = open_directory(asked.directory, "")
    snapshot = read_manifest(directory.snapshots / str(current_number(directory)))
    index = open_search_index(snapshot.search_path) if asked.keep else build(directory)
    assert index is not None, "the current snapshot has an index"
    ask_all(index, names_of(Store.read_only(str(snapshot.store_path))), asked.count)
    follow(directory, asked.writes, asked.connections)


if __name__ == "__main__":
    main()
