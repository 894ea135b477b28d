"""Back up a snapshot into one file, and restore it.

The file is a gzipped tar of `backup.json` (number, digest, base IRI), the files of the store, and those of the network and of
the search index, which spare making them again. Tokens are left out: a backup may go elsewhere. The digest is verified both
ways.
"""

from __future__ import annotations

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import get_args

from pyoxigraph import Store

from graph.administration.bootstrap import software_candidate
from graph.administration.renaming import Renaming, contribution_names
from graph.administration.renumbering import renumbered
from graph.connections.similarity.neighbour_mark import read_mark, write_mark
from graph.errors import BackupTargetExists, BackupUnreadable, BaseMismatch, SnapshotCorrupt
from graph.rdf.namespaces import Namespaces
from graph.runtime.temporary_folders import sweep_temporary_folders, temporary_folder
from graph.search.damage import IndexDamaged
from graph.search.index_files import check_index, is_current
from graph.settings import Settings
from graph.sources.territory_register import Register, read_register
from graph.storage.catalogue import (
    is_digested,
    read_derivation,
)
from graph.storage.data_directory import (
    DataDirectory,
    Kind,
    find_directory,
    open_directory,
    put_in_place,
    sync_files,
    unfinished,
)
from graph.storage.dataset_digest import digest_of
from graph.storage.index_check import faults_of_store
from graph.storage.received_files import keep_received
from graph.storage.snapshots import NETWORK, SEARCH, Snapshot, current_number, hold
from graph.storage.store_writer import open_writer
from graph.writing.commit import commit
from graph.writing.plain_store import open_plain_writer

_DESCRIPTION = "backup.json"
_STORE = "store"
_RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Backup:
    """The description in a backup; `digest` covers all statements."""

    number: int
    kind: Kind
    base_iri: str
    digest: str
    published_at: str


