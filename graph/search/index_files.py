"""Make, open and check the files of an index; bring them from one snapshot to the next by hard links.

The files of a segment never change, so that an index of a later snapshot shares those that it still uses. A folder is
whole once its manifest is there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tantivy import Document, Index

from graph.search.documents import SearchDocument
from graph.search.schema import FORMAT, engine_version, register_analyzers, schema

_MANIFEST = "format.json"
_META, _MANAGED, _LOCK = "meta.json", ".managed.json", ".tantivy-meta.lock"
_BUILD_BYTES, _UPDATE_BYTES = 60_000_000, 15_000_000  # of memory for what is not written yet
_FOOTER_MAGIC = 1337
_WORD = 4  # bytes of each of the two numbers that end a file


class IndexDamaged(Exception):
    """A file of the index is not what was written."""


def build_index(documents: Iterable[SearchDocument], folder: Path) -> int:
    """Write an index into an empty folder; return the number of its documents."""
    index = Index(schema(), path=str(folder))
    register_analyzers(index)
    return _write(index, folder, (), documents, _BUILD_BYTES)


def update_index(
    before: Path, removed: Iterable[str], documents: Iterable[SearchDocument], folder: Path
) -> int:
    """Write into a new folder the index that another one becomes by a change; their common files are linked.

    Args:
        removed: The IRIs of the things whose documents go; new ones of the same things may come.

    Returns:
        The number of its documents.
    """
    with _working_folder() as work:
        for each in _listed_files(before):
            (work / each).symlink_to((before / each).resolve())
        for each in (_META, _MANAGED):
            shutil.copy(before / each, work)
        index = Index.open(str(work))
        register_analyzers(index)
        count = _write(index, work, removed, documents, _UPDATE_BYTES)
        folder.mkdir()
        for each in _listed_files(work):
            if (work / each).is_symlink():
                os.link((work / each).resolve(), folder / each)
            else:
                shutil.copy(work / each, folder)
        for each in (_META, _MANAGED, _MANIFEST):
            shutil.copy(work / each, folder)
        _let_read(folder)
    return count


def open_index(folder: Path) -> Index | None:
    """Open an index to be read; None when there is none, or one of another format.

    Its first reader must run as a user who may write to its lock file.
    """
    if not is_current(folder):
        return None
    try:
        index = Index.open(str(folder))
    except ValueError:
        return None
    register_analyzers(index)
    return index


def is_current(folder: Path) -> bool:
    """Return whether a folder holds a whole index of the present format."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return (
        isinstance(manifest, dict)
        and manifest.get("format") == FORMAT
        and (manifest.get("engine") == engine_version())
    )


def document_count(folder: Path) -> int:
    """Return the number of documents that the manifest of an index records."""
    return int(json.loads((folder / _MANIFEST).read_text("utf-8"))["documents"])


def check_index(folder: Path) -> None:
    """Compare every file of an index with the checksum that it ends with.

    Raises:
        IndexDamaged: A file is missing, cut short or changed; the argument is its name.
    """
    try:
        names = _listed_files(folder)
        json.loads((folder / _MANAGED).read_text("utf-8"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(_META) from error
    for each in names:
        if not _is_intact(folder / each):
            raise IndexDamaged(each)


def _write(
    index: Index, folder: Path, removed: Iterable[str], documents: Iterable[SearchDocument], memory: int
) -> int:
    writer = index.writer(memory, 1)
    for iri in removed:
        writer.delete_documents_by_term("iri", iri)
    for each in documents:
        writer.add_document(Document.from_dict(each, schema()))
    writer.commit()
    writer.wait_merging_threads()  # else files come and go behind the commit
    index.reload()
    count = int(index.searcher().num_docs)
    manifest = {"format": FORMAT, "engine": engine_version(), "documents": count}
    (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    _let_read(folder)
    return count


def _let_read(folder: Path) -> None:
    """Make files readable for others than their owner: the engine makes some that only the owner reads."""
    (folder / _LOCK).touch()
    for each in folder.iterdir():
        if not each.is_symlink():
            each.chmod(0o644)


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


def _is_intact(path: Path) -> bool:
    """Return whether the bytes of a file have the CRC-32 that its footer records."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    if len(content) < 2 * _WORD or int.from_bytes(content[-_WORD:], "little") != _FOOTER_MAGIC:
        return False
    length = int.from_bytes(content[-2 * _WORD : -_WORD], "little")
    end = len(content) - 2 * _WORD - length
    try:
        footer = json.loads(content[end : end + length])
        return end >= 0 and zlib.crc32(content[:end]) == footer["crc"]
    except (ValueError, KeyError, TypeError):
        return False


@contextmanager
def _working_folder() -> Iterator[Path]:
    """Yield a folder in memory where there is one: each commit waits for the disk several times."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of its own in it
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="maillage-search-", dir=place) as folder:
        yield Path(folder)
