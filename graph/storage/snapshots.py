"""Publish the store's content as an immutable, numbered snapshot; find the current one.

A snapshot's folder is prepared under another name and renamed, so that readers see it whole or not at all.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Store

from graph.errors import HistoryDiffers, SnapshotDamaged, SnapshotMissing
from graph.rdf.engine import STORE_FAULTS
from graph.rdf.quad_delta import QuadDelta
from graph.storage.data_directory import DataDirectory, put_in_place, remove_path, unfinished
from graph.storage.snapshot_parts.delta import write_delta

_MANIFEST = "snapshot.json"
HELD = "held"
NETWORK = "network"
SEARCH = "search"
STATISTICS = "statistics.json"


@dataclass(frozen=True, slots=True)
class State:
    """The state that a store records in its catalogue, in the same transaction as the change."""

    number: int
    published_at: datetime
    digest: str
    quad_count: int
    triple_count: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published snapshot; `quad_count` counts named graphs, `triple_count` the default graph."""

    number: int
    published_at: datetime
    digest: str
    quad_count: int
    triple_count: int
    base_iri: str
    path: Path
    since: int = 0  # the snapshot that its delta starts from; 0 where none is recorded
    repeats: int = 0  # the snapshot that states the same, where only what is derived differs
    derivation: int = 0  # the snapshot from which its derived graphs were made; 0 before the first derivation

    @property
    def store_path(self) -> Path:
        """Return the folder that `Store.read_only` opens."""
        return self.path / "store"

    @property
    def network_path(self) -> Path:
        """Return the folder of the snapshot's network, which may be gone from older ones."""
        return self.path / NETWORK

    @property
    def search_path(self) -> Path:
        """Return the folder of the snapshot's search index, which it may not have yet."""
        return self.path / SEARCH


def publish(
    store: Store,
    state: State,
    directory: DataDirectory,
    delta: QuadDelta | None = None,
    *,
    beside: Mapping[str, int] = MappingProxyType({}),
    write_beside: Callable[[Path], None] | None = None,
) -> Snapshot:
    """Freeze the writer's store under its number and make it the current snapshot, at once for all readers.

    Args:
        delta: The change since the current snapshot, where known.
        beside: What else the manifest records (`repeats`, `derivation`).
        write_beside: Writes what is kept beside the store into the snapshot's folder.

    Raises:
        HistoryDiffers: That number was given to other content.
    """
    place = directory.snapshots / str(state.number)
    _put_aside_damaged(place, state)
    if not place.exists():
        prepared = unfinished(place)
        prepared.mkdir()
        store.backup(str(prepared / "store"))
        (prepared / HELD).touch()
        since = current_number(directory) if delta is not None else 0
        if delta is not None:
            write_delta(prepared, delta)
        if write_beside is not None:
            write_beside(prepared)
        _write_manifest(prepared / _MANIFEST, state, directory, {"since": since, **beside})
        put_in_place(place)
    _point_current(directory, state.number)
    return read_manifest(place)


def is_whole(place: Path) -> bool:
    """Return whether a snapshot can be read: its description and its store; not whether each statement is intact."""
    try:
        snapshot = read_manifest(place)
        Store.read_only(str(snapshot.store_path))
    except (SnapshotMissing, *STORE_FAULTS):
        return False
    return (place / HELD).exists()


def _put_aside_damaged(place: Path, state: State) -> None:
    """Make room for a snapshot whose folder is there already and cannot be read."""
    try:
        found = read_manifest(place)
    except SnapshotMissing:
        found = None
    if found is not None and found.digest != state.digest:
        raise HistoryDiffers(path=place, number=state.number, found=state.digest, expected=found.digest)
    if place.exists() and not is_whole(place):
        place.replace(unfinished(place))
        remove_path(unfinished(place))


def _write_manifest(path: Path, state: State, directory: DataDirectory, beside: dict[str, int]) -> None:
    manifest = asdict(state) | {
        "published_at": state.published_at.isoformat(),
        "base_iri": directory.names.base_iri,
        **beside,
    }
    with path.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(place: Path) -> Snapshot:
    """Read the manifest of a snapshot.

    Raises:
        SnapshotMissing: It is not there (any more).
        SnapshotDamaged: It cannot be read.
    """
    try:
        manifest = json.loads((place / _MANIFEST).read_text("utf-8"))
    except OSError as error:
        raise SnapshotMissing(path=place) from error
    except ValueError as error:
        raise SnapshotDamaged(path=place / _MANIFEST) from error
    try:
        published_at = datetime.fromisoformat(manifest["published_at"])
        return Snapshot(**(manifest | {"published_at": published_at, "path": place}))
    except (KeyError, TypeError, ValueError) as error:
        raise SnapshotDamaged(path=place / _MANIFEST) from error


def _point_current(directory: DataDirectory, number: int) -> None:
    link = unfinished(directory.current)
    link.unlink(missing_ok=True)
    link.symlink_to(Path("snapshots") / str(number))
    put_in_place(directory.current)


def current_number(directory: DataDirectory) -> int:
    """Return the number of the current snapshot; 0 when nothing was published. One system call."""
    try:
        return int(os.readlink(directory.current_link).rpartition("/")[2])  # noqa: PTH115  for every request
    except (
        OSError,
        ValueError,
    ):  # none, or something else in the link's place, which the next writer replaces
        return 0


def snapshot_numbers(directory: DataDirectory) -> list[int]:
    """Return the numbers of the snapshots that are kept, whole or damaged, oldest first."""
    try:
        return sorted(int(each.name) for each in directory.snapshots.iterdir() if each.name.isdigit())
    except FileNotFoundError:
        return []


def list_snapshots(directory: DataDirectory) -> Iterator[Snapshot]:
    """Return the snapshots that are kept, oldest first; lazy."""
    return (read_manifest(directory.snapshots / str(number)) for number in snapshot_numbers(directory))


def steps_from(number: int, snapshot: Snapshot) -> list[Path] | None:
    """Return the folders whose deltas lead from an older snapshot to this one; None when one is not recorded."""
    steps: list[Path] = []
    while snapshot.number != number:
        steps.append(snapshot.path)
        if not number <= snapshot.since < snapshot.number:
            return None
        if snapshot.since == number:
            break
        try:
            snapshot = read_manifest(snapshot.path.parent / str(snapshot.since))
        except SnapshotMissing:
            return None
    return steps[::-1]


def repeated_numbers(snapshot: Snapshot) -> Iterator[int]:
    """Yield the number of a snapshot, and those of the snapshots before it that state the same."""
    while True:
        yield snapshot.number
        if not snapshot.repeats:
            return
        try:
            snapshot = read_manifest(snapshot.path.with_name(str(snapshot.repeats)))
        except SnapshotMissing:
            yield snapshot.repeats
            return


@dataclass(slots=True)
class Held:
    """A snapshot kept from removal for as long as this object lives."""

    snapshot: Snapshot
    _descriptor: int

    def __del__(self) -> None:
        """Release the snapshot."""
        os.close(self._descriptor)


def hold(directory: DataDirectory, number: int) -> Held:
    """Keep a snapshot from being removed while it is read.

    Raises:
        SnapshotMissing: It is not there (any more).
    """
    place = directory.snapshots / str(number)
    try:
        descriptor = os.open(place / HELD, os.O_RDONLY)
    except FileNotFoundError as error:
        raise SnapshotMissing(path=place) from error
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return Held(read_manifest(place), descriptor)
