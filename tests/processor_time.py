"""Read how much processor time processes have used: what work costs, whoever else uses the machine.

A wall clock tells how long something took on this machine, now. Processor time tells what was done: on an idle machine
both agree, on a busy one only the latter stays what it was. So limits of work are tested by it.
"""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_USER, _KERNEL, _CHILDREN_USER, _CHILDREN_KERNEL = range(11, 15)  # columns of /proc/PID/stat behind the name


def used_by(pid: int) -> float:
    """Return the seconds of processor time that a process and its ended children have used; 0 when it is gone.

    Children count from the moment their parent has noticed that they ended.

    Spec: proc_pid_stat(5)
    """
    try:
        columns = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return 0.0
    wanted = (_USER, _KERNEL, _CHILDREN_USER, _CHILDREN_KERNEL)
    return sum(int(columns[each]) for each in wanted) / _TICKS_PER_S


def used_by_ended_children() -> float:
    """Return the seconds of processor time that the ended children of this process have used, of all together."""
    times = os.times()
    return times.children_user + times.children_system
