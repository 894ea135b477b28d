"""Limit the memory that a process may allocate."""

from __future__ import annotations

import ctypes
import os
import resource
from pathlib import Path

_M_ARENA_MAX = -8


def limit_memory(more_bytes: int) -> None:
    """Limit the address space of this process to what it has now and so many bytes more; a lower hard limit stays."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_one_heap() -> None:
    """Make every thread allocate from one heap; by default each reserves address space of its own, which counts as used."""
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
