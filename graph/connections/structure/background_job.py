"""Find the structure of one network and keep it beside it: a process of its own, out of the way of those that answer.

`python -m graph.connections.structure.background_job snapshots/12/network`
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from graph.connections.network.array_files import open_network
from graph.connections.structure.cache import kept_structure, save_structure
from graph.connections.structure.model import Structure
from graph.runtime.child_processes import start_child

_LOCK = "structure.lock"
_MOST_POLITE = 19


def start_keeping(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that finds and keeps the structure of the network in a folder, without waiting for it."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    return start_child("structure analysis", sys.modules[__name__], folder, **streams)


def keep_structure(folder: Path) -> Structure | None:
    """Find the structure of the network in a folder and keep it; give what is kept, None without a network.

    When two ask at once, the second waits for the first, and finds nothing left to do.
    """
    from graph.connections.structure.analysis import structure_of  # noqa: PLC0415  slow to import

    with folder.with_name(_LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = kept_structure(folder)
        network = open_network(folder) if kept is None else None
        return kept if network is None else save_structure(structure_of(network, None), folder)


def main() -> None:
    """Keep the structure of the network in the folder named."""
    os.nice(_MOST_POLITE)
    keep_structure(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
