"""Who has the processor first: whoever answers, then whoever does for them what is brief, then everybody else.

Real-time priorities where the kernel grants them to this user; niceness everywhere. A thread hands on what it has to the
threads and processes that it starts. Knows nothing of queries.

Spec: sched(7); CAP_SYS_NICE or LimitRTPRIO= of systemd.exec(5) grants it
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

_LATER = 10  # niceness


class Priority(IntEnum):
    """Real-time priorities; those that are `NORMAL` share what the others leave, by their niceness."""

    NORMAL = 0
    SHORT_QUERY = 1  # somebody waits for it, and it is over in a few milliseconds or steps back
    SERVER = 2  # the web process, which sees to it that it is over


def try_priority(wanted: Priority) -> bool:
    """Give this thread a priority; False, and nothing changes, where the kernel does not grant it."""
    try:
        _set(0, wanted)
    except OSError:
        return False
    return True


def set_thread_priority(thread: int, wanted: Priority) -> None:
    """Give another thread a priority, if it is still there and the kernel grants it."""
    with suppress(OSError):
        _set(thread, wanted)


def set_process_priority(wanted: Priority) -> None:
    """Give a priority to every thread of this process."""
    for thread in os.listdir("/proc/self/task"):  # noqa: PTH208  again and again
        set_thread_priority(int(thread), wanted)


@contextmanager
def temporary_priority(wanted: Priority) -> Iterator[None]:
    """Have this thread do something with another priority, if it may have that; what it starts inside keeps it."""
    policy, before = os.sched_getscheduler(0), os.sched_getparam(0)
    is_other = before.sched_priority != wanted and try_priority(wanted)
    try:
        yield
    finally:
        if is_other:
            os.sched_setscheduler(0, policy, before)


@contextmanager
def children_at_normal_priority() -> Iterator[None]:
    """Start other processes inside: they begin with the usual priority, whatever this thread has.

    It keeps its own meanwhile: whoever holds the interpreter's lock must not wait for the processor behind what is brief.
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
    """Let others go before a thread, for good: only a privileged process finds back."""
    with suppress(OSError):
        if os.sched_getparam(thread).sched_priority:
            _set(thread, Priority.NORMAL)
        os.setpriority(os.PRIO_PROCESS, thread, _LATER)


def _set(thread: int, wanted: Priority) -> None:
    os.sched_setscheduler(thread, os.SCHED_RR if wanted else os.SCHED_OTHER, os.sched_param(wanted))
