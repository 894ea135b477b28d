"""Bound the memory that a process may ask for, and keep its heap in one piece."""

from __future__ import annotations

import ctypes
import os
import resource
from pathlib import Path

_M_ARENA_MAX = -8


def limit_memory(more_bytes: int) -> None:
    """Forbid the process to grow by more than so many bytes of address space."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + more_bytes
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_one_heap() -> None:
    """Have every thread take memory from the one heap; by default each reserves address space of its own."""
    ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)
