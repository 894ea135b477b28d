"""Relay the SERVICE calls of a query from its worker to a process that makes them.

The worker that evaluates the query cannot open a socket. The process that can evaluates nothing, and is only sent calls to
endpoints of the operator's list.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection

from graph.errors import ServiceFailed, ServiceNotListed
from graph.execution.worker_handle import WorkerHandle
from graph.runtime.ipc import Message, send
from graph.sparql.query_requests import error_header

_SHARE = 0.5  # of the time that is left: the query goes on after a call, a silent one even after none


class ServiceCalls:
    """The SERVICE calls of one query."""

    def __init__(
        self,
        fork: Callable[[], WorkerHandle],
        services: Collection[str],
        deadline: float,
        wait: Callable[[WorkerHandle, float], None],
    ) -> None:
        """Prepare; nothing is started before the first call.

        Args:
            fork: Starts the process that makes the calls.
            services: The endpoints that may be called.
            deadline: Of the query, on the monotonic clock.
            wait: Waits for a worker for at most so many seconds; raises TimeoutError or ClientGone.
        """
        self._wait = wait
        self._fork = fork
        self._services = services
        self._deadline = deadline
        self._fetcher: WorkerHandle | None = None

    def relay(self, worker: WorkerHandle, message: Message) -> Message:
        """Make the calls that a worker requests, one after the other, and return its result.

        Raises:
            TimeoutError: The deadline of the query has passed.
            ClientGone: The client has disconnected.
            EOFError: The worker died; as does OSError.
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
        if iri not in self._services:  # the worker checked it, but is not trusted
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
