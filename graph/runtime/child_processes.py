"""Start the other processes of this program, each under a role that can be read from outside.

Whatever may have to be killed runs in a process of its own: queries, writes, the search of a network's structure. All are
started here, so that they begin with the usual priority and say what they are for: the role stands in the command line
(`python -X maillage_role=writer …`), where `ps` shows it and `webapp.monitoring.process_memory` reads it. A process that is
forked shows the role of the one that it was forked from.

    process = start_child("writer", writer_process, stdin=subprocess.PIPE)
"""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from graph.runtime.process_priority import children_at_normal_priority

_OPTION = "maillage_role="
_PR_SET_PDEATHSIG = 1


def start_child(role: str, module: ModuleType, *arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    """Start a module of ours, which has a `main`, in a process of its own.

    Args:
        role: What it is for, in a word or two.
        module: Is run by its name, as `python -m` does.
        arguments: What it finds in `sys.argv`.
        options: Those of `subprocess.Popen`; without them it has this process's standard streams.
    """
    command = [sys.executable, "-X", f"{_OPTION}{role}", "-m", module.__name__, *map(str, arguments)]
    with children_at_normal_priority():
        return subprocess.Popen(command, **options)


def role_of(pid: int) -> str:
    """Return the role of a process; "" for one that was not started here.

    Raises:
        OSError: There is no such process.
    """
    arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    return next((each.removeprefix(_OPTION) for each in arguments if each.startswith(_OPTION)), "")


def end_with_parent() -> None:
    """Make the kernel kill this process as soon as the thread that started it ends, however it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
