"""Queue writes of many threads for the writing process, which does one at a time and can be stopped.

A write evaluates a user's update and validates with pySHACL: neither can be stopped from within, and both would delay
the threads that answer readers.
"""

from __future__ import annotations

import hashlib
import logging
import pickle
import select
import subprocess
import threading
import time
from io import BufferedReader, FileIO

from graph.errors import (
    DataDirectoryBusy,
    DataDirectoryUnwritable,
    GraphError,
    HistoryDiffers,
    LogDamaged,
    SnapshotError,
    StoreBehind,
    StoreDamaged,
    WriterGone,
    WriteTimeout,
)
from graph.i18n import BilingualText
from graph.runtime.child_processes import start_child
from graph.runtime.counters import Timings
from graph.runtime.fair_queue import FairQueue, QueueFull
from graph.runtime.pipes import WholeReader, receive, send
from graph.settings import Settings
from graph.storage.data_directory import find_directory
from graph.storage.snapshot_parts.search_index import drop_damaged_index, is_behind
from graph.writing import writer_process
from graph.writing.requests import GraphWrite, Update, WriteResult
from graph.writing.writer_process import HAS_TURN, TAKES_LONG, WAITS

_log = logging.getLogger(__name__)
_AGAIN_S, _LONGEST_S = 1.0, 60.0
_MOST_WAITING = 1_000
_REMEMBERED_S = 600.0  # a client that sends the same again and again would keep others from writing
_RESTARTS = (
    2  # deaths of the writing process in a row, with no write done between: it will not mend by itself
)
# What no other content of the write would change.
_FAULTS = (
    *(DataDirectoryUnwritable, HistoryDiffers, LogDamaged, SnapshotError),
    *(StoreBehind, StoreDamaged, WriterGone),
)


class WriteQueue:
    """Passes writes to the writing process, started with the first one and again after it was stopped.

    It is also started, at once or after it was killed, where something is left to derive.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; the data directory need not exist yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._turns = FairQueue(places=1, share=1, queue=_MOST_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self._failures = 0
        self._ended_here = set[int]()  # numbers of processes that took too long
        self._fault = ""
        self._stopped: dict[
            bytes, float
        ] = {}  # by digest, until when a write that took too long is refused at once
        self.writes: Timings[tuple[str, str]] = Timings()

    @property
    def fault(self) -> str:
        """Return what keeps writes from being done; "" where nothing is known to.

        It is the code of the error that the last write met, unless that was about what was written; `writer-gone` also
        where the writing process ends again and again. The next write that is done clears it.
        """
        return self._fault or (WriterGone.code if self._failures >= _RESTARTS else "")

    def write(self, request: Update | GraphWrite) -> WriteResult:
        """Write, and count the write by kind and outcome.

        Raises:
            GraphError: See `_write`.
        """
        kind = "update" if isinstance(request, Update) else request.verb
        started, ending = time.monotonic(), "lost"
        try:
            done = self._write(request)
            ending, self._fault = "accepted", ""
        except (WriteTimeout, WriterGone) as error:
            self._note_fault(error)
            ending = "timeout" if isinstance(error, WriteTimeout) else "lost"
            _log.warning("write stopped: %s", error.code, extra={"cause": error.code, "kind": kind})
            raise
        except GraphError as error:
            self._note_fault(error)
            ending = "refused"
            raise
        finally:
            self.writes.record((kind, ending), time.monotonic() - started)
        return done

    def _note_fault(self, error: GraphError) -> None:
        if isinstance(error, _FAULTS):
            self._fault = error.code

    def _write(self, request: Update | GraphWrite) -> WriteResult:
        """Wait for the queue, have the write done, and return its result once it is published.

        Writes are done in the order in which they came. The time that others take is not counted as this write's.

        Raises:
            DataDirectoryBusy: Other writes took longer than a writer waits.
            WriteTimeout: Validating and writing take longer than the limit, unless everything is validated or rewritten.
            WriterGone: The process ended.
            GraphError: The write was refused.
        """
        self._refuse_what_took_too_long(request)
        wait_s = self._settings.lock_wait_s
        try:
            with self._turns.admit("", wait_s=wait_s), self._lock:
                answer = self._exchange(request)
        except WriteTimeout:
            self._stopped[_digest(request)] = time.monotonic() + _REMEMBERED_S
            raise
        except QueueFull as error:
            holder = BilingualText("des écritures arrivées avant", "writes that came before")
            raise DataDirectoryBusy(
                path=self._settings.data_dir, holder=holder, waited_s=f"{wait_s:g}"
            ) from error
        if isinstance(answer, GraphError):
            raise answer
        assert isinstance(answer, WriteResult)
        self._failures = 0
        return answer

    def _refuse_what_took_too_long(self, request: Update | GraphWrite) -> None:
        """Refuse a write that was stopped a moment ago: it would take as long again.

        Raises:
            WriteTimeout: It was stopped within the last ten minutes.
        """
        now = time.monotonic()
        self._stopped = {digest: until for digest, until in self._stopped.items() if until > now}
        if self._stopped and _digest(request) in self._stopped:
            raise WriteTimeout(limit_s=self._settings.write_timeout_s)

    def close(self) -> None:
        """Stop the writing process once it has finished its current write."""
        with self._lock:
            self._is_closed = True
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()
                self._process.wait()
                self._forget(self._process)

    def resume_derivation(self) -> None:
        """Start the writing process if something is left to derive from earlier writes, or the search index is not there."""
        directory = find_directory(self._settings.data_dir)
        if directory is None or directory.kind != "full":
            return
        drop_damaged_index(directory)
        if is_behind(directory, self._settings.connections_per_initiative):
            with self._lock:
                if not self._is_closed:
                    self._started()

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until a writing process ends; start another one for what it left to derive."""
        process.wait()
        if not self._is_closed and process.pid not in self._ended_here:
            time.sleep(min(_AGAIN_S * 2**self._failures, _LONGEST_S))
            self._failures += 1
        self._ended_here.discard(process.pid)
        if not self._is_closed:
            self.resume_derivation()

    def _exchange(self, request: Update | GraphWrite) -> object:
        process = self._started()
        assert process.stdin is not None
        answers = _unbuffered(process)
        limit_s: float | None = self._settings.write_timeout_s
        try:
            send(process.stdin, request)
            while True:
                if not select.select([answers], [], [], limit_s)[0]:
                    self._ended_here.add(process.pid)
                    self._stop(process)
                    raise WriteTimeout(limit_s=limit_s)
                answer = receive(WholeReader(answers))
                if answer in (WAITS, TAKES_LONG):
                    limit_s = None
                elif answer == HAS_TURN:
                    limit_s = self._settings.write_timeout_s
                else:
                    return answer
        except (BrokenPipeError, EOFError) as error:
            self._stop(process)
            raise WriterGone from error

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the writing process; one that ended while idle is replaced, with nothing lost."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        if self._process is not None:
            self._forget(self._process)
        process = start_child("writer", writer_process, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdin is not None
        self._process = process
        send(process.stdin, self._settings)
        threading.Thread(target=self._watch, args=(process,), daemon=True, name="writer watch").start()
        return process

    def _stop(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        self._forget(process)

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        self._process = None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue


def _digest(request: Update | GraphWrite) -> bytes:
    return hashlib.sha256(pickle.dumps(request)).digest()


def _unbuffered(process: subprocess.Popen[bytes]) -> FileIO:
    """Return the stream of answers without its buffer, which would hide waiting answers from `select`."""
    assert isinstance(process.stdout, BufferedReader)
    assert isinstance(process.stdout.raw, FileIO)
    return process.stdout.raw
