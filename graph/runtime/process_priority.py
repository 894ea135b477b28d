"""Set the scheduling priority of threads and processes.

The server comes first, then short queries, then everything else: real-time priorities where the kernel grants them to this
user (CAP_SYS_NICE, or LimitRTPRIO= of systemd), niceness everywhere. Threads and processes inherit the priority of the thread
that starts them.

Spec: sched(7), systemd.exec(5)
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

_LATER = 10  # niceness


class Priority(IntEnum):
    """Real-time priorities; what is `NORMAL` shares the rest of the processors by niceness."""

    NORMAL = 0
    SHORT_QUERY = 1  # ends within milliseconds, or loses its priority
    SERVER = 2  # the web process, which ends the priority of its workers


def try_priority(wanted: Priority) -> bool:
    """Set the priority of this thread; return False, and change nothing, where the kernel does not grant it."""
    try:
        _set(0, wanted)
    except OSError:
        return False
    return True


def set_thread_priority(thread: int, wanted: Priority) -> None:
    """Set the priority of another thread, if it is still there and the kernel grants it."""
    with suppress(OSError):
        _set(thread, wanted)


def set_process_priority(wanted: Priority) -> None:
    """Set the priority of every thread of this process."""
    for thread in os.listdir("/proc/self/task"):  # noqa: PTH208  again and again
        set_thread_priority(int(thread), wanted)


@contextmanager
def temporary_priority(wanted: Priority) -> Iterator[None]:
    """Run a `with` block at another priority, if the kernel grants it; threads and processes started inside keep it."""
    policy, before = os.sched_getscheduler(0), os.sched_getparam(0)
    is_other = before.sched_priority != wanted and try_priority(wanted)
    try:
        yield
    finally:
        if is_other:
            os.sched_setscheduler(0, policy, before)


@contextmanager
def children_at_normal_priority() -> Iterator[None]:
    """Start processes inside a `with` block at normal priority, whatever priority this thread has.

    The thread keeps its own: while it holds the interpreter's lock, it must not wait for the processor behind short queries.
    """
    policy, own = os.sched_getscheduler(0), os.sched_getparam(0)
    if own.sched_priority:
        os.sched_setscheduler(0, policy | os.SCHED_RESET_ON_FORK, own)
    try:
        yield
    finally:
        if own.sched_priority:
            with suppress(PermissionError):  # without privilege it cannot be undone: nothing is lost
                os.sched_setscheduler(0, policy, own)


def lower_priority(thread: int) -> None:
    """Set normal priority and a higher niceness for a thread, for good: only a privileged process can undo it."""
    with suppress(OSError):
        if os.sched_getparam(thread).sched_priority:
            _set(thread, Priority.NORMAL)
        os.setpriority(os.PRIO_PROCESS, thread, _LATER)


def _set(thread: int, wanted: Priority) -> None:
    os.sched_setscheduler(thread, os.SCHED_RR if wanted else os.SCHED_OTHER, os.sched_param(wanted))
