"""Look at the processes of this machine as /proc shows them: who descends from whom, and what each has used.

Work is bounded in processor time. A wall clock tells how long something took here and now; processor time tells what
was done: on an idle machine both agree, on a busy one only the latter stays what it was.

Spec: proc(5)
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graph.runtime.child_processes import role_of

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_STATE, _PARENT = 0, 1  # columns of /proc/PID/stat behind the name
_TIMES = slice(11, 15)  # in user and kernel mode, then those of ended children


@dataclass(frozen=True, slots=True)
class Process:
    """One process at one moment.

    Attributes:
        role: What our own processes were started for; "" for others.
        processor_s: Seconds of processor time that it and its ended children have used. A child counts from the moment
            its parent has noticed that it ended.
    """

    pid: int
    parent: int
    state: str
    command: str
    role: str
    processor_s: float

    @property
    def private_bytes(self) -> int:
        """Return how much memory it shares with no other process; 0 when it is gone."""
        try:
            rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text()
        except OSError:
            return 0
        lines = rollup.splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) << 10


def find_process(pid: int) -> Process | None:
    """Read what a process is; None when it is gone."""
    try:
        columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        role = role_of(pid)
    except OSError:
        return None
    used_s = sum(map(int, columns[_TIMES])) / _TICKS_PER_S
    return Process(pid, int(columns[_PARENT]), columns[_STATE], command, role, used_s)


def descendants(root: int) -> list[Process]:
    """List a process and all that descend from it, zombies included."""
    pids = [int(each) for each in os.listdir("/proc") if each.isdigit()]  # noqa: PTH208  again and again
    found = {each.pid: each for each in map(find_process, pids) if each is not None}
    inside = {root}
    while more := {each.pid for each in found.values() if each.parent in inside} - inside:
        inside |= more
    return [found[each] for each in sorted(inside) if each in found]


def is_running(pid: int) -> bool:
    """Return whether a process is there and is no zombie."""
    found = find_process(pid)
    return found is not None and found.state != "Z"


def kill(pid: int) -> None:
    """Kill one process that may be gone already."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def processor_s(pid: int) -> float:
    """Return the processor time that a process and its ended children have used; 0 when it is gone."""
    found = find_process(pid)
    return found.processor_s if found else 0.0


def processor_s_of_ended_children() -> float:
    """Return the processor time that all ended children of this process have used."""
    times = os.times()
    return times.children_user + times.children_system


def processor_s_of_all() -> float:
    """Return the processor time that everything on this machine has used, and what its host took away.

    Spec: proc_stat(5)
    """
    first = Path("/proc/stat").read_text("ascii").splitlines()[0]
    user, nice, system, _idle, _waiting, *others = map(int, first.split()[1:9])
    return (user + nice + system + sum(others)) / _TICKS_PER_S
