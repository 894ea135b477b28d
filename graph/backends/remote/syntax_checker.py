"""Check users' queries and updates with a strict parser before they are sent to a remote engine.

The text is sent with the operator's credentials, so it must be SPARQL 1.1 and nothing else: engines have extensions
(Virtuoso's `define`), and some accept an update where a query is expected. The parser is recursive and a text can exhaust its
stack, so it runs in processes of its own that may crash.
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
    """The processes that parse texts, as many as there are threads checking at once; threads may share it."""

    def __init__(self) -> None:
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()

    def check_query(self, text: str, base_iri: str, limit_s: float) -> None:
        """Check that a text is a query without SERVICE.

        Raises:
            QuerySyntaxError, UpdateRefused, ServiceRefused: It is not.
            WorkerLost: It nests too deep to be parsed.
            TimeLimitExceeded: Parsing takes too long.
        """
        self._check("query", text, base_iri, limit_s)

    def check_update(self, text: str, base_iri: str, limit_s: float) -> None:
        """Check that a text is an update.

        Raises:
            QuerySyntaxError, WorkerLost, TimeLimitExceeded: As for a query.
        """
        self._check("update", text, base_iri, limit_s)

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            idle, self._idle = self._idle, []
        for each in idle:
            _end(each)

    def _check(self, kind: str, text: str, base_iri: str, limit_s: float) -> None:
        process = self._take()
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
        error = json.loads(line)
        if error:
            raise parse_error(error)

    def _take(self) -> subprocess.Popen[bytes]:
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
    """Send a line and return the line that answers it; empty when the process ended.

    Raises:
        TimeLimitExceeded: There is no answer in time.
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
