"""Build a data directory from generated quads in bulk, **without validating them**: for benchmarks only.

What `maillage load` would refuse goes in unseen; a sample of what is generated is validated by the tests instead.
`python -m bench.bulk quads.nq DIRECTORY`, with `--connections 3` as `maillage load` would derive them; prints what it took,
a JSON object a line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from bench.clock import Clock
from bench.generate import BASE_IRI
from graph.connections.network.builder import read_network
from graph.connections.similarity.connection_triples import node_predicates, share_quads
from graph.connections.similarity.neighbour_files import save_neighbours
from graph.connections.similarity.neighbour_table import NeighbourTable, find_neighbours
from graph.connections.similarity.shared_features import published_pairs, shares
from graph.derivation.date_bounds import date_bounds
from graph.derivation.stored_connections import runs_change
from graph.rdf.namespaces import Namespaces
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import DefaultGraph, NamedNode, Quad, Triple, name
from graph.runtime.temporary_folders import temporary_folder
from graph.settings import Settings
from graph.sources.candidate import CandidateGraph
from graph.sources.shipped_vocabulary import vocabulary_candidate
from graph.sources.territory_register import Register, read_register, register_graph
from graph.storage.catalogue import describe_derivation, describe_state, now
from graph.storage.data_directory import open_directory
from graph.storage.snapshots import Snapshot, State
from graph.storage.store_writer import StoreWriter, open_writer
from graph.storage.transactions import change_store
from graph.validation.report import Report
from graph.writing.commit import shapes_mark

_MODULUS = 1 << 256
_MERGED_COUNT = Path(__file__).with_name("merged_count.rq")
_DEFAULT = DefaultGraph()
Tell = Callable[[dict[str, object]], None]


class _Digested:
    """Passes quads on, each followed by itself in the merge, and counts and digests what it passes."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def pass_on(self, quads: Iterable[Quad], unmerged: frozenset[NamedNode] = frozenset()) -> Iterator[Quad]:
        for quad in quads:
            self.count += 1
            self._sum += int.from_bytes(hashlib.sha256(str(quad).encode()).digest(), "big")
            yield quad
            if quad.predicate not in unmerged:
                yield Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)

    @property
    def digest(self) -> str:
        return f"{self._sum % _MODULUS:064x}"


def build_directory(
    quads: Path,
    place: Path,
    *,
    register: Register | None = None,
    connection_count: int = 0,
    tell: Tell = lambda _: None,
) -> Snapshot:
    """Publish generated quads, with the ontology, the schemes and the register, as snapshot 1 of a new directory.

    Args:    connection_count: how many derived connections an initiative may have; with some, the directory holds
             several times as many quads as its peers are given
             tell: hears what each step took
    Returns: the snapshot. Every graph is published: generated contributions are all accepted.
    """
    settings = Settings(data_dir=place, connections_per_initiative=connection_count)
    with open_writer(open_directory(place, BASE_IRI), settings) as writer:
        held, clock = _Digested(), Clock()
        writer.rebuild(held.pass_on(_all_quads(quads, writer.names, register or read_register())))
        tell({"load": clock.lap()})
        table = _derive(writer, held, clock, tell) if connection_count else None
        state = State(1, now(), held.digest, held.count, _merged_count(writer.store))
        tell({"count": clock.lap()})
        _tell(writer, state, is_derived=table is not None)
        validation = writer.names.graph("validation")
        report = (*Report((), 0).as_triples(writer.names), Triple(*shapes_mark(writer.names)))
        told = CandidateGraph(validation, frozenset(report))  # so that writes are judged by what they change
        change_store(writer.store, QuadDelta(added=frozenset(told.quads())))
        writer.log_unwritten()
        return _published(writer, table)


def _published(writer: StoreWriter, table: NeighbourTable | None) -> Snapshot:
    """Publish with the connections beside the snapshot, as a derivation leaves them."""
    if table is None:
        return writer.publish()
    with temporary_folder(writer.directory.path, writer.directory.path) as folder:
        save_neighbours(table, folder, 1)
        return writer.publish(network=folder)


def _derive(writer: StoreWriter, held: _Digested, clock: Clock, tell: Tell) -> NeighbourTable:
    """Put the connections in."""
    network = read_network(writer.store)
    tell({"read": clock.lap(), "things": len(network), "links": network.link_count})
    table = find_neighbours(network, writer.settings.connections_per_initiative)
    tell({"find": clock.lap(), "initiatives": len(table.features)})
    pairs = published_pairs(table)
    by_rule = Counter(each.rule.word for each in shares(table, pairs))
    tell({"tell": clock.lap(), "pairs": len(pairs), "connections": sum(by_rule.values())})
    tell({"by_rule": dict(by_rule)})
    tell({"computed_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024})
    before = len(writer.store)
    runs = runs_change(Store(), (), writer.names, now())
    derived = chain(runs.added, share_quads(shares(table, pairs), writer.names))
    writer.store.bulk_extend(held.pass_on(derived, unmerged=node_predicates()))
    writer.store.flush()
    took = clock.lap()
    tell({"write": took, "written_quads": len(writer.store) - before})
    return table


def _merged_count(store: Store) -> int:
    """Let the engine count, which reads no term: twenty times as fast as going through the quads."""
    [[count]] = store.query(_MERGED_COUNT.read_text("utf-8"))  # type: ignore[misc]
    return int(count.value)


def _tell(writer: StoreWriter, state: State, *, is_derived: bool) -> None:
    """Write the catalogue in place of the one before."""
    names = writer.names
    graph = names.graph("catalog")
    before = list(writer.store.quads_for_pattern(None, None, None, graph))
    derivation = set(describe_derivation(1, now(), names)) if is_derived else set()
    told = CandidateGraph(graph, frozenset(describe_state(state, names)) | derivation)
    count = state.triple_count + len(told.triples) - len(before)
    told = replace(
        told, triples=frozenset(derivation | set(describe_state(replace(state, triple_count=count), names)))
    )
    change_store(writer.store, QuadDelta(frozenset(_in_both(before)), frozenset(_in_both(told.quads()))))


def _in_both(quads: Iterable[Quad]) -> Iterator[Quad]:
    for quad in quads:
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object, _DEFAULT)


def _all_quads(path: Path, names: Namespaces, register: Register) -> Iterator[Quad]:
    vocabulary = vocabulary_candidate(names, naming_timeout_s=20)
    kept = (*vocabulary.graphs, register_graph(register, names))
    bounds = CandidateGraph(names.graph("derived/bounds"), frozenset(date_bounds(_dated(path))))
    yield from chain.from_iterable(each.quads() for each in (*kept, bounds))
    yield from parse(path=str(path), format=RdfFormat.N_QUADS)


def _dated(path: Path) -> Iterator[Triple]:
    dates = (name("schema:startDate"), name("schema:endDate"))
    return (
        each.triple for each in parse(path=str(path), format=RdfFormat.N_QUADS) if each.predicate in dates
    )


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("quads", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--connections", type=int, default=0, help="derived connections of each initiative")
    asked = parser.parse_args()
    count = asked.connections
    build_directory(asked.quads, asked.directory, connection_count=count, tell=_print)


def _print(told: dict[str, object]) -> None:
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