def write_backup(directory: DataDirectory, path: Path) -> Backup:
    """Write the snapshot in force into a file, which appears when it is complete.

    It needs no lock, because snapshots don't change.

    Raises:
        BackupTargetExists: There is a file of that name.
        SnapshotMissing: Nothing was published yet.
        SnapshotCorrupt: The snapshot has not the digest with which it was published, or one of its files is damaged.
    """
    if path.exists():
        raise BackupTargetExists(path=path)
    held = hold(directory, current_number(directory))
    snapshot = held.snapshot
    digest = _digest(snapshot.store_path, directory.kind, directory.names)
    if directory.kind == "full" and digest != snapshot.digest:
        raise SnapshotCorrupt(number=snapshot.number, found=digest, expected=snapshot.digest)
    if (fault := next(faults_of_store(Store.read_only(str(snapshot.store_path))), None)) is not None:
        raise SnapshotCorrupt(number=snapshot.number, found=fault, expected=snapshot.digest)
    description = Backup(
        snapshot.number, directory.kind, snapshot.base_iri, digest, snapshot.published_at.isoformat()
    )
    with tarfile.open(unfinished(path), "x:gz", compresslevel=1) as archive:
        content = json.dumps(_members(description), indent=2).encode()
        entry = tarfile.TarInfo(_DESCRIPTION)
        entry.size = len(content)
        archive.addfile(entry, BytesIO(content))
        archive.add(snapshot.store_path, _STORE, filter=_anonymous)
        if snapshot.network_path.exists():
            archive.add(snapshot.network_path, NETWORK, filter=_anonymous)
        if is_current(snapshot.search_path):
            archive.add(snapshot.search_path, SEARCH, filter=_anonymous)
        if directory.received.exists():
            archive.add(directory.received, _RECEIVED, filter=_anonymous)
    descriptor = os.open(unfinished(path), os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    put_in_place(path)
    return description


def restore_backup(
    path: Path, settings: Settings, *, base_iri: str = "", register: Register | None = None
) -> Snapshot:
    """Publish a backup: in a new data directory, or as the next snapshot of one with the same base IRI.

    Args:
        path: The backup.
        settings: `data_dir` says where to.
        base_iri: Rename everything that is named under the base IRI of the backup: it gets a name under this one.
        register: The territories of a renamed one; default: the whole official register.

    Raises:
        BackupUnreadable: The file is no backup.
        SnapshotCorrupt: Its statements have not the digest that it names.
        BaseMismatch, KindMismatch: The data directory has another base IRI, or is of another kind.
        CandidateRefused: What was renamed does not conform to the shapes.
    """
    known = find_directory(settings.data_dir)
    parent = settings.data_dir if known else settings.data_dir.parent
    parent.mkdir(parents=True, exist_ok=True)
    sweep_temporary_folders(settings.data_dir)
    with _unpacked(path, settings.data_dir, parent) as (backup, folder):
        digest = _digest(folder / _STORE, backup.kind, Namespaces(backup.base_iri))
        if digest != backup.digest:
            raise SnapshotCorrupt(number=backup.number, found=digest, expected=backup.digest)
        if known is not None:
            known.require(backup.kind)
            wanted = base_iri or backup.base_iri
            if known.names.base_iri != wanted:
                raise BaseMismatch(path=known.path, expected=known.names.base_iri, found=wanted)
        directory = known or open_directory(settings.data_dir, base_iri or backup.base_iri, backup.kind)
        _restore_received(folder / _RECEIVED, directory)
        renaming = Renaming(Namespaces(backup.base_iri), directory.names)
        if backup.kind == "plain":
            return _restore_plain(directory, folder / _STORE, settings, renaming)
        if renaming.changes_nothing:
            return _restore_full(directory, folder, settings)
        return _restore_renamed(directory, folder / _STORE, settings, renaming, register or read_register())


def _restore_received(folder: Path, directory: DataDirectory) -> None:
    """Put the contributions as they were received beside those that are there; what nothing names goes later."""
    for each in folder.glob("*"):
        keep_received(directory, each.read_bytes())


def _restore_renamed(
    directory: DataDirectory, store_path: Path, settings: Settings, renaming: Renaming, register: Register
) -> Snapshot:
    """Commit the renamed contributions: all that depends on names is made anew, as at a first start."""
    with open_writer(directory, settings) as writer:
        saved, timeout_s = Store.read_only(str(store_path)), settings.naming_timeout_s
        own = renaming.coordinates(saved)
        wanted = software_candidate(writer.names, register, naming_timeout_s=timeout_s, coordinates=own)
        wanted |= renaming.contributions(saved)
        removed = contribution_names(writer.store, writer.names) - wanted.names()
        return commit(writer, replace(wanted, removed=removed)).snapshot


def _restore_plain(
    directory: DataDirectory, store_path: Path, settings: Settings, renaming: Renaming
) -> Snapshot:
    if not renaming.changes_nothing:
        store_path = renaming.rename_store(store_path)
    with open_plain_writer(directory, settings) as writer:
        return writer.take_over(store_path)


def _restore_full(directory: DataDirectory, folder: Path, settings: Settings) -> Snapshot:
    with open_writer(directory, settings) as writer:
        state = writer.state()
        number, count = state.number + 1 if state else 1, settings.connections_per_initiative
        derivation = read_derivation(Store.read_only(str(folder / _STORE)), writer.names)
        is_derived = read_mark(folder / NETWORK, count) == derivation
        writer.rebuild(renumbered(folder / _STORE, writer.names, number, is_derived=is_derived))
        if not is_derived:
            return writer.publish()  # and is derived anew
        write_mark(folder / NETWORK, count, number)
        sync_files(folder / NETWORK)
        snapshot = writer.publish(network=folder / NETWORK)
        _restore_index(folder / SEARCH, snapshot)
        return snapshot


def _restore_index(folder: Path, snapshot: Snapshot) -> None:
    """Put the search index beside the snapshot where it is intact; else it is built anew."""
    with suppress(IndexDamaged, OSError):
        check_index(folder)
        folder.rename(snapshot.search_path)


def _digest(store_path: Path, kind: Kind, names: Namespaces) -> str:
    store = Store.read_only(str(store_path))
    if kind == "plain":
        return digest_of(store)
    return digest_of(quad for quad in store if is_digested(quad.graph_name, names))


@contextmanager
def _unpacked(path: Path, data_dir: Path, parent: Path) -> Iterator[tuple[Backup, Path]]:
    """Unpack a backup on the file system of the data directory: there is room, and hard links work."""
    with temporary_folder(data_dir, parent) as folder:
        try:
            with tarfile.open(path, "r:gz") as archive:
                _extract(archive, folder)
            backup = Backup(**json.loads((folder / _DESCRIPTION).read_text("utf-8")))
            if backup.kind not in get_args(Kind):
                raise ValueError(backup.kind)  # noqa: TRY301  handled like any other fault of the file
        except (OSError, EOFError, tarfile.TarError, ValueError, TypeError) as error:
            raise BackupUnreadable(path=path, found=error) from error
        yield backup, folder


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Unpack files and folders, and refuse anything else: `extractall(filter=…)` came with Python 3.11.4.

    Raises:
        tarfile.TarError: There is a link or a device, or a name that leads out of the folder.
    """
    top = folder.resolve()
    for each in archive:
        is_inside = (top / each.name).resolve().is_relative_to(top)
        if not is_inside or not (each.isreg() or each.isdir()):
            raise tarfile.TarError(each.name)
        archive.extract(each, top, set_attrs=False)


def _members(backup: Backup) -> dict[str, object]:
    return {each: getattr(backup, each) for each in Backup.__dataclass_fields__}


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
