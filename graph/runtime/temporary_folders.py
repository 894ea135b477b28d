"""Make temporary folders for work on a data directory, and remove those that a killed process left.

A folder is locked for as long as it is in use, so that the removal spares those of living processes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

MEMORY = Path("/dev/shm")  # noqa: S108  folders of their own in it, named after a data directory


@contextmanager
def temporary_folder(path: Path, place: Path) -> Iterator[Path]:
    """Make a folder that is removed at the end of the `with` block.

    Args:
        path: The data directory.
        place: Where the folder lies: in the data directory, beside one that is still to be made, or in `MEMORY`.
    """
    with TemporaryDirectory(dir=place, prefix=_prefix(path)) as made, _held(Path(made)):
        yield Path(made)


def sweep_temporary_folders(path: Path) -> None:
    """Remove the temporary folders that no process uses, in a data directory, beside it and in memory."""
    for place in (path, path.absolute().parent, MEMORY):
        with suppress(OSError):  # what lies beside may not be ours to read
            for each in [found for found in place.iterdir() if found.name.startswith(_prefix(path))]:
                with _held(each) as is_free:
                    if is_free:
                        shutil.rmtree(each)


def _prefix(path: Path) -> str:
    whole = path.absolute()
    return f".{whole.name}-{zlib.crc32(bytes(whole)):08x}.scratch-"  # the same in places that several share


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Lock a folder, and yield whether no other process had; the system unlocks it when the process dies."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
