"""Write a dump of the snapshot in force: the quads of what is published, as files that partners take.

It reads a snapshot, which never changes, and so needs no lock and is in no write's way. Memory stays the same however
large the snapshot is. The files are made in a folder that is renamed into place, so that a dump is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from pyoxigraph import Store

from graph.errors import DiskFull
from graph.rdf.namespaces import Namespaces, slugify
from graph.rdf.terms import NamedNode, name
from graph.runtime.temporary_folders import temporary_folder
from graph.settings import Settings
from graph.sources.source_file import digest_bytes
from graph.storage.data_directory import DataDirectory, sync_files, sync_folder, unfinished
from graph.storage.dumps.described_things import DescribedThings
from graph.storage.dumps.features import write_features
from graph.storage.dumps.manifest import (
    ALL,
    CHECKSUMS,
    MANIFEST,
    DumpFile,
    DumpManifest,
    DumpPart,
    GraphSummary,
    read_dump_manifest,
)
from graph.storage.dumps.offer import LastDump, dumps_folder, list_dumps, retire_dumps, write_last
from graph.storage.dumps.packing import SUFFIX_BY_COMPRESSION, PackedWriter, joined_file
from graph.storage.dumps.parts import CONTRIBUTIONS, SHIPPED, graphs_by_part
from graph.storage.dumps.renditions import write_renditions
from graph.storage.dumps.tables import write_tables
from graph.storage.history.patch_log import read_epochs
from graph.storage.retention import free_bytes
from graph.storage.snapshots import Snapshot, current_number, hold, repeated_numbers

N_QUADS, LICENCE = "application/n-quads", "licence"
_MODULUS = 1 << 256


@dataclass(slots=True)
class _Total:
    """Counts graphs and quads, and sums the digests of quads as `graph.storage.dataset_digest` does."""

    graphs: int = 0
    quads: int = 0
    sum: int = 0

    def add(self, other: _Total) -> None:
        self.quads += other.quads
        self.sum += other.sum

    @property
    def digest(self) -> str:
        return f"{self.sum % _MODULUS:064x}"


def publish_dump(directory: DataDirectory, settings: Settings) -> DumpManifest:
    """Write a dump of the snapshot in force where it is offered, and remove dumps that are too many.

    Returns:
        Its manifest; that of the dump which is there already, where the snapshot has one.

    Raises:
        SnapshotMissing: Nothing was published.
        KindMismatch: The directory is a plain one.
        DiskFull: There is no room for another dump.
    """
    directory.require("full")
    began = time.monotonic()
    held = hold(directory, current_number(directory))
    snapshot, epoch = held.snapshot, epoch_of(directory, held.snapshot.number)
    place = dumps_folder(directory.path) / dump_name(snapshot, epoch)
    if not (place / MANIFEST).exists():
        _require_space(directory, settings)
        place.parent.mkdir(exist_ok=True)
        with temporary_folder(directory.path, directory.path) as scratch:
            folder = scratch / place.name
            folder.mkdir()
            _share_files(folder, write_dump(snapshot, epoch, folder), directory)
            if not place.exists():  # another process may have been faster
                folder.rename(place)
        sync_folder(place.parent)
    numbers = tuple(repeated_numbers(snapshot))
    write_last(directory.path, LastDump(epoch, numbers, time.time(), time.monotonic() - began))
    retire_dumps(directory.path, settings.dump_keep_count)
    return read_dump_manifest(place / MANIFEST)


def write_dump(snapshot: Snapshot, epoch: str, folder: Path) -> DumpManifest:
    """Write the files of a dump into an empty folder, and wait until they are on disk."""
    store = Store.read_only(str(snapshot.store_path))
    graphs_of = graphs_by_part(store, Namespaces(snapshot.base_iri))
    parts: dict[str, DumpPart] = {}
    files: list[DumpFile] = []
    for part, graphs in graphs_of.items():
        with PackedWriter(folder, f"{part}.nq", part=part, media_type=N_QUADS) as packed:
            parts[part] = _write_part(store, part, graphs, packed)
        files += packed.files
    files += _join_parts(folder, files)
    by_licence = _by_licence(store, graphs_of[CONTRIBUTIONS])
    files += _write_cuts(store, graphs_of[CONTRIBUTIONS], by_licence, folder)
    manifest = DumpManifest(
        name=dump_name(snapshot, epoch),
        number=snapshot.number,
        epoch=epoch,
        base_iri=snapshot.base_iri,
        published_at=snapshot.published_at,
        snapshot_digest=snapshot.digest,
        licences={iri: len(graphs) for iri, graphs in by_licence.items()},
        parts=parts,
        files=tuple(files),
    )
    (folder / MANIFEST).write_text(manifest.as_json(), "utf-8")
    (folder / CHECKSUMS).write_text(manifest.checksums(), "utf-8")
    sync_files(folder)
    return manifest


def _write_part(store: Store, part: str, graphs: Iterable[NamedNode], packed: PackedWriter) -> DumpPart:
    total, by_graph = _Total(), dict[str, GraphSummary]()
    for count, graph in enumerate(graphs, start=1):
        held = _write_graph(store, graph, packed)
        total.add(held)
        total.graphs = count
        if part in SHIPPED:
            by_graph[graph.value] = GraphSummary(held.quads, held.digest)
    return DumpPart(total.graphs, total.quads, total.digest, by_graph)


def _write_graph(store: Store, graph: NamedNode, packed: PackedWriter) -> _Total:
    """Write the quads of a graph as N-Quads, one a line, as the digest sees them."""
    found, sha256 = _Total(), hashlib.sha256
    for quad in store.quads_for_pattern(None, None, None, graph):
        line = str(quad).encode()
        found.sum += int.from_bytes(sha256(line).digest(), "big")
        found.quads += 1
        packed.write(line + b" .\n")
    return found


def _join_parts(folder: Path, files: Iterable[DumpFile]) -> Iterator[DumpFile]:
    """Write all parts in one file, for each way of packing."""
    for compression, suffix in SUFFIX_BY_COMPRESSION.items():
        packed = [each for each in files if each.compression == compression]
        yield joined_file(folder, f"{ALL}.nq{suffix}", packed, part=ALL)


def _write_cuts(
    store: Store,
    contributions: list[NamedNode],
    by_licence: Mapping[str, list[NamedNode]],
    folder: Path,
) -> Iterator[DumpFile]:
    """Write the contributions in other formats, as tables and for maps, and by licence where there are several."""
    things = DescribedThings(store, contributions)
    yield from write_renditions(store, contributions, folder)
    yield from write_tables(things, folder)
    yield from write_features(store, things, folder)
    for licence, graphs in by_licence.items() if len(by_licence) > 1 else ():
        file_name = f"{LICENCE}-{slugify(licence.partition('://')[2])}.nq"
        if (folder / f"{file_name}.gz").exists():  # of one that is written a little differently
            file_name = f"{LICENCE}-{digest_bytes(licence.encode())[:16]}.nq"
        with PackedWriter(folder, file_name, part=LICENCE, media_type=N_QUADS) as packed:
            _write_part(store, LICENCE, graphs, packed)
        yield from (replace(each, licence=licence) for each in packed.files)


def _by_licence(store: Store, contributions: Iterable[NamedNode]) -> dict[str, list[NamedNode]]:
    """Return the contributions under each licence, as each states of itself."""
    found: dict[str, list[NamedNode]] = {}
    for each in contributions:
        for quad in store.quads_for_pattern(each, name("dcterms:license"), None, each):
            if isinstance(quad.object, NamedNode):
                found.setdefault(quad.object.value, []).append(each)
    return dict(sorted(found.items()))


def _share_files(folder: Path, manifest: DumpManifest, directory: DataDirectory) -> None:
    """Link the files that an earlier dump has too, so that what does not change takes room once."""
    known = {
        file.sha256: dumps_folder(directory.path) / dump.name / file.name
        for dump in list_dumps(directory.path)
        for file in dump.files
    }
    for each in manifest.files:
        if (source := known.get(each.sha256)) is not None:
            linked = unfinished(folder / each.name)
            with suppress(OSError):  # it was retired meanwhile
                linked.hardlink_to(source)
                linked.replace(folder / each.name)


def _require_space(directory: DataDirectory, settings: Settings) -> None:
    """Check that what is kept free stays free beside another dump as large as the last.

    Raises:
        DiskFull: It would not.
    """
    last = next(iter(list_dumps(directory.path)), None)
    needed = settings.disk_free_bytes + (sum(each.bytes for each in last.files) if last else 0)
    free = free_bytes(directory)
    if free < needed:
        raise DiskFull(path=directory.path, free_mib=free >> 20, needed_mib=needed >> 20)


def dump_name(snapshot: Snapshot, epoch: str) -> str:
    """Return the name of the dump of a snapshot: the day of its publication, its line of history, its number."""
    day = snapshot.published_at.astimezone(UTC).date().isoformat()
    return "-".join(each for each in (day, epoch, str(snapshot.number)) if each)


def epoch_of(directory: DataDirectory, number: int) -> str:
    """Return the line of history that a snapshot belongs to; "" where there is no log."""
    return next((each.epoch for each in reversed(read_epochs(directory)) if each.number <= number), "")
