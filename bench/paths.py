"""Time the search for paths between random pairs of a generated graph, and what memory it takes.

`python -m bench.generate --size 100k --output quads.nq --merged merged.nt && python -m bench.paths merged.nt`

`--times 10` makes a network ten times as large of it: everything ten times over, but for what a country has once
(needs, methods, themes, territories, categories), which all the copies share; so 100k stands for 1M in a minute.
"""

from __future__ import annotations

import argparse
import tracemalloc
from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time

import numpy as np
from pyoxigraph import RdfFormat, parse

from graph.connections.network.adjacency import Network, linked
from graph.connections.network.builder import network_of
from graph.connections.network.iri_table import iri_table
from graph.connections.network.relations import Relation
from graph.connections.network.thing_kinds import Kind
from graph.connections.paths.k_best_paths import find_paths
from graph.connections.paths.model import Paths
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import Triple
from graph.sources.territory_register import read_register, register_graph

_SHARED = (Kind.OTHER, Kind.NEED, Kind.METHOD, Kind.THEME, Kind.TERRITORY, Kind.COUNTRY, Kind.CONCEPT)
_BIG_COUNT = 200
Pair = tuple[int, int]


def repeated(network: Network, times: int) -> Network:
    """Give a network of several copies of all that is not shared, the same for the same network."""
    is_shared = np.isin(network.kinds, _SHARED)
    count = len(network)
    places = np.arange(count)
    named = list(network.iris)
    rows = np.repeat(places, network.degrees())
    forwards = network.by % 2 == 0
    links = np.column_stack((rows, network.by // 2, network.ends))[forwards].astype(np.int64)
    copies, names, kinds = [links], list(named), [network.kinds]
    own = np.flatnonzero(~is_shared)
    for copy in range(1, times):
        moved = places.copy()
        moved[own] = len(names) + np.arange(len(own))
        names += [f"{named[each]}-{copy}" for each in own]
        kinds.append(network.kinds[own])
        copies.append(np.column_stack((moved[links[:, 0]], links[:, 1], moved[links[:, 2]])))
    encoded = [each.encode() for each in names]
    order = sorted(range(len(encoded)), key=encoded.__getitem__)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    every = np.concatenate(copies)
    every[:, 0], every[:, 2] = place[every[:, 0]], place[every[:, 2]]
    return linked(iri_table(encoded[each] for each in order), np.concatenate(kinds)[order], every)


def merged_triples(path: Path) -> Iterator[Triple]:
    """Read a merge written by bench.generate, and the register beside it; lazy."""
    yield from (quad.triple for quad in parse(path=str(path), format=RdfFormat.N_TRIPLES))
    yield from register_graph(read_register(), Namespaces("https://maillage.example.org")).triples


def pairs_of(network: Network, rng: Random) -> dict[str, Callable[[], Pair]]:
    """Give ways to draw two things, by what they stand for."""
    degrees = network.degrees()
    initiatives = network.initiatives()
    linked_things = np.flatnonzero((degrees > 0) & (network.kinds != Kind.MEMBERSHIP))
    leaves = np.flatnonzero(degrees == 1)
    big = np.argsort(-degrees, kind="stable")[:_BIG_COUNT]

    def two(among: np.ndarray) -> Callable[[], Pair]:
        return lambda: (int(rng.choice(among)), int(rng.choice(among)))

    return {
        "two initiatives": two(initiatives),
        "any two things": two(linked_things),
        "two things of one link": two(leaves),
        f"two of the {_BIG_COUNT} largest": two(big),
        "a large one, an initiative": lambda: (int(rng.choice(big)), int(rng.choice(initiatives))),
    }


FILTERS = {
    "needs alone": (Relation.ANSWERS_NEED, Relation.BROADER),
    "stated links alone": (Relation.EXTENDS, Relation.INSPIRED_BY, Relation.ECHOES),
}


def measured(label: str, ask: Callable[[], Paths], number: int) -> None:
    """Ask some times, and print how long it took and how it ended."""
    walls, own, endings, read = [], [], list[str](), 0
    for _ in range(number):
        before, own_before = perf_counter(), process_time()
        found = ask()
        walls.append(1000 * (perf_counter() - before))
        own.append(1000 * (process_time() - own_before))
        endings.append(found.ending.value + (" through hubs" if found.is_through_hubs else ""))
        read = max(read, found.looked_at)
    told = ", ".join(f"{endings.count(each)} {each}" for each in sorted(set(endings)))
    figures = " | ".join(f"{np.percentile(walls, each):.1f}" for each in (50, 95, 100))
    print(f"| {label} | {figures} | {np.percentile(own, 95):.1f} | {read:,} | {told} |", flush=True)


def main() -> None:
    """Read the command line, build the network, ask."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("merged", type=Path)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--times", type=int, default=1)
    asked = parser.parse_args()
    network = network_of(merged_triples(asked.merged))
    if asked.times > 1:
        network = repeated(network, asked.times)
    print(
        f"{len(network):,} things, {network.link_count:,} links, {len(network.initiatives()):,} initiatives\n"
    )
    print("| pairs | p50 ms | p95 | max | p95 of processor time | links read at most | endings |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    rng = Random(1)  # noqa: S311  chance that can be repeated is the point
    draws = pairs_of(network, rng)

    def ask(draw: Callable[[], Pair], relations: Collection[Relation] | None = None) -> Paths:
        start, end = (network.iris[each] for each in draw())
        return find_paths(network, start, end, relations=relations)

    for label, draw in draws.items():
        measured(label, partial(ask, draw), asked.pairs)
    for label, relations in FILTERS.items():
        measured(label, partial(ask, draws["two initiatives"], relations), asked.pairs)
    tracemalloc.start()
    for draw in draws.values():
        ask(draw)
    print(f"\nMemory of a search at most: {tracemalloc.get_traced_memory()[1] / (1 << 20):.1f} MiB")


if __name__ == "__main__":
    main()
