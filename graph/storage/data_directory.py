"""Find, create and sweep the data directory; put files in place so that a crash leaves nothing half written.

It belongs to one base IRI, and one process at a time writes to it. Its files:

maillage.json            format of the directory, kind, base IRI; written once
tokens.json              digests of the tokens that may write
lock, turns/             held by the writer; the order of those who wait to write (`graph.storage.writer_lock`)
store-<n>/               the writer's RocksDB; the highest number counts, a changed copy takes the next one
snapshots/<number>/      store/ (never changes), network/ (of the newest), search/ (the index), statistics.json,
                         snapshot.json, held (locked by readers)
log/                     each change, written before the store takes it (`graph.storage.history.patch_log`)
history/                 what each thing said after each change (`graph.storage.history.kept_history`)
received/                contributions as they came, by hash (`graph.storage.received_files`)
dumps/<name>/            what is published, as files that partners take (`graph.storage.dumps`)
logs/                    texts of slow queries, when they are kept
current                  link to the current snapshot
damaged-store/           a store that could not be opened, put aside (`graph.storage.recovery`)
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as OneOf

from graph.errors import BaseMismatch, DataDirectoryUnknown, DataDirectoryUnwritable, KindMismatch
from graph.rdf.namespaces import Namespaces
from graph.runtime.temporary_folders import sweep_temporary_folders

Kind = OneOf["full", "plain"]
# A plain directory is a format of its own, so that a release that knows only full ones refuses it too.
_FORMATS: dict[Kind, int] = {"full": 1, "plain": 2}
_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """An existing data directory: "full" holds validated contributions and the default graph, "plain" any data."""

    path: Path
    names: Namespaces
    kind: Kind = "full"

    def require(self, kind: Kind) -> None:
        """Check that the directory is of a kind.

        Raises:
            KindMismatch: It is of the other kind.
        """
        if self.kind != kind:
            raise KindMismatch(path=self.path, found=self.kind, expected=kind)

    @property
    def snapshots(self) -> Path:
        """Return the folder of the snapshots."""
        return self.path / "snapshots"

    @property
    def log(self) -> Path:
        """Return the folder of the log of changes."""
        return self.path / "log"

    @property
    def history(self) -> Path:
        """Return the folder of the history of things."""
        return self.path / "history"

    @property
    def received(self) -> Path:
        """Return the folder of contributions as they were received."""
        return self.path / "received"

    @property
    def current(self) -> Path:
        """Return the link to the current snapshot."""
        return self.path / "current"

    @property
    def current_link(self) -> str:
        """Return the same link as text, for code that runs at every request."""
        return f"{self.path}/current"

    def store_path(self) -> Path:
        """Return the path of the writer's store: the highest number that was finished."""
        finished = [
            int(each.name.removeprefix("store-")) for each in self.path.glob("store-*") if _is_numbered(each)
        ]
        return self.path / f"store-{max(finished, default=1)}"

    def next_store_path(self) -> Path:
        """Return the path for a store that replaces the current one: a changed copy, or one built anew."""
        here = self.store_path()
        return here.with_name(f"store-{int(here.name.removeprefix('store-')) + 1}")

    def sweep(self) -> None:
        """Remove what a crash left unfinished, and stores that a newer one replaced. Only the writer may."""
        for each in (*self.path.glob("*" + _UNFINISHED), *self.snapshots.glob("*" + _UNFINISHED)):
            remove_path(each)
        sweep_temporary_folders(self.path)
        in_force = self.store_path()
        for each in self.path.glob("store-*"):
            if each != in_force:
                shutil.rmtree(each)


def _is_numbered(path: Path) -> bool:
    return path.name.removeprefix("store-").isdigit()


def unfinished(path: Path) -> Path:
    """Return the name under which a file or folder is prepared before it is renamed into place."""
    return path.with_name(path.name + _UNFINISHED)


def put_in_place(path: Path) -> None:
    """Rename what was prepared under its unfinished name, so that it appears whole or not at all."""
    unfinished(path).replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_files(folder: Path) -> None:
    """Make the files of a folder, all written by now, survive a power cut; the first fsync waits for all."""
    for each in folder.rglob("*"):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)


def link_files(folder: Path, into: Path) -> None:
    """Link the files of a folder, which never change, into another one, subfolders included."""
    shutil.copytree(folder, into, copy_function=os.link, dirs_exist_ok=True)


def remove_path(path: Path) -> None:
    """Remove a file, a link or a whole folder."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def write_file(path: Path, text: str, *, mode: int = 0o666) -> None:
    """Write a small file so that it appears whole or not at all; `mode` is reduced by the umask."""
    write_bytes(path, text.encode(), mode=mode)


def write_bytes(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write bytes so that they appear whole or not at all; `mode` is reduced by the umask."""
    unfinished(path).unlink(missing_ok=True)
    descriptor = os.open(unfinished(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as file:  # noqa: PTH123  a descriptor is no path
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(path)


def find_directory(path: Path) -> DataDirectory | None:
    """Return the data directory at a path, or None where there is none.

    Raises:
        DataDirectoryUnknown: Its description cannot be read, or is of another format.
    """
    described = path / "maillage.json"
    if not described.exists():
        return None
    try:
        written = json.loads(described.read_text("utf-8"))
        base_iri, found_format = str(written["base_iri"]), written["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataDirectoryUnknown(path=described, found=repr(error)) from error
    for kind, known_format in _FORMATS.items():
        if found_format == known_format:
            return DataDirectory(path, Namespaces(base_iri), kind)
    raise DataDirectoryUnknown(path=described, found=f"format {found_format}")


def open_directory(path: Path, base_iri: str, kind: Kind = "full") -> DataDirectory:
    """Return the data directory at a path; create it for a base IRI when there is none.

    Args:
        base_iri: Absolute, no final slash; empty accepts whatever an existing directory has.

    Raises:
        BaseMismatch, KindMismatch, DataDirectoryUnknown, DataDirectoryUnwritable: It cannot be used so.
    """
    known = find_directory(path)
    if known is None:
        _create(path, base_iri, kind)
        return DataDirectory(path, Namespaces(base_iri), kind)
    known.require(kind)
    if base_iri and base_iri != known.names.base_iri:
        raise BaseMismatch(path=path, expected=known.names.base_iri, found=base_iri)
    return known


def _create(path: Path, base_iri: str, kind: Kind) -> None:
    if not base_iri:
        raise DataDirectoryUnknown(path=path, found="base IRI ?")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir(mode=0o750, exist_ok=True)  # drafts and reports are not for every account of the machine
        unknown = [each.name for each in path.iterdir() if not each.name.endswith(_UNFINISHED)]
        if not unknown:
            (path / "snapshots").mkdir()
    except OSError as error:
        raise DataDirectoryUnwritable(path=path.absolute(), found=error.strerror) from error
    if unknown:
        raise DataDirectoryUnknown(path=path, found=", ".join(sorted(unknown)[:3]))
    description = {"format": _FORMATS[kind], "kind": kind, "base_iri": base_iri}
    write_file(path / "maillage.json", json.dumps(description, indent=2) + "\n")
