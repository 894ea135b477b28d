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


class Precedence(IntEnum):
    """Real-time priorities; those that are `USUAL` share what the others leave, by their niceness."""

    USUAL = 0
    BRIEF = 1  # somebody waits for it, and it is over in a few milliseconds or steps back
    ANSWERING = 2  # the web process, which sees to it that it is over


def take(wanted: Precedence) -> bool:
    """Give this thread a precedence; False, and nothing changes, where the kernel does not grant it."""
    try:
        _set(0, wanted)
    except OSError:
        return False
    return True


def give(thread: int, wanted: Precedence) -> None:
    """Give another thread a precedence, if it is still there and the kernel grants it."""
    with suppress(OSError):
        _set(thread, wanted)


def give_all(wanted: Precedence) -> None:
    """Give a precedence to every thread of this process."""
    for thread in os.listdir("/proc/self/task"):  # noqa: PTH208  again and again
        give(int(thread), wanted)


@contextmanager
def holding(wanted: Precedence) -> Iterator[None]:
    """Have this thread do something with another precedence, if it may have that; what it starts inside keeps it."""
    policy, before = os.sched_getscheduler(0), os.sched_getparam(0)
    is_other = before.sched_priority != wanted and take(wanted)
    try:
        yield
    finally:
        if is_other:
            os.sched_setscheduler(0, policy, before)


@contextmanager
def apart() -> Iterator[None]:
    """Start other processes inside: they begin with the usual precedence, whatever this thread has.

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


def step_back(thread: int) -> None:
    """Let others go before a thread, for good: only a privileged process finds back."""
    with suppress(OSError):
        if os.sched_getparam(thread).sched_priority:
            _set(thread, Precedence.USUAL)
        os.setpriority(os.PRIO_PROCESS, thread, _LATER)


def _set(thread: int, wanted: Precedence) -> None:
    os.sched_setscheduler(thread, os.SCHED_RR if wanted else os.SCHED_OTHER, os.sched_param(wanted))
