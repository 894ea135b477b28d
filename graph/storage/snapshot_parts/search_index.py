"""Keep the search index of each snapshot: made from that of an earlier one, at the cost of what changed since.

A small change is followed while it is published. Where that cannot be, because there is no earlier index, or the change is
large, a derivation builds the index afterwards, and readers use the newest one until then.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from pyoxigraph import Store

from graph.errors import SnapshotMissing
from graph.rdf.quad_delta import QuadDelta
from graph.rdf.terms import Quad
from graph.search.damage import IndexDamaged, meeting_damage
from graph.search.index import SearchIndex, open_search_index
from graph.search.index_files import check_index, is_current
from graph.search.update import MOST_TOUCHED, build_from_store, follow_change
from graph.storage.data_directory import DataDirectory, link_files, put_in_place, remove_path, unfinished
from graph.storage.derivation_lag import derivation_lag
from graph.storage.history.kept_history import is_history_behind
from graph.storage.snapshot_parts.delta import delta_bytes, read_delta
from graph.storage.snapshot_parts.network import nearest
from graph.storage.snapshot_parts.statistics import are_statistics_missing
from graph.storage.snapshots import NETWORK, SEARCH, Snapshot, current_number, read_manifest

_log = logging.getLogger(__name__)
_MOST_DELTA_BYTES = 50_000_000  # of recorded changes that are read to follow them


def write_beside(
    folder: Path, directory: DataDirectory, store: Store, delta: QuadDelta | None, network: Path | None
) -> None:
    """Write what is kept beside a store into the folder of its snapshot: the network where known, the index where it follows.

    Args:
        folder: That of the snapshot, not published yet.
        delta: The change since the current snapshot, where known.
        network: The folder of the network, where known; its files are linked.
    """
    if network is not None:
        link_files(network, folder / NETWORK)
    if delta is not None and (number := current_number(directory)):
        with suppress(SnapshotMissing):
            before = read_manifest(directory.snapshots / str(number))
            follow_index(folder / SEARCH, before, delta, store, is_brief=True)


def follow_index(
    folder: Path, before: Snapshot, delta: QuadDelta, store: Store, *, is_brief: bool = False
) -> bool:
    """Write into a new folder the index that an earlier snapshot's becomes by a change.

    Args:
        folder: Where it goes; it is not there afterwards unless all went well.
        before: The snapshot before the change.
        delta: The change.
        store: The store after it.
        is_brief: Whether only what takes a moment is done, because somebody waits.

    Returns:
        Whether it was written. A write does not fail because of the index.
    """
    try:
        with meeting_damage():
            if _follow(folder, before, delta, store, is_brief=is_brief):
                return True
    except Exception as error:  # noqa: BLE001  whatever it is, the write is worth more
        _log.warning("the search index did not follow a change, it will be built anew: %s", str(error))
    with suppress(FileNotFoundError):
        remove_path(folder)
    return False


def _follow(folder: Path, before: Snapshot, delta: QuadDelta, store: Store, *, is_brief: bool) -> bool:
    found = nearest(before, _current_index)
    if found is None:
        return False
    earlier, steps = found
    if sum(map(delta_bytes, steps)) > _MOST_DELTA_BYTES or len(delta) > MOST_TOUCHED * 10:
        return False
    quads = _quads((*map(read_delta, steps), delta))
    return follow_change(earlier, quads, store, folder, is_brief=is_brief)


def make_index(folder: Path, snapshot: Snapshot, store: Store) -> None:
    """Write the index of a snapshot into a new folder: following the newest one before it, else anew.

    What cannot be indexed stops no derivation: the folder is not there afterwards, and the schedule tries again later.
    """
    if follow_index(folder, snapshot, QuadDelta(), store):
        return
    folder.mkdir()
    try:
        build_from_store(store, folder)
    except Exception as error:  # noqa: BLE001  whatever it is, connections are published all the same
        _log.error("the search index was not built: %s", str(error))
        remove_path(folder)


def catch_up(directory: DataDirectory, store: Store) -> None:
    """Write the index of the current snapshot where only an earlier one has it."""
    snapshot = read_manifest(directory.snapshots / str(current_number(directory)))
    place = snapshot.search_path
    if not is_current(place) and follow_index(unfinished(place), snapshot, QuadDelta(), store):
        put_in_place(place)


def is_index_missing(directory: DataDirectory) -> bool:
    """Return whether the current snapshot has no index that can be read."""
    number = current_number(directory)
    return bool(number) and not is_current(directory.snapshots / str(number) / SEARCH)


def is_part_missing(directory: DataDirectory) -> bool:
    """Return whether the current snapshot lacks its search index, its statistics or its history, which a derivation makes."""
    return is_index_missing(directory) or are_statistics_missing(directory) or is_history_behind(directory)


def is_behind(directory: DataDirectory, count: int) -> bool:
    """Return whether a derivation has something to do: connections lag behind, or a part that it makes is missing.

    `count` is how many connections an initiative may have, from the settings.
    """
    return bool(derivation_lag(directory, count).snapshots) or is_part_missing(directory)


def drop_damaged_index(directory: DataDirectory) -> None:
    """Remove the index of the current snapshot where a file of it is damaged: it is built anew."""
    place = directory.snapshots / str(current_number(directory)) / SEARCH
    if not is_current(place):
        return
    try:
        check_index(place)
    except IndexDamaged as error:
        _log.warning("the search index is damaged (%s), it will be built anew", error)
        remove_path(place)


def newest_index(snapshot: Snapshot) -> tuple[SearchIndex, int] | None:
    """Open the index of a snapshot, or the newest before it; return it with the number of its snapshot."""
    earlier = (int(each.name) for each in snapshot.path.parent.iterdir() if each.name.isdigit())
    for number in sorted((each for each in earlier if each <= snapshot.number), reverse=True):
        index = open_search_index(snapshot.path.with_name(str(number)) / SEARCH)
        if index is not None:
            return index, number
    return None


def _current_index(network: Path) -> Path | None:
    """Return the folder of the index beside that of a network, where there is one."""
    folder = network.with_name(SEARCH)
    return folder if is_current(folder) else None


def _quads(deltas: Iterable[QuadDelta]) -> Iterator[Quad]:
    for each in deltas:
        yield from each.removed
        yield from each.added
