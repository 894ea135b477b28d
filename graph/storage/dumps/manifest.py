"""Describe a dump for programs: which state it holds, its files with their checksums, and under which licences.

The description is itself a file of the dump, `manifest.json`; it holds nothing that two dumps of one state would differ in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.errors import DumpUnreadable
from graph.rdf.terms import NamedNode
from graph.storage.dataset_digest import joined
from graph.storage.dumps.parts import DERIVED, PARTS

MANIFEST, CHECKSUMS = "manifest.json", "SHA256SUMS"
ALL = "all"
FORMAT = "maillage-dump/1"
_NOTHING = "0" * 64
_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9a-f]{8})?-[0-9]{1,18}")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
_MANIFEST_MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump.

    Attributes:
        part: What it holds: a part, or `ALL`.
        media_type: Of what it holds, unpacked.
        compression: "gzip", "zstd", or "" where it is not packed.
        unpacked_bytes, unpacked_sha256: Of what it holds.
        licence: The IRI of the one licence of what it holds, where it was chosen by that.
    """

    name: str
    part: str
    media_type: str
    compression: str
    bytes: int
    sha256: str
    unpacked_bytes: int
    unpacked_sha256: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class GraphSummary:
    """How many quads a graph has, and their digest."""

    quads: int
    digest: str


@dataclass(frozen=True, slots=True)
class DumpPart:
    """How much a part holds, and the digest of its quads; of what the software ships, graph by graph."""

    graphs: int
    quads: int
    digest: str
    by_graph: Mapping[str, GraphSummary] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DumpManifest:
    """The description of a dump.

    Attributes:
        name: That of its folder and of its addresses.
        number, epoch: The snapshot that it holds, in which line of history ("" where the log has none).
        snapshot_digest: Of all that the snapshot holds, drafts included.
        licences: How many contributions are under each, by its IRI.
    """

    name: str
    number: int
    epoch: str
    base_iri: str
    published_at: datetime
    snapshot_digest: str
    licences: Mapping[str, int]
    parts: Mapping[str, DumpPart]
    files: tuple[DumpFile, ...]

    @property
    def stated_digest(self) -> str:
        """The digest of all that is stated in the dump."""
        total = _NOTHING
        for part, held in self.parts.items():
            total = total if part == DERIVED else joined(total, held.digest)
        return total

    @property
    def quad_count(self) -> int:
        """How many quads the dump holds."""
        return sum(each.quads for each in self.parts.values())

    def file(self, name: str) -> DumpFile | None:
        """Return a file of the dump by its name, or None."""
        return next((each for each in self.files if each.name == name), None)

    def as_json(self) -> str:
        """Serialize the manifest, always in the same way."""
        members = asdict(self) | {
            "format": FORMAT,
            "published_at": self.published_at.isoformat(),
            "quads": self.quad_count,
            "stated_digest": self.stated_digest,
        }
        return json.dumps(members, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def checksums(self) -> str:
        """Write the checksums as `sha256sum --check` reads them."""
        return "".join(f"{each.sha256}  {each.name}\n" for each in self.files)


def is_dump_name(text: str) -> bool:
    """Return whether a text may be the name of a dump: a date, an epoch, a number."""
    return _NAME.fullmatch(text) is not None


def read_dump_manifest(path: Path) -> DumpManifest:
    """Read the manifest of a dump.

    Raises:
        DumpUnreadable: It is not there, or not one of ours.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_MANIFEST_MOST_BYTES)
        return _parsed(json.loads(content))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DumpUnreadable(path=path, found=error) from error


def _parsed_file(members: dict[str, Any]) -> DumpFile:
    if not _FILE_NAME.fullmatch(members["name"]):
        raise ValueError(members["name"])
    types: dict[str, type] = {each.name: int if each.type == "int" else str for each in fields(DumpFile)}
    converted: dict[str, Any] = {key: types[key](value) for key, value in members.items()}
    return DumpFile(**converted)


def _parsed(members: dict[str, Any]) -> DumpManifest:
    if members["format"] != FORMAT:
        raise ValueError(members["format"])
    files = tuple(_parsed_file(each) for each in members["files"])
    parts = {
        part: DumpPart(
            int(held["graphs"]),
            int(held["quads"]),
            str(held["digest"]),
            {graph: GraphSummary(**each) for graph, each in held["by_graph"].items()},
        )
        for part, held in members["parts"].items()
    }
    if parts.keys() != set(PARTS):
        raise ValueError(sorted(parts))
    NamedNode(f"{members['base_iri']}/")  # raises ValueError where nothing could be named below it
    return DumpManifest(
        name=str(members["name"]),
        number=int(members["number"]),
        epoch=str(members["epoch"]),
        base_iri=str(members["base_iri"]),
        published_at=datetime.fromisoformat(members["published_at"]),
        snapshot_digest=str(members["snapshot_digest"]),
        licences={str(iri): int(count) for iri, count in members["licences"].items()},
        parts=parts,
        files=files,
    )
