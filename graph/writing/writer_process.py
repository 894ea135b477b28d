"""Run the writing process: read requests from stdin, write, answer on stdout. It can be killed at any instant.

It keeps the store open, and its lock, after each write: opening costs more than a small write. Other processes that
want the lock (`maillage load`, a backup being restored) get it as soon as the write is done. When writes pause, another
process derives connections and measurements, and this one publishes the result.
"""

from __future__ import annotations

import gc
import os
import select
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from io import FileIO
from typing import IO, TYPE_CHECKING, NamedTuple

from graph.errors import DataDirectoryBusy, GraphError, SnapshotMissing
from graph.runtime.log_setup import set_up_logs
from graph.runtime.pipes import WholeReader, receive, send
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.writer_lock import is_wanted, reporting_wait
from graph.writing.requests import GraphWrite, Update, WriteResult

if TYPE_CHECKING:
    from graph.storage.store_writer import StoreWriter
    from graph.writing.derivation_schedule import DerivationSchedule

_IDLE_S = 60.0  # then freeing its memory is worth more than the time
_HOLD_S = 600.0  # what a run of writes leaves behind in files and memory is swept now and then
_LOOK_EVERY_S = 0.1
_PAUSE_S = 0.12
TAKES_LONG = "takes long"  # sent before the answer, where everything is validated or rewritten
WAITS, HAS_TURN = "waits", "has its turn"  # sent while another process writes, and when it has done


def main() -> None:
    """Serve requests until stdin ends."""
    reader = FileIO(os.dup(sys.stdin.fileno()))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    settings = receive(WholeReader(reader))
    assert isinstance(settings, Settings)
    set_up_logs(settings.log)
    with ExitStack() as kept:
        _Service(settings, reader, answers, kept).run()


class _Open(NamedTuple):
    """A store that is open: the function that writes to it, and its writer where the directory is a full one."""

    write: Callable[[Update | GraphWrite], WriteResult]
    store: StoreWriter | None


class _Service:
    """The loop of the process: it waits with the store closed, then serves with the store open."""

    def __init__(self, settings: Settings, reader: FileIO, answers: IO[bytes], kept: ExitStack) -> None:
        """Serve requests that come from a reader; `kept` closes what lives as long as the process."""
        self._settings = settings
        self._reader = reader
        self._answers = answers
        self._kept = kept
        self._directory: DataDirectory | None = None
        self._schedule: DerivationSchedule | None = None

    def run(self) -> None:
        """Serve until there are no more requests."""
        self._find_directory()
        goes_on = True
        while goes_on:
            self._wait_closed()
            with ExitStack() as opened:
                goes_on = self._serve_open(opened)
            gc.collect()
            time.sleep(_PAUSE_S)  # a waiting process tries the lock every 50 ms

    def _wait_closed(self) -> None:
        """Wait for a request, or for a result to publish."""
        has_request = False
        while not has_request and not (self._schedule is not None and self._schedule.is_found):
            has_request = self._wait(None)

    def _wait(self, at_most_s: float | None) -> bool:
        """Wait until there is something to do; return whether it is a request."""
        schedule = self._schedule
        if schedule is None:
            return bool(select.select([self._reader], [], [], at_most_s)[0])
        schedule.step()
        waits = [each for each in (at_most_s, schedule.wait_s) if each is not None]
        ready = select.select([self._reader, *schedule.answers], [], [], min(waits, default=None))[0]
        schedule.step()
        return self._reader in ready

    def _serve_open(self, opened: ExitStack) -> bool:
        """Serve while no other process wants the store; return False when there are no more requests."""
        hold_until = time.monotonic() + _HOLD_S
        idle_until = time.monotonic() + _IDLE_S
        writer: _Open | None = None
        has_request = self._wait(0)
        while True:
            if has_request:
                try:
                    request = receive(WholeReader(self._reader))
                except EOFError:
                    return False
                try:
                    writer = writer or self._open_queued_writer(opened)
                    answer: object = self._answer(writer, request)
                except GraphError as error:
                    answer = error
                send(self._answers, answer)
                del answer  # an error keeps the frames it passed through, and so the store, alive
                idle_until = time.monotonic() + _IDLE_S
                _retire(writer)
            elif self._schedule is not None and self._schedule.is_found:
                try:
                    writer = writer or self._open(opened, replace(self._settings, lock_wait_s=0))
                except DataDirectoryBusy:
                    self._schedule.postpone()
                    return True
                assert writer.store is not None, "only a full directory has a schedule"
                self._schedule.publish(writer.store)
            is_over = time.monotonic() > min(hold_until, idle_until)
            if is_over or self._directory is None or is_wanted(self._directory):
                return True
            has_request = self._wait(_LOOK_EVERY_S)

    def _answer(self, writer: _Open, request: object) -> WriteResult:
        """Carry out a request, and schedule the derivation of what follows from it."""
        assert isinstance(request, Update | GraphWrite)
        done = writer.write(request)
        if done.has_changed and self._schedule is not None:
            self._schedule.note_write()
        return done

    def _find_directory(self) -> None:
        """Find the data directory, and what is left to derive in it."""
        self._directory = self._directory or find_directory(self._settings.data_dir)
        if self._directory is not None and self._directory.kind == "full" and self._schedule is None:
            from graph.writing.derivation_schedule import DerivationSchedule  # noqa: PLC0415  as in `_open`

            self._schedule = DerivationSchedule(self._directory, self._settings)
            self._kept.callback(self._schedule.close)

    def _open_queued_writer(self, opened: ExitStack) -> _Open:
        """Open the store when it is this process's turn; tell the client that it waits, and when that is over."""
        has_waited = False

        def on_wait(_holder: str, _before: int) -> None:
            nonlocal has_waited
            if not has_waited:
                send(self._answers, WAITS)
            has_waited = True

        with reporting_wait(on_wait):
            writer = self._open(opened, self._settings)
        if has_waited:
            send(self._answers, HAS_TURN)
        return writer

    def _open(self, opened: ExitStack, settings: Settings) -> _Open:
        # The process that starts this one imports this module too, and must not pay for these.
        from graph.storage.store_writer import open_writer  # noqa: PLC0415

        self._find_directory()
        if self._directory is None:
            raise SnapshotMissing(path=settings.data_dir)
        if self._directory.kind == "plain":
            from graph.writing.plain_store import open_plain_writer  # noqa: PLC0415

            plain = opened.enter_context(open_plain_writer(self._directory, settings))
            return _Open(plain.write, None)
        from graph.writing.validated_write import write  # noqa: PLC0415

        writer = opened.enter_context(open_writer(self._directory, settings))
        writer.announce = lambda: send(self._answers, TAKES_LONG)
        return _Open(partial(write, writer), writer)


def _retire(writer: _Open | None) -> None:
    """Remove old snapshots, now that the client has its answer."""
    if writer is not None and writer.store is not None:
        writer.store.retire()


if __name__ == "__main__":
    main()
