"""Lock the data directory for one writer; others wait in the order in which they came.

The locks of files are released by the system with the process that holds them, so that a killed process blocks nobody.
Whoever waits holds a locked file in the folder `turns`, whose name tells when it came: the lock is for the oldest of them,
also before a process that comes just when the lock is free. An idle writer keeps the lock, because opening a store takes
long, and checks whether another process waits (`is_wanted`).
"""

from __future__ import annotations

import fcntl
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from graph.errors import DataDirectoryBusy, DataDirectoryUnwritable
from graph.storage.data_directory import DataDirectory

_LOOK_EVERY_S = 0.05
_TURNS, _UNFINISHED = "turns", ".new"
OnWait = Callable[[str, int], None]


def _say_nothing(_holder: str, _before: int) -> None:
    """Report no waiting."""


_on_wait: ContextVar[OnWait] = ContextVar("on_wait", default=_say_nothing)


@contextmanager
def reporting_wait(on_wait: OnWait) -> Iterator[None]:
    """Call a function while this thread waits for a lock.

    Args:
        on_wait: Called at once, then again and again, with who writes and how many others come first.
    """
    token = _on_wait.set(on_wait)
    try:
        yield
    finally:
        _on_wait.reset(token)


@contextmanager
def locked(directory: DataDirectory, *, wait_s: float) -> Iterator[None]:
    """Hold the lock of writers.

    Raises:
        DataDirectoryBusy: Others held it for `wait_s` seconds.
        DataDirectoryUnwritable: The directory belongs to another account.
    """
    with _open_lock(directory) as file:
        if _waiting(directory) or not _try_lock(file):
            _wait(directory, file, wait_s)
        file.truncate(0)
        file.write(_this_process())
        file.flush()
        yield


def _this_process() -> str:
    """Describe this process for those who wait: number, command, since when it writes."""
    program = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    if program == "writer_process.py":
        command = "maillage serve"
    else:
        command = " ".join([program, *[each for each in sys.argv[1:2] if not each.startswith("-")]])
    return f"pid {os.getpid()}, {command}, {time.strftime('%H:%M:%S')}"


def _open_lock(directory: DataDirectory) -> IO[str]:
    try:
        return (directory.path / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise DataDirectoryUnwritable(path=directory.path.absolute(), found=error.strerror) from error


def is_wanted(directory: DataDirectory) -> bool:
    """Return whether another process waits for the lock, or the directory is gone."""
    return not directory.path.is_dir() or bool(_waiting(directory))


def _wait(directory: DataDirectory, file: IO[str], wait_s: float) -> None:
    """Wait until all who came before have had the lock, and take it."""
    deadline, holder = time.monotonic() + wait_s, "?"
    with _turn(directory) as turn:
        while True:
            before = [each for each in _waiting(directory) if each.name < turn.name]
            if not before and _try_lock(file):
                return
            file.seek(0)
            holder = file.read().strip() or holder  # empty for an instant, when the next one takes it
            if time.monotonic() > deadline:
                raise DataDirectoryBusy(path=directory.path, holder=holder, waited_s=f"{wait_s:g}")
            _on_wait.get()(holder, len(before))
            time.sleep(_LOOK_EVERY_S)


@contextmanager
def _turn(directory: DataDirectory) -> Iterator[Path]:
    """Hold a place in the order of those who wait; it is seen by others once it is locked."""
    folder = directory.path / _TURNS
    folder.mkdir(exist_ok=True)
    place = folder / f"{time.monotonic_ns():020d}-{secrets.token_hex(4)}"
    new = place.with_suffix(_UNFINISHED)
    with new.open("w", encoding="utf-8") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        new.rename(place)
        try:
            yield place
        finally:
            place.unlink(missing_ok=True)


def _waiting(directory: DataDirectory) -> list[Path]:
    """Return the places of those who wait, in order; places of processes that ended are removed."""
    try:
        places = sorted(each for each in (directory.path / _TURNS).iterdir() if each.suffix != _UNFINISHED)
    except FileNotFoundError:
        return []
    return [each for each in places if _is_held(each)]


def _is_held(place: Path) -> bool:
    with suppress(FileNotFoundError), place.open("r", encoding="utf-8") as file:
        if not _try_lock(file, fcntl.LOCK_SH):
            return True
        place.unlink(missing_ok=True)
    return False


def _try_lock(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    """Take the lock of a file, unless another one has it."""
    try:
        fcntl.flock(file.fileno(), kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
