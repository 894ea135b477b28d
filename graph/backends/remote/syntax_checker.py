"""Strangers' texts are read by a strict parser before another engine sees them: what is no SPARQL goes nowhere.

Engines have words of their own (Virtuoso's `define`), some take updates where queries go; and the credentials that we
send are ours. The parser is recursive, and a text can be made to exhaust it: it runs in processes that may end.
"""

from __future__ import annotations

import json
import select
import subprocess
import threading
from contextlib import suppress

from graph.backends.remote import syntax_checker_process
from graph.errors import TimeLimitExceeded, WorkerLost
from graph.runtime.child_processes import start_child
from graph.sparql.query_requests import parse_error


class SyntaxChecker:
    """Processes that read texts, as many as threads ask at once; threads may share it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def check_query(self, text: str, base_iri: str, limit_s: float) -> None:
        """Go on only with a query of SPARQL 1.1 that asks nobody elsewhere.

        Raises: QuerySyntaxError; UpdateRefused; ServiceRefused; WorkerLost when it nests too deep to be read; TimeLimitExceeded.
        """
        self._check("query", text, base_iri, limit_s)

    def check_update(self, text: str, base_iri: str, limit_s: float) -> None:
        """Go on only with an update of SPARQL 1.1.

        Raises: QuerySyntaxError, WorkerLost, TimeLimitExceeded.
        """
        self._check("update", text, base_iri, limit_s)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            _end(each)

    def _check(self, kind: str, text: str, base_iri: str, limit_s: float) -> None:
        process = self._taken()
        try:
            line = _exchange(process, json.dumps([kind, text, base_iri]).encode() + b"\n", limit_s)
        except BaseException:
            _end(process)
            raise
        if not line:
            _end(process)
            raise WorkerLost(status=process.returncode)
        with self._lock:
            self._idle.append(process)
        told = json.loads(line)
        if told:
            raise parse_error(told)

    def _taken(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return start_child(
            "syntax checker",
            syntax_checker_process,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _exchange(process: subprocess.Popen[bytes], line: bytes, limit_s: float) -> bytes:
    """Send a line and wait for one; nothing comes of a process that ended.

    Raises: TimeLimitExceeded.
    """
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018  both are pipes
    with suppress(BrokenPipeError):
        process.stdin.write(line)
        process.stdin.flush()
    if not select.select([process.stdout], [], [], limit_s)[0]:
        raise TimeLimitExceeded(limit_s=limit_s)
    return process.stdout.readline()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
