"""Measure the memory of a server's processes by role; a page that several share is counted once in all. Linux alone (/proc)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from graph.execution.fork_server_client import FORK_SERVER
from graph.runtime.child_processes import role_of

ROLES = (FORK_SERVER, "writer")
_SHARE = "Pss:"  # proportional: workers share most of their memory with their fork server


def memory_by_role(root: int) -> dict[str, list[int]]:
    """Return the bytes of each process that descends from one, itself included, by role.

    Roles: watcher, web, zygote (the fork server), worker, writer, other.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    for role, pid in _family(root, "watcher"):
        with suppress(OSError):  # it may have ended meanwhile
            found[role].append(_share_bytes(pid))
    return dict(found)


def _family(pid: int, role: str) -> Iterator[tuple[str, int]]:
    yield role, pid
    for child in _children(pid):
        with suppress(OSError):
            yield from _family(child, _role_of(child, role))


def _role_of(pid: int, parent_role: str) -> str:
    if parent_role == FORK_SERVER:
        return "worker"
    own = role_of(pid)
    if own in ROLES:
        return own
    return "web" if parent_role == "watcher" and pid == os.getpid() else "other"


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += map(int, (thread / "children").read_text("ascii").split())
    return found


def _share_bytes(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return next(int(line.split()[1]) << 10 for line in rollup.splitlines() if line.startswith(_SHARE))
