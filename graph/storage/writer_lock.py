"""Lock the data directory for one writer, and find out whether another process waits for it.

The locks of two files are released by the system with the process that holds them. An idle writer keeps the first one,
because opening a store takes long, and checks whether another process waits.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from graph.errors import DataDirectoryBusy, DataDirectoryUnwritable
from graph.storage.data_directory import DataDirectory

_LOOK_EVERY_S = 0.05


@contextmanager
def locked(directory: DataDirectory, *, wait_s: float) -> Iterator[None]:
    """Hold the lock of writers.

    Raises:
        DataDirectoryBusy: Another process held it for `wait_s` seconds.
        DataDirectoryUnwritable: The directory belongs to another account.
    """
    with _open_lock(directory) as file:
        if not _try_lock(file):
            _wait(directory, file, wait_s)
        file.truncate(0)
        file.write(f"pid {os.getpid()}")
        file.flush()
        yield


def _open_lock(directory: DataDirectory) -> IO[str]:
    try:
        return (directory.path / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise DataDirectoryUnwritable(path=directory.path.absolute(), found=error.strerror) from error


def is_wanted(directory: DataDirectory) -> bool:
    """Return whether another process waits for the lock, or the directory is gone."""
    try:
        with (directory.path / "wanted").open("a", encoding="utf-8") as file:
            return not _try_lock(file)
    except FileNotFoundError:
        return True


def _wait(directory: DataDirectory, file: IO[str], wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    with (directory.path / "wanted").open("a", encoding="utf-8") as wanted:
        fcntl.flock(wanted.fileno(), fcntl.LOCK_SH)  # so do others who wait
        while not _try_lock(file):
            if time.monotonic() > deadline:
                file.seek(0)
                holder = file.read().strip() or "?"
                raise DataDirectoryBusy(path=directory.path, holder=holder, waited_s=wait_s)
            time.sleep(_LOOK_EVERY_S)


def _try_lock(file: IO[str]) -> bool:
    """Take the lock of a file for this process alone, unless another one has it."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
