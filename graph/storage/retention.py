"""Remove old snapshots, but not those that are being read, nor those from which later ones are updated.

A snapshot is kept for a while (`MAILLAGE_SNAPSHOT_KEEP_COUNT`, `_HOURS`) for clients that refer to it. The newest
arrays of a network, and the deltas since, stay longer where a derivation is late: readers and the next derivation start
from them.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from graph.storage.data_directory import DataDirectory, remove_path, sync_folder, unfinished
from graph.storage.snapshots import HELD, NETWORK, current_number, read_manifest

_NETWORKS_KEPT = 2  # the newest; an older one is kept while its snapshot is being read
_MOST_FOLLOWED = 1_000  # snapshots


def retire(directory: DataDirectory, *, keep_count: int, keep_hours: float, followed: int = 0) -> list[int]:
    """Remove the snapshots beyond both count and age, unless current or being read.

    `followed` is the oldest snapshot from which others are updated: it and those after it stay, unless there are more
    than a thousand.

    Returns:
        The numbers removed.
    """
    current = current_number(directory)
    oldest = datetime.fromtimestamp(time.time() - keep_hours * 3600, UTC)
    numbers = sorted(int(each.name) for each in directory.snapshots.iterdir() if each.name.isdigit())
    older = (read_manifest(directory.snapshots / str(each)) for each in numbers[: -keep_count or None])
    aged = takewhile(lambda each: each.published_at < oldest, older)  # later numbers are younger
    stays = followed if followed and current - followed < _MOST_FOLLOWED else current
    return [each.number for each in aged if each.number < stays and _remove_unless_held(each.path)]


def newest_network(directory: DataDirectory) -> int:
    """Return the number of the newest snapshot that has its network beside it; 0 when none has."""
    return max((int(each.parent.name) for each in directory.snapshots.glob(f"*/{NETWORK}")), default=0)


def retire_networks(directory: DataDirectory) -> None:
    """Remove the networks of all but the newest snapshots, unless being read: each takes disk space of its own."""
    numbers = sorted(int(each.name) for each in directory.snapshots.iterdir() if each.name.isdigit())
    having = [each for each in numbers if (directory.snapshots / str(each) / NETWORK).exists()]
    for number in having[:-_NETWORKS_KEPT]:
        place = directory.snapshots / str(number)
        with _held_alone(place) as is_free:
            if is_free:
                remove_path(place / NETWORK)


def _remove_unless_held(place: Path) -> bool:
    with _held_alone(place) as is_free:
        if is_free:
            going = unfinished(place)
            place.rename(going)
            sync_folder(place.parent)
            remove_path(going)
    return is_free


@contextmanager
def _held_alone(place: Path) -> Iterator[bool]:
    """Lock a snapshot against new readers while the block runs; yield whether it has no reader."""
    descriptor = os.open(place / HELD, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
