"""Why a worker ended by itself: what its status and its last words say, told as an error.

In: what the kernel and the worker said. Out: an error, which is not raised here.
"""

from __future__ import annotations

import logging
import signal

from graph.errors import GraphError, MemoryLimitExceeded, OrderUnclear, WorkerLost

_DISORDER = "does not correctly implement a total order"  # as Rust's sort says, when it notices
_NO_MEMORY = ("memory allocation", "bad_alloc")
_log = logging.getLogger(__name__)


def death_of(status: int | None, last_words: str, *, memory_bytes: int) -> GraphError:
    """Tell why a worker ended.

    Args: status: minus the signal, or the exit code; None when its fork server ended too
          last_words: what it wrote to the standard error stream
          memory_bytes: how much memory it was allowed
    """
    if _DISORDER in last_words:
        return OrderUnclear()
    if status == -signal.SIGABRT and _is_of_memory(last_words):
        return MemoryLimitExceeded(limit_bytes=memory_bytes)
    _log.error("a worker ended with status %s: %s", status, last_words or "(no word)")
    return WorkerLost(status=status)


def _is_of_memory(last_words: str) -> bool:
    """Tell whether an allocator gave up, which it does by aborting, perhaps without a word."""
    return not last_words or any(each in last_words for each in _NO_MEMORY)
