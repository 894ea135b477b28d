"""The calls that a query makes to other endpoints: a worker asks for them, another process makes them.

In: a worker that wants a call made. Out: its final message. The worker that evaluates has no right to open a socket;
the process that has it evaluates nothing, and is asked for endpoints of the operator's list alone.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection

from graph.errors import ServiceFailed, ServiceNotListed
from graph.execution.fork_server_client import WorkerHandle
from graph.runtime.ipc import Message, send
from graph.sparql.query_requests import error_header

_SHARE = 0.5  # of the time that is left: the query goes on after a call, a silent one even after none


class ServiceCalls:
    """The calls of one query."""

    def __init__(
        self,
        fork: Callable[[], WorkerHandle],
        services: Collection[str],
        deadline: float,
        wait: Callable[[WorkerHandle, float], None],
    ) -> None:
        """Make calls until a moment.

        Args: fork: starts a process that fetches; it is started with the first call
              wait: waits for a worker, so many seconds at most; raises TimeoutError, ClientGone
        """
        self._wait = wait
        self._fork = fork
        self._services = services
        self._deadline = deadline
        self._fetcher: WorkerHandle | None = None

    def relay(self, worker: WorkerHandle, message: Message) -> Message:
        """Make the calls that a worker asks for, one after the other, until it answers.

        Raises: TimeoutError, ClientGone; EOFError or OSError when the worker died.
        """
        try:
            while "call" in message.header:
                answer = self._made(message)
                send(worker.channel, answer.header, answer.content, answer.files)
                for each in answer.files:
                    os.close(each)
                message = self._answer(worker, self._left_s())
        finally:
            if self._fetcher is not None:
                self._fetcher.kill()
        return message

    def _made(self, message: Message) -> Message:
        iri = message.header["call"]["iri"]
        if iri not in self._services:  # the worker refused it already; it is not taken at its word
            return Message(error_header(ServiceNotListed(found=iri, expected=", ".join(self._services))))
        timeout_s = _SHARE * self._left_s()
        try:
            if self._fetcher is None:
                self._fetcher = self._fork()
            send(self._fetcher.channel, {"call": message.header["call"], "timeout_s": timeout_s})
            return self._answer(self._fetcher, timeout_s)
        except (OSError, EOFError) as error:
            if self._fetcher is not None:
                self._fetcher.kill()
                self._fetcher = None
            reason = f"> {timeout_s:.1f} s" if isinstance(error, TimeoutError) else repr(error)
            return Message(error_header(ServiceFailed(found=iri, reason=reason)))

    def _answer(self, worker: WorkerHandle, within_s: float) -> Message:
        self._wait(worker, within_s)
        return worker.finish()

    def _left_s(self) -> float:
        return self._deadline - time.monotonic()
