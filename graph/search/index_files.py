"""Make, open and check the files of an index; bring them from one snapshot to the next by hard links.

The files of a segment never change, so that an index of a later snapshot shares those that it still uses. A folder is
whole once its manifest is there, which lists all files with their checksums: the engine notices no flipped bits.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from tantivy import Document, Index

from graph.runtime.temporary_folders import MEMORY, temporary_folder
from graph.search.damage import IndexDamaged, meeting_damage
from graph.search.documents import SearchDocument
from graph.search.places import FILES
from graph.search.schema import FORMAT, engine_version, register_analyzers, schema

_MANIFEST = "format.json"
_META, _MANAGED, _LOCK = "meta.json", ".managed.json", ".tantivy-meta.lock"
_BUILD_BYTES, _UPDATE_BYTES = 60_000_000, 15_000_000  # of memory for what is not written yet
_ABOVE = 2  # folders between that of an index and the data directory: its snapshot, and that of all snapshots
_SPARE_BYTES = 100_000_000  # of memory that must be left beside an index that is written there
_READ_AT_ONCE = 1 << 20


class _Manifest(TypedDict):
    """What describes a whole index: format and engine that wrote it, and the CRC-32 of each file by name."""

    format: int
    engine: str
    files: dict[str, int]


def build_index(documents: Iterable[SearchDocument], folder: Path) -> int:
    """Write an index into an empty folder; return the number of its documents."""
    index = Index(schema(), path=str(folder))
    register_analyzers(index)
    count = _write(index, (), documents, _BUILD_BYTES)
    _finish(folder, {})
    return count


def update_index(
    before: Path, removed: Iterable[str], documents: Iterable[SearchDocument], folder: Path
) -> int:
    """Write into a folder the index that another one becomes by a change; their common files are linked.

    Args:
        folder: Without an index; where territories lie may be there already.
        removed: The IRIs of the things whose documents go; new ones of the same things may come.

    Returns:
        The number of its documents.

    Raises:
        IndexDamaged: A file of the index before cannot be read.
        OSError: A file is missing, or cannot be written.
    """
    with _working_folder(before) as work:
        known = _read_manifest(before)["files"]
        place = before.resolve()
        for each in known.keys() - {*FILES, _META, _MANAGED}:
            (work / each).symlink_to(place / each)
        for each in (_META, _MANAGED):
            shutil.copy(before / each, work)
        with meeting_damage():
            index = Index.open(str(work))
            register_analyzers(index)
            count = _write(index, removed, documents, _UPDATE_BYTES)
        folder.mkdir(exist_ok=True)
        for each in _listed_files(work):
            if (work / each).is_symlink():
                os.link(place / each, folder / each)
            else:
                shutil.copy(work / each, folder)
        for each in (_META, _MANAGED):
            shutil.copy(work / each, folder)
    _finish(folder, known)
    return count


def open_index(folder: Path) -> Index | None:
    """Open an index to be read; None when there is none, one of another format, or one that cannot be opened."""
    if not is_current(folder):
        return None
    try:
        with meeting_damage():
            index = Index.open(str(folder))
    except IndexDamaged:
        return None
    register_analyzers(index)
    return index


def is_current(folder: Path) -> bool:
    """Return whether a folder holds a whole index of the present format."""
    try:
        manifest = _read_manifest(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return manifest["format"] == FORMAT and manifest["engine"] == engine_version()


def check_index(folder: Path) -> None:
    """Compare every file of an index with the checksum that the manifest has of it.

    Raises:
        IndexDamaged: A file is missing, cut short or changed; the argument is its name.
    """
    try:
        files = _read_manifest(folder)["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(_MANIFEST) from error
    for each, checksum in files.items():
        try:
            is_intact = _checksum(folder / each) == checksum
        except OSError:
            is_intact = False
        if not is_intact:
            raise IndexDamaged(each)


def _read_manifest(folder: Path) -> _Manifest:
    manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
    return _Manifest(
        format=manifest["format"], engine=manifest["engine"], files=dict(manifest["files"].items())
    )


def _write(index: Index, removed: Iterable[str], documents: Iterable[SearchDocument], memory: int) -> int:
    writer = index.writer(memory, 1)
    for iri in removed:
        writer.delete_documents_by_term("iri", iri)
    for each in documents:
        writer.add_document(Document.from_dict(each, schema()))
    writer.commit()
    writer.wait_merging_threads()  # else files come and go behind the commit
    index.reload()
    return int(index.searcher().num_docs)


def _finish(folder: Path, known: Mapping[str, int]) -> None:
    """Write the manifest, and make the files readable for others: the engine makes them for their owner alone.

    Args:
        known: Checksums of files that were there before: they never change, but for those that describe the index.
    """
    for each in folder.iterdir():
        each.chmod(0o644)
    lock = folder / _LOCK  # which whoever opens an index must be able to write to
    lock.touch()
    lock.chmod(0o666)
    checksums = {
        each: known[each] if each in known else _checksum(folder / each) for each in _listed_files(folder)
    }
    changing = (_META, _MANAGED, *(each for each in FILES if (folder / each).exists()))
    checksums |= {each: _checksum(folder / each) for each in changing}
    manifest = _Manifest(format=FORMAT, engine=engine_version(), files=checksums)
    (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _listed_files(folder: Path) -> list[str]:
    """Return the names of the files that the current state of an index needs, in order."""
    meta = json.loads((folder / _META).read_text("utf-8"))
    prefixes = {str(each["segment_id"]).replace("-", "") for each in meta["segments"]}
    deleted = {
        f"{str(each['segment_id']).replace('-', '')}.{each['deletes']['opstamp']}.del"
        for each in meta["segments"]
        if each["deletes"]
    }
    names = (each.name for each in folder.iterdir() if each.name.partition(".")[0] in prefixes)
    return sorted(each for each in names if not each.endswith(".del") or each in deleted)


def _checksum(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while part := file.read(_READ_AT_ONCE):
            found = zlib.crc32(part, found)
    return found


@contextmanager
def _working_folder(before: Path) -> Iterator[Path]:
    """Yield a folder in memory where that has room for another such index: each commit waits for the disk several times."""
    directory = before.absolute().parents[_ABOVE]
    needed = sum(each.stat().st_size for each in before.iterdir()) + _SPARE_BYTES
    has_room = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > needed
    with temporary_folder(directory, MEMORY if has_room else directory) as folder:
        yield folder
