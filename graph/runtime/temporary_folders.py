"""Folders for what is in the making about a data directory; what a killed process leaves, the next one sweeps.

Each is held by a lock for as long as it is in use, so that a sweep takes none from a process that lives.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def temporary_folder(path: Path, place: Path) -> Iterator[Path]:
    """Give a folder that is gone afterwards.

    Args: path: the data directory
          place: where the folder lies: in the data directory, or beside one that is still to be made
    """
    with TemporaryDirectory(dir=place, prefix=_prefix(path)) as made, _held(Path(made)):
        yield Path(made)


def sweep_temporary_folders(path: Path) -> None:
    """Remove the folders that nobody holds, in a data directory and beside it."""
    for place in (path, path.absolute().parent):
        with suppress(OSError):  # what lies beside may not be ours to read
            for each in [found for found in place.iterdir() if found.name.startswith(_prefix(path))]:
                with _held(each) as is_free:
                    if is_free:
                        shutil.rmtree(each)


def _prefix(path: Path) -> str:
    return f".{path.absolute().name}.scratch-"


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Hold a folder, and tell whether nobody did; the system lets go of it when the process dies."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
