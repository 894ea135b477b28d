"""Verify a dump that was fetched, and read its quads back.

What is given is the folder of a dump, its manifest, or a file beside the manifest: a part, or several joined. Each file is
held to its checksum before anything is read from it, and the quads to the digest of their part afterwards.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard
from pyoxigraph import RdfFormat, parse

from graph.errors import DumpDamaged, DumpUnreadable
from graph.rdf.namespaces import Namespaces
from graph.rdf.terms import BlankNode, NamedNode, Quad, Triple
from graph.storage.dumps.manifest import MANIFEST, DumpFile, DumpManifest, read_dump_manifest
from graph.storage.dumps.packing import SUFFIX_BY_COMPRESSION, open_unpacked, sha256_of
from graph.storage.dumps.parts import CONTRIBUTIONS, part_of

_MODULUS = 1 << 256
_N_QUADS = "application/n-quads"
_FAULTS = (OSError, EOFError, SyntaxError, ValueError, zlib.error, zstandard.ZstdError)


@dataclass(frozen=True, slots=True)
class FetchedDump:
    """A dump as it lies on a disk: its manifest, and the file that holds the contributions."""

    manifest: DumpManifest
    path: Path

    @property
    def names(self) -> Namespaces:
        """The IRIs of the deployment that it comes from."""
        return Namespaces(self.manifest.base_iri)


def is_dump(path: Path) -> bool:
    """Return whether a path is that of a dump: a folder, a manifest, or N-Quads that a manifest lies beside."""
    if path.is_dir() or path.name == MANIFEST:
        return True
    is_quads = path.name.removesuffix(".gz").removesuffix(".zst").endswith(".nq")
    return is_quads and path.with_name(MANIFEST).is_file()


def open_fetched(path: Path) -> FetchedDump:
    """Open a dump: verify the checksums of all its files that are there.

    Raises:
        DumpUnreadable: There is no manifest of ours, or no file with the contributions.
        DumpDamaged: A file is not the one that the manifest describes.
    """
    folder = path if path.is_dir() else path.parent
    manifest = read_dump_manifest(folder / MANIFEST)
    if path.is_dir() or path.name == MANIFEST:
        found = [each for each in manifest.files if (folder / each.name).is_file()]
        for each in found:
            _verify(folder / each.name, each)
        return FetchedDump(manifest, folder / _with_contributions(found, folder).name)
    if not path.is_file():
        raise DumpUnreadable(path=path, found="∅")
    described = manifest.file(path.name)
    if described is not None:
        _verify(path, described)
    return FetchedDump(manifest, path)


def _with_contributions(found: Iterable[DumpFile], folder: Path) -> DumpFile:
    """Return the file to read: the smallest one of quads that holds all contributions."""
    usable = [each for each in found if each.media_type == _N_QUADS and each.part in (CONTRIBUTIONS, "all")]
    if not usable:
        expected = " / ".join(f"{CONTRIBUTIONS}.nq{suffix}" for suffix in SUFFIX_BY_COMPRESSION.values())
        raise DumpUnreadable(path=folder, found=f"∅ {expected}")
    return min(usable, key=lambda each: each.unpacked_bytes)


def _verify(path: Path, described: DumpFile) -> None:
    size = path.stat().st_size
    if size != described.bytes:
        raise DumpDamaged(path=path, found=f"{size} B", expected=f"{described.bytes} B")
    found = sha256_of(path)
    if found != described.sha256:
        raise DumpDamaged(path=path, found=found, expected=described.sha256)


def contributed_quads(dump: FetchedDump) -> Iterator[Quad]:
    """Yield the quads of the contributions, lazily; after the last, they are held to their digest.

    Raises:
        DumpUnreadable: The file holds something else than the N-Quads of a dump.
        DumpDamaged: There are not the quads that the manifest describes.
    """
    total, sha256, names = 0, hashlib.sha256, dump.names
    try:
        with open_unpacked(dump.path) as file:
            for quad in parse(file, format=RdfFormat.N_QUADS):
                if part_of(_graph_of(quad, dump.path), names) != CONTRIBUTIONS:
                    continue
                total += int.from_bytes(sha256(str(quad).encode()).digest(), "big")
                yield quad
    except _FAULTS as error:
        raise DumpUnreadable(path=dump.path, found=error) from error
    found, expected = f"{total % _MODULUS:064x}", dump.manifest.parts[CONTRIBUTIONS].digest
    if found != expected:
        raise DumpDamaged(path=dump.path, found=found, expected=expected)


def _graph_of(quad: Quad, path: Path) -> NamedNode:
    """Return the graph of a quad, which names everything by an IRI, as all quads of a dump do."""
    if not isinstance(quad.graph_name, NamedNode) or _has_blank_node(quad.triple):
        raise DumpUnreadable(path=path, found=str(quad))
    return quad.graph_name


def _has_blank_node(triple: Triple) -> bool:
    value = triple.object
    if isinstance(value, Triple):
        return _has_blank_node(value)
    return isinstance(triple.subject, BlankNode) or isinstance(value, BlankNode)
