"""Queue writes of many threads for the writing process, which does one at a time and can be stopped.

A write evaluates a user's update and validates with pySHACL: neither can be stopped from within, and both would delay
the threads that answer readers.
"""

from __future__ import annotations

import logging
import select
import subprocess
import threading
import time

from graph.errors import GraphError, WriterGone, WriteTimeout
from graph.runtime.child_processes import start_child
from graph.runtime.counters import Timings
from graph.runtime.pipes import receive, send
from graph.settings import Settings
from graph.storage.data_directory import find_directory
from graph.storage.derivation_lag import derivation_lag
from graph.writing import writer_process
from graph.writing.requests import GraphWrite, Update, WriteResult
from graph.writing.writer_process import TAKES_LONG

_log = logging.getLogger(__name__)
_AGAIN_S, _LONGEST_S = 1.0, 60.0


class WriteQueue:
    """Passes writes to the writing process, started with the first one and again after it was stopped.

    It is also started, at once or after it was killed, where something is left to derive.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; the data directory need not exist yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False
        self._failures = 0
        self.writes: Timings[tuple[str, str]] = Timings()

    def write(self, request: Update | GraphWrite) -> WriteResult:
        """Write, and count the write by kind and outcome.

        Raises:
            GraphError: See `_write`.
        """
        kind = "update" if isinstance(request, Update) else request.verb
        started, ending = time.monotonic(), "lost"
        try:
            done = self._write(request)
            ending = "accepted"
        except (WriteTimeout, WriterGone) as error:
            ending = "timeout" if isinstance(error, WriteTimeout) else "lost"
            _log.warning("write stopped: %s", error.code, extra={"cause": error.code, "kind": kind})
            raise
        except GraphError:
            ending = "refused"
            raise
        finally:
            self.writes.record((kind, ending), time.monotonic() - started)
        return done

    def _write(self, request: Update | GraphWrite) -> WriteResult:
        """Wait for the queue, have the write done, and return its result once it is published.

        Raises:
            WriteTimeout: Waiting, validating and writing take longer than the limit, unless everything is validated
                or rewritten.
            WriterGone: The process ended.
            GraphError: The write was refused.
        """
        deadline = time.monotonic() + self._settings.write_timeout_s
        if not self._lock.acquire(timeout=self._settings.write_timeout_s):
            raise WriteTimeout(limit_s=self._settings.write_timeout_s)
        try:
            answer = self._exchange(request, deadline)
        finally:
            self._lock.release()
        if isinstance(answer, GraphError):
            raise answer
        assert isinstance(answer, WriteResult)
        self._failures = 0
        return answer

    def close(self) -> None:
        """Stop the writing process once it has finished its current write."""
        with self._lock:
            self._is_closed = True
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()
                self._process.wait()
                self._forget(self._process)

    def resume_derivation(self) -> None:
        """Start the writing process if something is left to derive from earlier writes."""
        directory = find_directory(self._settings.data_dir)
        if directory is None or directory.kind != "full":
            return
        if derivation_lag(directory, self._settings.connections_per_initiative).snapshots:
            with self._lock:
                if not self._is_closed:
                    self._started()

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until a writing process ends; start another one for what it left to derive."""
        process.wait()
        if not self._is_closed:
            time.sleep(min(_AGAIN_S * 2**self._failures, _LONGEST_S))
            self._failures += 1
            self.resume_derivation()

    def _exchange(self, request: Update | GraphWrite, deadline: float) -> object:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018  both are pipes
        try:
            send(process.stdin, request)
            if not select.select([process.stdout], [], [], max(deadline - time.monotonic(), 0))[0]:
                self._stop(process)
                raise WriteTimeout(limit_s=self._settings.write_timeout_s)
            answer: object = TAKES_LONG
            # No `select` from here on: both messages may be in the stream's buffer already.
            while answer == TAKES_LONG:
                answer = receive(process.stdout)
        except (BrokenPipeError, EOFError) as error:
            self._stop(process)
            raise WriterGone from error
        return answer

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
