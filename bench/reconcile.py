"""Measure reconciliation: a thousand names of one sort in batches, in processor and elapsed time, in a directory made by `bulk.py`.

`python -m bench.generate --size 10k --output quads.nq && python -m bench.bulk quads.nq DIRECTORY --connections 3`, then
`python -m bench.reconcile DIRECTORY`. The search index is built where it is missing. `--profile SORT` lists where the time of a
sort goes.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from pyoxigraph import Store

from graph.exploration.reconciliation.entity_properties import find_property
from graph.exploration.reconciliation.entity_types import find_type, kinds_of_types
from graph.exploration.reconciliation.model import PropertyCondition, ReconciliationQuery, SoughtValue
from graph.exploration.reconciliation.reconciler import reconcile
from graph.rdf.terms import DefaultGraph, Literal, name
from graph.storage.data_directory import find_directory
from graph.storage.dataset import SnapshotDataset, open_current
from graph.storage.snapshot_parts.search_index import make_index

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def opened(directory: Path) -> SnapshotDataset:
    """Open the current snapshot, with a search index."""
    found = find_directory(directory)
    assert found is not None, f"{directory} holds no data"
    dataset = open_current(found)
    snapshot = dataset.snapshot
    if not snapshot.search_path.exists():
        make_index(snapshot.search_path, snapshot, Store.read_only(str(snapshot.store_path)))
    return dataset


def names_of(store: Store, class_: str, most: int = 200_000) -> list[str]:
    """Return the French names of the things of a class."""
    found = []
    for quad in store.quads_for_pattern(None, name("rdf:type"), name(class_), DefaultGraph()):
        for named in store.quads_for_pattern(quad.subject, name("skos:prefLabel"), None, DefaultGraph()):
            if isinstance(named.object, Literal) and named.object.language in (None, "fr"):
                found.append(named.object.value)  # noqa: PERF401  it ends in the middle
        if len(found) >= most:
            break
    return sorted(found)


def misspelt(text: str, rng: Random) -> str:
    """Return a name with another letter somewhere in it."""
    place = rng.randrange(len(text))
    return text[:place] + rng.choice(_LETTERS) + text[place + 1 :]


def sorts(store: Store, count: int) -> Mapping[str, list[ReconciliationQuery]]:
    """Return queries of each sort."""
    rng = Random(1)  # noqa: S311  chance that can be repeated is the point
    initiatives, communes, actors = (
        names_of(store, each) for each in ("mai:Initiative", "igeo:Commune", "org:Organization")
    )
    commune, departement = find_type("igeo:Commune"), find_property("departement")
    assert commune is not None, "it is a type"
    assert departement is not None, "it is a property"
    kinds = kinds_of_types([commune])
    known = PropertyCondition(departement, (SoughtValue("34"),))

    def some(names: list[str]) -> list[str]:
        return rng.choices(names, k=count)

    return {
        "names of initiatives": [ReconciliationQuery(each) for each in some(initiatives)],
        "the same, misspelt": [ReconciliationQuery(misspelt(each, rng)) for each in some(initiatives)],
        "names of organisations, in capitals": [ReconciliationQuery(each.upper()) for each in some(actors)],
        "communes by type": [ReconciliationQuery(each, kinds) for each in some(communes)],
        "communes with their département": [
            ReconciliationQuery(each, kinds, conditions=(known,)) for each in some(communes)
        ],
        "two words of two names": [
            ReconciliationQuery(f"{one.split()[0]} {other.split()[-1]}")
            for one, other in zip(some(initiatives), some(communes), strict=True)
        ],
        "what is not there": [ReconciliationQuery("".join(rng.choices(_LETTERS, k=9))) for _ in range(count)],
    }


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return how many seconds of a clock and of a processor something takes."""
    elapsed, processor = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - elapsed, time.process_time() - processor


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("directory", type=Path)
    parser.add_argument("--count", type=int, default=1_000, help="names of each sort")
    parser.add_argument("--batch", type=int, default=100, help="names of a batch")
    parser.add_argument("--profile", help="the sort to profile, by its beginning")
    options = parser.parse_args()
    dataset = opened(options.directory)
    index, _ = dataset.search_index()
    queries = sorts(Store.read_only(str(dataset.snapshot.store_path)), options.count)
    print(f"{len(index):,} documents, {options.count:,} names of each sort, {options.batch} a batch\n")
    print("| names | elapsed s | processor s | matched |\n| --- | ---: | ---: | ---: |")
    for label, asked in queries.items():
        batches = [asked[start : start + options.batch] for start in range(0, len(asked), options.batch)]
        matched = 0

        def ask(batches: list[list[ReconciliationQuery]] = batches) -> None:
            nonlocal matched
            for batch in batches:
                found = reconcile(dataset, batch)
                matched += sum(bool(found[each]) and found[each][0].is_match for each in batch)

        if options.profile and label.startswith(options.profile):
            profile = cProfile.Profile()
            profile.runcall(ask)
            pstats.Stats(profile).sort_stats("cumulative").print_stats(30)
            continue
        elapsed, processor = timed(ask)
        print(f"| {label} | {elapsed:.2f} | {processor:.2f} | {matched} |", flush=True)


if __name__ == "__main__":
    main()
