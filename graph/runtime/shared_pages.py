"""Copy the memory that a forked process shares with its parent, ahead of need and a little at a time.

A forked process copies each page of its parent when it first writes to it. An engine that counts references writes wherever
it reads, so a query would wait for thousands of such copies. A process that waits for work can make them before, in a thread
of lower priority.

Linux 5.14 or later; elsewhere nothing is copied.

Spec: madvise(2), MADV_POPULATE_WRITE
"""

from __future__ import annotations

import ctypes
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.runtime.process_priority import lower_priority

_POPULATE_WRITE = 23
_PIECE_BYTES = 256 << 10  # a thread that wants more memory meanwhile waits for no more than this
_WORTH_BYTES = 1 << 20
_WAIT_S = 1.0  # a process that is replaced within a moment, as after each of many writes, copies nothing
_REGION = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw.p [0-9a-f]+ [0-9a-f:]+ 0(?: +\[heap\])?\Z")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of this process's memory that belongs to no file, from `start` to `end`, of which so much is in use."""

    start: int
    end: int
    used_bytes: int


def copy_shared_pages() -> None:
    """Start a thread that copies all memory in use, at a lower priority."""
    threading.Thread(target=_copy, name="shared pages", daemon=True).start()


def regions() -> Iterator[Region]:
    """Yield the private, writable regions that hold something, read from the kernel."""
    found: tuple[int, int] | None = None
    for line in Path("/proc/self/smaps").read_text("utf-8", "replace").splitlines():
        if match := _REGION.match(line.rstrip()):
            found = int(match[1], 16), int(match[2], 16)
        elif line.startswith("Rss:") and found is not None:
            yield Region(*found, used_bytes=int(line.split()[1]) << 10)
            found = None


def populate(region: Region) -> bool:
    """Copy what a region shares, piece by piece; return False where the kernel does not do that."""
    madvise = ctypes.CDLL(None, use_errno=True).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    return all(
        madvise(start, min(_PIECE_BYTES, region.end - start), _POPULATE_WRITE) == 0
        for start in range(region.start, region.end, _PIECE_BYTES)
    )


def _copy() -> None:
    lower_priority(threading.get_native_id())
    time.sleep(_WAIT_S)
    for each in list(regions()):
        # What is mostly empty would be filled with zeros.
        if (
            each.used_bytes >= _WORTH_BYTES
            and 2 * each.used_bytes > each.end - each.start
            and not populate(each)
        ):
            return
