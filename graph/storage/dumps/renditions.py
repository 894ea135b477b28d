"""Write the contributions in other RDF formats, for programs that read no N-Quads.

TriG keeps who states what; Turtle and JSON-LD hold the statements alone. Each is written in batches, so memory stays the same.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from graph.errors import FormatError
from graph.rdf.serialization import serialize_statements
from graph.rdf.statement_stream import json_ld_pieces, turtle_pieces
from graph.rdf.terms import NamedNode, Quad, Triple
from graph.storage.dumps.manifest import DumpFile
from graph.storage.dumps.packing import PackedWriter
from graph.storage.dumps.parts import CONTRIBUTIONS

_BATCH = 2_000
_log = logging.getLogger(__name__)


def write_renditions(store: Store, graphs: Iterable[NamedNode], folder: Path) -> Iterator[DumpFile]:
    """Write the statements of some graphs in each format; one that cannot carry them all is left out.

    Args:
        store: It holds the graphs.
        graphs: Of the contributions, in order.
        folder: That of the dump.
    """
    graphs = tuple(graphs)
    batches = ([quad.triple for quad in each] for each in _batches(store, graphs))
    yield from _write(folder, "trig", "application/trig", _trig_pieces(_batches(store, graphs)))
    yield from _write(folder, "ttl", "text/turtle", turtle_pieces(batches))
    again: Iterator[list[Triple]] = ([quad.triple for quad in each] for each in _batches(store, graphs))
    yield from _write(folder, "jsonld", "application/ld+json", json_ld_pieces(again))


def _write(folder: Path, suffix: str, media_type: str, pieces: Iterable[bytes]) -> tuple[DumpFile, ...]:
    name = f"{CONTRIBUTIONS}.{suffix}"
    packed = PackedWriter(folder, name, part=CONTRIBUTIONS, media_type=media_type)
    try:
        with packed:
            for piece in pieces:
                packed.write(piece)
    except FormatError as error:
        _log.warning("the dump has no %s: %s", name, str(error))
        for each in packed.files:
            (folder / each.name).unlink()
        return ()
    return packed.files


def _trig_pieces(batches: Iterable[list[Quad]]) -> Iterator[bytes]:
    """Yield a TriG document in pieces; a prefix is declared before the first batch that uses it."""
    declared: set[bytes] = set()
    for batch in batches:
        lines = serialize_statements(sorted(batch, key=str), RdfFormat.TRIG).splitlines(keepends=True)
        yield b"".join(each for each in lines if not (each.startswith(b"@prefix ") and each in declared))
        declared |= {each for each in lines if each.startswith(b"@prefix ")}


def _batches(store: Store, graphs: Iterable[NamedNode]) -> Iterator[list[Quad]]:
    """Yield the quads of each graph, some at a time, those of a subject together."""
    for graph in graphs:
        batch: list[Quad] = []
        for quad in store.quads_for_pattern(None, None, None, graph):
            if len(batch) >= _BATCH and quad.subject != batch[-1].subject:
                yield batch
                batch = []
            batch.append(quad)
        if batch:
            yield batch
