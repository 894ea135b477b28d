"""Decide when a dump is written: seldom enough to cost little, often enough to be worth taking.

A dump takes hundreds of times what a small write takes. So one begins where something else is stated than in the last, writes
have rested, what follows from them is derived, and the last is older than twenty times what it took; once a day it begins
even while writes never rest. The schedule watches the snapshot in force alone: whoever wrote it need not know of dumps.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from dataclasses import dataclass

from graph.errors import GraphError
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.storage.derivation_lag import derivation_lag
from graph.storage.dumps.job import start_dump
from graph.storage.dumps.offer import LastDump, list_dumps, read_last
from graph.storage.history.patch_log import read_epochs
from graph.storage.snapshots import Snapshot, current_number, read_manifest, repeated_numbers

_log = logging.getLogger(__name__)
_TIMES_ITS_COST = 20  # so that dumps take a twentieth of a processor at most
_LATEST_S = 86_400.0
_LOOK_EVERY_S = 5.0
_LONGEST_LOOK_S = 0.2  # of the rest after a write, so that a short rest is seen


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known when the schedule looks.

    Attributes:
        now: Seconds since 1970.
        rested_s: Since the snapshot in force was first seen.
        waited_s: Since something else was first seen to be stated than in the last dump.
        is_derived: Whether what follows from the last writes is derived.
    """

    now: float
    rested_s: float
    waited_s: float
    is_derived: bool


def is_due(moment: Moment, last: LastDump | None, rest_s: float) -> bool:
    """Return whether a dump begins, where something else is stated than in the last one."""
    age_s = moment.now - last.written_at if last is not None else float("inf")
    if age_s < 0:  # the clock was ahead when it was written
        age_s = float("inf")
    if last is not None and age_s < _TIMES_ITS_COST * last.took_s:
        return False
    is_quiet = moment.rested_s >= rest_s and moment.is_derived
    return is_quiet or min(moment.waited_s, age_s) >= _LATEST_S


class DumpSchedule:
    """Watches a data directory in a thread, and starts a process for each dump; one runs at a time."""

    def __init__(self, directory: DataDirectory, settings: Settings) -> None:
        """Watch a full data directory; nothing runs before `start`."""
        self._directory, self._settings = directory, settings
        self._number, self._seen_at, self._changed_at = 0, time.monotonic(), time.monotonic()
        self._is_changed, self._failures, self._not_before = False, 0, 0.0
        self._settled = 0  # the snapshot that the last dump is known to be as good as
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the thread, unless no dump is to be kept."""
        if self._settings.dump_keep_count:
            threading.Thread(target=self._run, daemon=True, name="dumps").start()

    def close(self) -> None:
        """Stop, and end a dump that is being written."""
        self._stopping.set()
        process = self._process
        if process is not None:
            process.kill()

    def _run(self) -> None:
        every_s = min(_LOOK_EVERY_S, max(self._settings.dump_delay_s / 4, _LONGEST_LOOK_S))
        while not self._stopping.wait(every_s):
            try:
                if self.look():
                    self._write()
            except (OSError, GraphError) as error:  # of a directory that is being replaced
                _log.warning("dumps: %s", str(error))

    def look(self) -> bool:
        """Note what is in force, and return whether a dump begins now."""
        at, number = time.monotonic(), current_number(self._directory)
        if number in (0, self._settled) or at < self._not_before:
            return False
        if number != self._number:
            self._number, self._seen_at = number, at
        snapshot = read_manifest(self._directory.snapshots / str(number))
        last = read_last(self._directory.path)
        was_changed, self._is_changed = self._is_changed, self._differs(snapshot, last)
        if not self._is_changed:
            self._settled = number
            return False
        if not was_changed:
            self._changed_at = at
        lag = derivation_lag(self._directory, self._settings.connections_per_initiative)
        moment = Moment(time.time(), at - self._seen_at, at - self._changed_at, not lag.snapshots)
        return is_due(moment, last, self._settings.dump_delay_s)

    def _differs(self, snapshot: Snapshot, last: LastDump | None) -> bool:
        """Return whether a snapshot states something else than the last dump, or the dump is gone."""
        if last is None or not list_dumps(self._directory.path):
            return True
        epochs = read_epochs(self._directory)
        is_same_line = not epochs or epochs[-1].epoch == last.epoch or not last.epoch
        return not is_same_line or not set(last.numbers) & set(repeated_numbers(snapshot))

    def _write(self) -> None:
        """Write a dump, and wait for it; after a failure, the next one begins later each time."""
        self._process = start_dump(self._directory, self._settings)
        if self._stopping.is_set():
            self._process.kill()
        if self._process.wait() == 0:
            self._failures, self._not_before = 0, 0.0
        else:
            self._failures += 1
            self._not_before = time.monotonic() + min(60.0 * 2**self._failures, 3600.0)
        self._process = None
