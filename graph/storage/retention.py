"""Remove old snapshots, but not those that are being read, nor those from which later ones are updated.

A snapshot is kept for a while for clients that refer to it: a number of them whatever their age and size, others until
they are old, or all together take too much of the disk. Where the disk runs full, only the newest stays. The newest
arrays of a network, and the deltas since, stay longer where a derivation is late: readers and the next derivation start
from them.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from graph.errors import SnapshotMissing
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, remove_path, sync_folder, unfinished
from graph.storage.snapshots import HELD, NETWORK, current_number, read_manifest, snapshot_numbers

_log = logging.getLogger(__name__)
_NETWORKS_KEPT = 2  # the newest; an older one is kept while its snapshot is being read
_MOST_FOLLOWED = 1_000  # snapshots
_AT_ONCE = 20  # removals after one write: the next one waits for them
_AHEAD_S = 3600.0  # a snapshot from later than this was dated by a clock that was wrong


class Limits(NamedTuple):
    """What is kept: a number of snapshots, for some hours, in some bytes (0: any), with some bytes free on the disk."""

    kept_count: int
    hours: float = 0.0
    total_bytes: int = 0
    free_bytes: int = 0


def limits_of(settings: Settings) -> Limits:
    """Return what the settings say is kept."""
    return Limits(
        settings.snapshot_keep_count,
        settings.snapshot_keep_hours,
        settings.snapshot_keep_bytes,
        settings.disk_free_bytes,
    )


class Retention:
    """What the snapshots of one data directory take, and which may go; their sizes are read once."""

    def __init__(self, directory: DataDirectory) -> None:
        """Know nothing yet."""
        self._directory = directory
        self._files: dict[int, dict[int, int]] = {}
        self._total_bytes: int | None = None

    def retire(self, limits: Limits, *, followed: int = 0, at_most: int = _AT_ONCE) -> list[int]:
        """Remove the snapshots that need not stay, oldest first; one that cannot be removed is left with a warning.

        Args:
            limits: What is kept.
            followed: The oldest snapshot from which others are updated: it and those after it stay, unless there are
                more than a thousand, or the disk is full.
            at_most: How many are removed.

        Returns:
            The numbers removed.
        """
        current, numbers = current_number(self._directory), snapshot_numbers(self._directory)
        stays = followed if followed and current - followed < _MOST_FOLLOWED else current
        removed: list[int] = []
        self._total_bytes = None
        beyond = set(numbers[: -limits.kept_count or None])
        for number in numbers:
            if len(removed) == at_most or number >= current:
                break
            is_full = free_bytes(self._directory) < limits.free_bytes
            may_go = number < stays and number in beyond and self._is_too_much(number, limits)
            if (is_full or may_go) and self._remove(number):
                removed.append(number)
                self._total_bytes = None
        return removed

    def total_bytes(self) -> int:
        """Return what the snapshots take on the disk; a file that several share counts once."""
        numbers = set(snapshot_numbers(self._directory))
        for number in self._files.keys() - numbers:
            del self._files[number]
        for number in numbers - self._files.keys():
            self._files[number] = _files_of(self._directory.snapshots / str(number))
        return sum({inode: size for files in self._files.values() for inode, size in files.items()}.values())

    def _is_too_much(self, number: int, limits: Limits) -> bool:
        place = self._directory.snapshots / str(number)
        oldest = datetime.fromtimestamp(time.time() - limits.hours * 3600, UTC)
        ahead = datetime.fromtimestamp(time.time() + _AHEAD_S, UTC)
        try:
            published_at = read_manifest(place).published_at
        except SnapshotMissing:
            return True
        if not oldest <= published_at <= ahead:
            return True
        if limits.total_bytes and self._total_bytes is None:  # the same for all, until one is removed
            self._total_bytes = self.total_bytes()
        return bool(limits.total_bytes) and (self._total_bytes or 0) > limits.total_bytes

    def _remove(self, number: int) -> bool:
        place = self._directory.snapshots / str(number)
        try:
            return _remove_unless_held(place)
        except OSError as error:
            _log.warning("snapshot %d was not removed: %s", number, error)
            return False


def newest_network(directory: DataDirectory) -> int:
    """Return the number of the newest snapshot that has its network beside it; 0 when none has."""
    return max((int(each.parent.name) for each in directory.snapshots.glob(f"*/{NETWORK}")), default=0)


def retire_networks(directory: DataDirectory) -> None:
    """Remove the networks of all but the newest snapshots, unless being read: each takes disk space of its own."""
    numbers = snapshot_numbers(directory)
    having = [each for each in numbers if (directory.snapshots / str(each) / NETWORK).exists()]
    for number in having[:-_NETWORKS_KEPT]:
        place = directory.snapshots / str(number)
        with suppress(OSError), _held_alone(place) as is_free:
            if is_free:
                remove_path(place / NETWORK)


def free_bytes(directory: DataDirectory) -> int:
    """Return what is free on the disk of a data directory."""
    return shutil.disk_usage(directory.path).free


def _files_of(place: Path) -> dict[int, int]:
    """Return what each file of a snapshot takes on the disk, by its inode."""
    found: dict[int, int] = {}
    for folder, _, names in os.walk(place):
        for name in names:
            with suppress(OSError):
                status = os.stat(f"{folder}/{name}")  # noqa: PTH116  some ten thousand files
                found[status.st_ino] = status.st_blocks * 512
    return found


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
    descriptor = os.open(place / HELD, os.O_RDONLY | os.O_CREAT)  # made anew where damage took it
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
