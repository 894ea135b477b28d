"""Find out whether writes would be done now: for `/ready` and the metrics.

A write that a person can mend says nothing about it; a disk, a folder, a process or a store that fails does.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from graph.backends.protocols import WriteService

TAKEN, FULL, READ_ONLY = "taken", "disk-full", "read-only"


def writing_state(writes: WriteService, folder: Path, floor_bytes: int) -> str:
    """Return "taken", or what keeps writes from being done.

    Args:
        writes: The writes of users, whose last fault counts until a write is done.
        folder: The data directory; "disk-full" and "read-only" are about it.
        floor_bytes: What has to be free for a write.
    """
    if shutil.disk_usage(folder).free < floor_bytes:
        return FULL
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & os.ST_RDONLY:
        return READ_ONLY
    return writes.fault or TAKEN
