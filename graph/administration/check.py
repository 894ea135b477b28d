"""Look at every file of a data directory, and tell what is damaged; go on after the first fault, change nothing.

Each statement of each snapshot is read in every order that the store keeps, so that damage shows wherever it is. The
writer's store shares its files with the newest snapshot; of it and of the log, it is told whether they lead to what was
published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from graph.access.tokens import read_tokens
from graph.connections.network.array_files import open_network
from graph.errors import GraphError, SnapshotMissing
from graph.i18n import BilingualText
from graph.rdf.engine import STORE_FAULTS
from graph.search.damage import IndexDamaged
from graph.search.index_files import check_index, is_current
from graph.sparql.statistics import count_statistics
from graph.storage.catalogue import is_digested, read_state
from graph.storage.data_directory import DataDirectory
from graph.storage.dataset_digest import digest_of
from graph.storage.history.patch_log import open_log
from graph.storage.index_check import faults_of_store
from graph.storage.snapshot_parts.delta import read_delta
from graph.storage.snapshot_parts.statistics import read_statistics
from graph.storage.snapshots import (
    HELD,
    STATISTICS,
    Snapshot,
    current_number,
    read_manifest,
    snapshot_numbers,
)
from graph.storage.writer_lock import locked


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `fault` is None where it is intact."""

    path: Path
    fault: BilingualText | None = None


def check(directory: DataDirectory, *, lock_wait_s: float) -> Iterator[Finding]:
    """Yield what each part of a data directory is found to be.

    Raises:
        DataDirectoryBusy: Another process held the lock all the time that the writer's store was waited for.
    """
    yield _findings_of_tokens(directory)
    yield _finding_of_current(directory)
    yield from _findings_of_received(directory)
    for number in snapshot_numbers(directory):
        yield from _findings_of_snapshot(directory, number)
    with locked(directory, wait_s=lock_wait_s):
        yield from _findings_of_writer(directory)


def _findings_of_tokens(directory: DataDirectory) -> Finding:
    path = directory.path / "tokens.json"
    try:
        read_tokens(directory.path)
    except (GraphError, ValueError, KeyError, TypeError, OSError) as error:
        return Finding(path, _unreadable(error))
    return Finding(path)


def _finding_of_current(directory: DataDirectory) -> Finding:
    number = current_number(directory)
    is_there = (directory.snapshots / str(number)).is_dir()
    fault = BilingualText(
        "ne mène à aucun instantané ; la prochaine écriture, ou le prochain démarrage, le refait",
        "leads to no snapshot; the next write, or the next start, makes it anew",
    )
    return Finding(directory.current, None if is_there else fault)


def _findings_of_received(directory: DataDirectory) -> Iterator[Finding]:
    """Compare each file that was received with the hash that it is named by."""
    for path in sorted(directory.received.glob("*")):
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        fault = BilingualText("n’est plus ce qui fut reçu", "is no longer what was received")
        yield Finding(path, None if found == path.name else fault)


def _findings_of_snapshot(directory: DataDirectory, number: int) -> Iterator[Finding]:
    place = directory.snapshots / str(number)
    try:
        snapshot = read_manifest(place)
    except SnapshotMissing as error:
        yield Finding(place / "snapshot.json", _told(error))
        return
    if not (place / HELD).exists():
        yield Finding(place / HELD, BilingualText("manque", "is missing"))
    statements = list(_findings_of_statements(directory, snapshot))
    yield from statements
    if snapshot.since:
        try:
            read_delta(place)
        except STORE_FAULTS as error:
            yield Finding(place, _unreadable(error))
    if snapshot.network_path.exists() and open_network(snapshot.network_path) is None:
        fault = BilingualText(
            "illisible ; le réseau sera lu du magasin", "unreadable; the network is read from the store"
        )
        yield Finding(snapshot.network_path, fault)
    if is_current(snapshot.search_path):
        yield _finding_of_index(snapshot.search_path)
    if (place / STATISTICS).exists():
        yield _finding_of_statistics(snapshot, is_whole=not any(each.fault for each in statements))


def _finding_of_statistics(snapshot: Snapshot, *, is_whole: bool) -> Finding:
    """Compare the statistics of a snapshot with what it holds, where that is whole.

    In a damaged store a query may go on without end, and take all memory: there, the statistics are just read.
    """
    path, found = snapshot.path / STATISTICS, read_statistics(snapshot.path)
    if found is None:
        fault = BilingualText(
            "endommagé ; la prochaine dérivation recompte", "damaged; the next derivation counts anew"
        )
        return Finding(path, fault)
    if is_whole and found != count_statistics(Store.read_only(str(snapshot.store_path))):
        fault = BilingualText(
            "ne compte pas ce que l’instantané contient ; supprimez ce fichier, il est refait",
            "does not count what the snapshot holds; remove this file, it is made anew",
        )
        return Finding(path, fault)
    return Finding(path)


def _finding_of_index(path: Path) -> Finding:
    try:
        check_index(path)
    except IndexDamaged as error:
        return Finding(
            path / str(error),
            BilingualText(
                "endommagé ; le prochain démarrage de `maillage serve` refait l’index des recherches",
                "damaged; the next start of `maillage serve` makes the search index anew",
            ),
        )
    return Finding(path)


def _findings_of_statements(directory: DataDirectory, snapshot: Snapshot) -> Iterator[Finding]:
    path = snapshot.store_path
    try:
        store = Store.read_only(str(path))
        faults = list(faults_of_store(store))
        if not faults and directory.kind == "full":
            found = digest_of(quad for quad in store if is_digested(quad.graph_name, directory.names))
            faults += [f"{found} ≠ {snapshot.digest}"] if found != snapshot.digest else []
    except STORE_FAULTS as error:
        faults = [str(error)]
    for each in faults:
        yield Finding(path, BilingualText(f"endommagé : {each}", f"damaged: {each}"))
    if not faults:
        yield Finding(path)


def _findings_of_writer(directory: DataDirectory) -> Iterator[Finding]:
    """Look at the writer's store and the log, which must lead at least to what was published."""
    path, published = directory.store_path(), current_number(directory)
    number = -1
    try:
        store = Store.read_only(str(path))
        state = read_state(store, directory.names)
        number = published if directory.kind == "plain" else state.number if state else 0
        yield Finding(path)
    except STORE_FAULTS as error:
        yield Finding(path, _unreadable(error))
    if directory.kind == "plain":
        return
    logged = number
    try:
        if (log := open_log(directory)) is not None:
            *_, logged = number, *(each.number for each in log.entries(after=0))
            yield Finding(directory.log)
    except (GraphError, OSError) as error:
        yield Finding(directory.log, _told(error) if isinstance(error, GraphError) else _unreadable(error))
    known = max([published, *snapshot_numbers(directory)])
    if 0 <= number < max(known, logged):
        last = max(known, logged)
        fault = BilingualText(
            f"s’arrête au changement {number} de {last} ; le prochain démarrage le complète, ou dit pourquoi non",
            f"ends at change {number} of {last}; the next start completes it, or tells why not",
        )
        yield Finding(path, fault)


def _unreadable(error: Exception) -> BilingualText:
    return BilingualText(f"illisible : {error}", f"cannot be read: {error}")


def _told(error: GraphError) -> BilingualText:
    return BilingualText(error.message("fr"), error.message("en"))
