"""The parts of one size, each in a process of its own; prints what it measured as JSON.

`python -m bench.connection_parts PART …`, see `bench.connections`, which runs them and watches their memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pyoxigraph import Store

from bench.clock import Clock
from bench.generate import BASE_IRI
from bench.merged_file import MergedFile
from bench.sample import Group, close_groups, path_groups
from bench.trial import Step, Trial, triples_of
from graph.connections.network.adjacency import Network
from graph.connections.network.array_files import open_network, save_network
from graph.connections.network.builder import read_network
from graph.connections.paths.k_best_paths import find_paths
from graph.connections.similarity.features import read_features
from graph.connections.similarity.live_ranking import close_to
from graph.connections.similarity.neighbour_files import open_neighbours, save_neighbours
from graph.connections.similarity.neighbour_mark import read_mark
from graph.connections.similarity.neighbour_table import find_neighbours
from graph.connections.similarity.neighbour_update import update_table
from graph.connections.similarity.part_of_trees import tie_breaks_of, trees_of
from graph.connections.similarity.rarity_weights import rounded_up, weights
from graph.connections.similarity.top_k import ScoringData, index_columns, strongest_rows
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import DefaultGraph, Quad
from graph.settings import Settings
from graph.sources.territory_register import read_register
from graph.storage.data_directory import open_directory
from graph.storage.store_writer import open_writer
from graph.writing.derivation import derive_now
from graph.writing.requests import Update
from graph.writing.validated_write import write

_GROUP_LIMIT_S = 20.0
_MOST_TOLD = 200_000  # initiatives; all connections of more, told otherwise, are more than is held at once
Told = dict[str, object]


def derive(source: Path, folder: Path, count: int, sample: int) -> Iterator[Told]:
    """Derive all connections of a merged file, and save the arrays; `bench.bulk` does it for a data directory.

    Args: sample: for so many initiatives alone, if not 0; the time that all would take is reckoned from theirs
    """
    with TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as scratch:
        clock = Clock()
        merge = MergedFile(source, read_register(), Namespaces(BASE_IRI), Path(scratch))
        yield {"prepare": clock.lap()}
        network = read_network(merge)
        yield {"read": clock.lap(), "things": len(network), "links": network.link_count}
    folder.mkdir(exist_ok=True)
    if sample:
        yield from _sampled(network, folder, count, sample)
        return
    table = find_neighbours(network, count)
    yield {"find": clock.lap(), "initiatives": len(table.features)}
    save_neighbours(table, folder)
    yield {"computed_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _sampled(network: Network, folder: Path, count: int, sample: int) -> Iterator[Told]:
    clock = Clock()
    bases = read_features(network)
    trees, ties = trees_of(network, bases.initiatives), tie_breaks_of(network, bases.initiatives)
    field = ScoringData(bases, index_columns(bases), weights(bases.counts(), len(bases)), trees, ties)
    fixed = clock.lap()
    rows = np.random.default_rng(1).permutation(len(bases))[:sample]
    strongest_rows(field, rows, count)
    each = [seconds / len(rows) for seconds in clock.lap()]
    found = [once + one * len(bases) for once, one in zip(fixed, each, strict=True)]
    yield {"find": found, "sampled": len(rows), "initiatives": len(bases)}
    yield {"computed_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    save_network(network, folder)


def ask(folder: Path) -> Iterator[Told]:
    """Ask what is close to things, and how pairs are connected."""
    clock = Clock()
    network = _opened(folder)
    yield {"open": clock.lap()}
    for group in close_groups(network):
        yield {f"close {group.name}": _asked(group, lambda each: close_to(network, each[0]).total)}
    for group in path_groups(network):
        endings: Counter[str] = Counter()

        def search(pair: Sequence[str], endings: Counter[str] = endings) -> int:
            found = find_paths(network, pair[0], pair[1])
            endings[found.ending.value] += 1
            return len(found.paths)

        yield {f"path {group.name}": {**_asked(group, search), "endings": endings}}


def _asked(group: Group, one: Callable[[Sequence[str]], int]) -> Told:
    """Time one after the other, until all are done or it has taken too long."""
    times, found = [], 0
    deadline = time.perf_counter() + _GROUP_LIMIT_S
    clock = Clock()
    for each in group.asked:
        found += one(each)
        times.append(clock.lap())
        if time.perf_counter() > deadline:
            break
    return {"times": times, "found": found, "of": len(group.asked)}


def follow_changes(folder: Path, count: int, rounds: int) -> Iterator[Told]:
    """Update the neighbour table after one initiative comes, changes and goes, without any store."""
    clock = Clock()
    table = open_neighbours(folder, count, read_mark(folder, count) or 0)
    assert table is not None, f"{folder}: no table"
    yield {"open": clock.lap()}
    trial = Trial(table.network, "essai")
    times: dict[str, list[list[float]]] = {}
    moved: dict[str, int] = {}
    last = _one_more(trial, len(table.features)) if len(table.features) <= _MOST_TOLD else ()
    for step in chain(trial.all_steps(rounds), last):
        after = Store()
        after.extend(
            Quad(each.subject, each.predicate, each.object, DefaultGraph()) for each in triples_of(step.held)
        )
        changed = triples_of((*step.gone, *step.come))
        clock.lap()
        followed = update_table(table, after, changed)
        told = followed.diff.changes() if followed.diff else ()
        times.setdefault(f"follow {step.name}", []).append(clock.lap())
        moved[step.name] = moved.get(step.name, 0) + sum(map(len, told))
        table = followed.table
    yield {**{name: {"times": held} for name, held in times.items()}, "moved": moved}


def _one_more(trial: Trial, initiatives: int) -> tuple[Step, ...]:
    """Give the writes that add one to as many initiatives, where that changes every weight."""
    before, after_it = rounded_up(np.array([initiatives, initiatives + 1])).tolist()
    return trial.one_more() if before != after_it else ()


def commit_changes(directory: Path, folder: Path, count: int, rounds: int) -> Iterator[Told]:
    """Put the same through the gate: checked against the shapes, written, published; then derive."""
    settings = Settings(data_dir=directory, connections_per_initiative=count)
    network = _opened(folder)
    trial = Trial(network, f"essai-{datetime.now(UTC):%Y%m%d%H%M%S}")
    with open_writer(open_directory(directory, ""), settings) as writer:
        clock = Clock()
        assert write(writer, Update(trial.update(trial.frame()))).has_changed
        took = clock.lap()
        derive_now(writer, lambda _: None)
        yield {"first_commit": took, "first_connect": clock.lap()}
        times: dict[str, list[list[float]]] = {}
        for step in chain(trial.all_steps(rounds), _one_more(trial, len(network.initiatives()))):
            clock.lap()
            assert write(writer, Update(trial.update(step))).has_changed
            times.setdefault(f"commit {step.name}", []).append(clock.lap())
            derive_now(writer, lambda _: None)
            times.setdefault(f"connect {step.name}", []).append(clock.lap())
        yield {name: {"times": held} for name, held in times.items()}


def _opened(folder: Path) -> Network:
    network = open_network(folder)
    assert network is not None, f"{folder}: no network"
    return network


def main() -> None:
    """Read the command line, measure one part, print a line of JSON whenever something is known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=("derive", "ask", "follow", "commit"))
    parser.add_argument("folder", type=Path, help="where the arrays are, or are put")
    parser.add_argument("--source", type=Path, help="a data directory, or a merged file")
    parser.add_argument("--count", type=int, default=3, help="connections of each initiative")
    parser.add_argument("--sample", type=int, default=0, help="derive for so many initiatives alone")
    parser.add_argument("--rounds", type=int, default=15, help="initiatives that come and go")
    asked = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[Told]]] = {
        "derive": lambda: derive(asked.source, asked.folder, asked.count, asked.sample),
        "ask": lambda: ask(asked.folder),
        "follow": lambda: follow_changes(asked.folder, asked.count, asked.rounds),
        "commit": lambda: commit_changes(asked.source, asked.folder, asked.count, asked.rounds),
    }
    for told in parts[asked.part]():
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
