"""Schedule derivations of connections and measurements, and publish their results.

A derivation begins when writes have paused for a moment, so that a burst of writes costs one; and at the latest some
time after the first write that it does not cover, so that it also runs under continuous writes. One runs at a time. A
job that fails, or whose result no longer fits, is started again, later each time.
"""

from __future__ import annotations

import logging
import select
import time
from typing import IO

from graph.errors import GraphError
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.storage.snapshot_parts.search_index import is_behind, is_part_missing
from graph.storage.snapshots import current_number
from graph.storage.store_writer import StoreWriter
from graph.writing.derivation_job import DerivationJob
from graph.writing.derived_commit import Derivation, publish_derivation

_log = logging.getLogger(__name__)
_NEVER = float("inf")
_AGAIN_S = 1.0
_LONGEST_S = 60.0


class DerivationSchedule:
    """The schedule of one data directory, and the job that runs."""

    def __init__(self, directory: DataDirectory, settings: Settings) -> None:
        """Plan what earlier writers left to derive."""
        self._directory = directory
        self._settings = settings
        self._job: DerivationJob | None = None
        self._found: Derivation | None = None
        self._publish_at = 0.0
        self._failures = 0
        self._due = self._latest = _NEVER
        self._look()

    def note_write(self) -> None:
        """Postpone the derivation until writes pause, but not for ever."""
        at = time.monotonic()
        self._latest = min(self._latest, at + self._settings.derivation_wait_s)
        self._due = min(at + self._settings.derivation_delay_s, self._latest)

    @property
    def answers(self) -> list[IO[bytes]]:
        """Return the streams that become readable when the running job has ended."""
        return [self._job.answer] if self._job is not None and self._found is None else []

    @property
    def wait_s(self) -> float | None:
        """Return in how many seconds there is something to do; None where only a job or a write can cause that."""
        until = self._publish_at if self._found is not None else self._due if self._job is None else _NEVER
        return None if until == _NEVER else max(until - time.monotonic(), 0.0)

    @property
    def is_found(self) -> bool:
        """Return whether a result waits to be published."""
        return self._found is not None and time.monotonic() >= self._publish_at

    def step(self) -> None:
        """Take the result of a job that has ended, and start one that is due."""
        if self._job is not None and self._found is None and select.select(self.answers, [], [], 0)[0]:
            self._found = self._job.result()
            if self._found is None:
                self._begin_again("a derivation was lost")
        if self._job is None and time.monotonic() >= self._due:
            self._due = self._latest = _NEVER
            self._job = DerivationJob(self._directory, self._settings, current_number(self._directory))

    def publish(self, writer: StoreWriter) -> None:
        """Publish the result; where that fails, plan another derivation."""
        assert self._found is not None, "something was found"
        try:
            is_done = publish_derivation(writer, self._found)
        except (OSError, GraphError) as error:
            _log.warning("a derivation was not published: %r", error)
            is_done = False
        if not is_done:
            self._begin_again("a derivation no longer fits")
            return
        if is_part_missing(self._directory):
            self._begin_again("the search index, the statistics or the history are not there")
            return
        self._end_job()
        self._failures = 0
        self._look()

    def postpone(self) -> None:
        """Publish somewhat later, because another process writes."""
        self._publish_at = time.monotonic() + _AGAIN_S

    def close(self) -> None:
        """End the job."""
        self._end_job()

    def _look(self) -> None:
        """Plan a derivation if something is left to derive."""
        count = self._settings.connections_per_initiative
        if self._due == _NEVER and is_behind(self._directory, count):
            self.note_write()

    def _begin_again(self, why: str) -> None:
        self._end_job()
        wait_s = min(_AGAIN_S * 2**self._failures, _LONGEST_S)
        self._failures += 1
        self._due = self._latest = time.monotonic() + wait_s
        _log.warning("%s, another one begins in %d s", why, wait_s)

    def _end_job(self) -> None:
        if self._job is not None:
            self._job.close()
        self._job = self._found = None
        self._publish_at = 0.0
