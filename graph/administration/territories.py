"""Load the register of territories and the coordinates of communes into a data directory that exists already.

A first start loads both. An operator does so again to bring an older directory up to the version installed, or to replace the
coordinates that ship by a better table: `maillage territories load`. All goes the way of any write, so it is validated,
published as a snapshot, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from graph.i18n import BilingualText
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import NamedNode, Triple, name
from graph.sources.candidate import Candidate, FileRecord
from graph.sources.coordinate_table import read_table
from graph.sources.coordinates import (
    GRAPH_PATH,
    Origin,
    PlacedCommunes,
    commune_codes,
    coordinates_graph,
    place_communes,
    shipped_coordinates_graph,
)
from graph.sources.source_file import digest_bytes, read_file
from graph.sources.territory_register import read_register, register_graph
from graph.storage.catalogue import read_load
from graph.storage.store_writer import StoreWriter
from graph.validation.register_scope import is_register
from graph.writing.commit import Committed, Progress, commit


@dataclass(frozen=True, slots=True)
class LoadedTable:
    """What became of an operator's table of coordinates; `commune_count` is that of the register."""

    committed: Committed
    placed: PlacedCommunes
    commune_count: int


def load_register(writer: StoreWriter, progress: Progress) -> Committed:
    """Replace the register by the one that ships, and the coordinates too unless they are an operator's."""
    progress(BilingualText("Lecture du registre livré", "Reading the register that ships"))
    register = register_graph(read_register(), writer.names)
    graphs = [register]
    if own_table(writer.store, writer.names) is None:
        graphs.append(shipped_coordinates_graph(register.triples, writer.names))
    return commit(writer, Candidate(tuple(graphs)), progress)


def load_shipped_coordinates(writer: StoreWriter, progress: Progress) -> Committed:
    """Replace the coordinates by those that ship."""
    graph = shipped_coordinates_graph(_register_triples(writer.store, writer.names), writer.names)
    return commit(writer, Candidate((graph,)), progress)


def load_table(writer: StoreWriter, path: Path, origin: Origin, progress: Progress) -> LoadedTable:
    """Replace the coordinates by an operator's table.

    Raises:
        SourceError: The file cannot be read, or lines of it cannot be used.
    """
    content, received = read_file(path, max_bytes=writer.settings.source_max_bytes)
    codes = commune_codes(_register_triples(writer.store, writer.names), writer.names)
    placed = place_communes(read_table(content, path), codes)
    record = FileRecord(path, digest_bytes(received))
    graph = coordinates_graph(placed.points, origin, writer.names, record)
    return LoadedTable(
        commit(writer, Candidate((graph,)), progress), placed, len(set(codes.present.values()))
    )


def own_table(store: Store, names: Namespaces) -> FileRecord | None:
    """Return the file of an operator that the stored coordinates are from; None where they are those that ship."""
    return read_load(store, names.graph(GRAPH_PATH), names)


def _register_triples(store: Store, names: Namespaces) -> Iterator[Triple]:
    """Yield the codes that the stored registers give."""
    for graph in store.named_graphs():
        if isinstance(graph, NamedNode) and is_register(graph, names):
            for curie in ("igeo:codeINSEE", "mai:formerCode"):
                for quad in store.quads_for_pattern(None, name(curie), None, graph):
                    yield quad.triple
