"""Limit the memory that a process may allocate; tell how much the machine has left."""

from __future__ import annotations

import ctypes
import os
import resource
from contextlib import suppress
from pathlib import Path

_M_ARENA_MAX = -8
_CONTAINER = Path("/sys/fs/cgroup")


def limit_memory(more_bytes: int) -> None:
    """Limit the address space of this process to what it has now and so many bytes more; a lower hard limit stays."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def available_bytes() -> int:
    """Return how much memory the machine, or the container of this process, can still give without swapping."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    found = [int(each.split()[1]) << 10 for each in lines if each.startswith("MemAvailable:")]
    with suppress(OSError, ValueError):  # no limit, no such file: only the machine counts
        most = int((_CONTAINER / "memory.max").read_text("ascii"))
        found.append(most - int((_CONTAINER / "memory.current").read_text("ascii")))
    return max(0, min(found, default=0))


def keep_one_heap() -> None:
    """Make every thread allocate from one heap; by default each reserves address space of its own, which counts as used."""
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
