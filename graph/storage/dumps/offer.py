"""Find the dumps of a data directory, and remove those that are too many.

    dumps/<name>/manifest.json   what it holds; SHA256SUMS: the same checksums for `sha256sum`
    dumps/<name>/…               its files, which never change
    dumps/last.json              when the last one was written, how long that took, and which snapshots it is as good as

A folder appears whole or not at all, so readers need no lock. Only `graph.storage.dumps.writer` makes one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.errors import DumpFileMissing, DumpMissing, DumpUnreadable
from graph.storage.data_directory import remove_path, unfinished, write_file
from graph.storage.dumps.manifest import CHECKSUMS, MANIFEST, DumpManifest, is_dump_name, read_dump_manifest

_LAST = "last.json"


@dataclass(frozen=True, slots=True)
class LastDump:
    """How the last dump was written.

    Attributes:
        epoch: The line of history of its snapshot.
        numbers: The snapshots that state what it holds; the first is its own.
        written_at: Seconds since 1970.
        took_s: How long it took.
    """

    epoch: str
    numbers: tuple[int, ...]
    written_at: float
    took_s: float


def dumps_folder(data_dir: Path) -> Path:
    """Return the folder of the dumps of a data directory, which may not be there yet."""
    return data_dir / "dumps"


def list_dumps(data_dir: Path) -> list[DumpManifest]:
    """Return the dumps on offer, the newest first; one whose manifest cannot be read is none."""
    return sorted(
        _readable(data_dir), key=lambda each: (each.published_at, each.number, each.name), reverse=True
    )


def _readable(data_dir: Path) -> Iterator[DumpManifest]:
    with suppress(FileNotFoundError):
        for each in list(dumps_folder(data_dir).iterdir()):
            if is_dump_name(each.name):
                with suppress(DumpUnreadable):
                    yield read_dump_manifest(each / MANIFEST)


def find_dump(data_dir: Path, name: str) -> DumpManifest:
    """Return a dump by its name.

    Raises:
        DumpMissing: There is none of that name (any more).
    """
    if is_dump_name(name):
        with suppress(DumpUnreadable):
            return read_dump_manifest(dumps_folder(data_dir) / name / MANIFEST)
    raise DumpMissing(name=name)


def find_file(data_dir: Path, dump: DumpManifest, name: str) -> Path:
    """Return the path of a file of a dump: one that its manifest lists, the manifest itself, or the checksums.

    Raises:
        DumpFileMissing: The dump has no such file.
    """
    if name not in (MANIFEST, CHECKSUMS) and dump.file(name) is None:
        raise DumpFileMissing(name=dump.name, found=name)
    return dumps_folder(data_dir) / dump.name / name


def retire_dumps(data_dir: Path, keep_count: int) -> list[str]:
    """Remove the oldest dumps beyond a number; whoever reads a file goes on reading it.

    Returns:
        The names of those removed.
    """
    removed = [each.name for each in list_dumps(data_dir)[max(keep_count, 1) :]]
    for each in removed:
        place = dumps_folder(data_dir) / each
        with suppress(FileNotFoundError):
            place.rename(unfinished(place))  # at once for all readers
    with suppress(FileNotFoundError):
        for each_path in list(dumps_folder(data_dir).glob("*.unfinished")):
            remove_path(each_path)
    return removed


def read_last(data_dir: Path) -> LastDump | None:
    """Read how the last dump was written; None where there is none yet."""
    try:
        members = json.loads((dumps_folder(data_dir) / _LAST).read_text("utf-8"))
        return LastDump(**(members | {"numbers": tuple(members["numbers"])}))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_last(data_dir: Path, last: LastDump) -> None:
    """Record how a dump was written."""
    write_file(dumps_folder(data_dir) / _LAST, json.dumps(asdict(last), indent=2) + "\n")
