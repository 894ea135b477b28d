"""Run the process that answers requests, and start it again whenever it ends.

Granian speaks HTTP; `middleware.slow_clients` and `middleware.idle_connections` bound what it leaves unbounded.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import time
from _thread import start_new_thread
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from graph.runtime.child_processes import end_with_parent
from graph.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

HEAD_TIMEOUT_S = 15  # for the head of a request; a connection that waits for its next request has as long
_MAX_HEAD_BYTES = 128 << 10
_CONNECTIONS = 1024
_OPEN_FILES = 1 << 16
_THREADS = 16  # beside those that wait: for a worker, for an upload, for a reader
_WAKE_EVERY_S = 0.2
_DEATHS, _WITHIN_S = 40, 60.0  # beyond it, something is wrong that starting again does not mend


def listen(settings: Settings) -> None:
    """Serve until interrupted."""
    from webapp.middleware.slow_clients import PLACES, QUEUE  # noqa: PLC0415

    # A fork would inherit the threads of the writer's store.
    multiprocessing.set_start_method("spawn", force=True)
    server = _Server(
        "maillage",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # HTTP/2 needs TLS to be of use, which whatever stands before this server does
        http1_settings=HTTP1Settings(
            header_read_timeout=HEAD_TIMEOUT_S * 1000, max_buffer_size=_MAX_HEAD_BYTES
        ),
        backpressure=_CONNECTIONS,
        blocking_threads=settings.query_workers + settings.query_queue + 2 * (PLACES + QUEUE) + _THREADS,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=max(1, round(settings.stop_wait_s)),
        websockets=False,
    )
    server.serve(target_loader=partial(_load_app, settings, os.getpid()))


class _Server(Server):  # type: ignore[misc, valid-type]  # a class chosen at import
    """Restarts a killed child, however soon after the last time; Granian gives up at the second.

    A hang-up (SIGHUP) changes nothing. Granian would replace the answering process, and kill the old one though a write takes
    longer than a stop may; yet logs go to stderr, so that no file has to be opened anew.

    A signal to stop wakes the main loop from another thread, again and again. Granian sets an event in the handler: where the main
    thread is just waking, as after a first signal, it holds the lock of that event, and would wait for itself for ever.
    """

    interrupt_signal: bool  # Granian's own
    _deaths: deque[float] | None = None

    def _spawn_workers(self, *args: Any) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # whoever is started from here on ignores it too
        super()._spawn_workers(*args)

    def signal_handler_interrupt(self, *_: Any) -> None:
        if not self.interrupt_signal:
            self.interrupt_signal = True
            # threading.Thread takes a lock that the main thread may hold too.
            start_new_thread(self._wake, ())

    def _wake(self) -> None:
        while True:
            self.main_loop_interrupt.set()
            time.sleep(_WAKE_EVERY_S)

    def _respawn_workers(self, workers: list[int], *args: Any, **more: Any) -> None:
        super()._respawn_workers(workers, *args, **more)
        self._deaths = self._deaths or deque(maxlen=_DEATHS)
        self._deaths.append(time.monotonic())
        if len(self._deaths) < _DEATHS or self._deaths[-1] - self._deaths[0] > _WITHIN_S:
            self.respawned_wrks.clear()


def _load_app(settings: Settings, parent: int, _target: str) -> Flask:
    from webapp.server.wsgi_stack import assemble  # noqa: PLC0415  the parent process needs none of it

    end_with_parent()
    if os.getppid() != parent:  # it ended before; in a container its number may be 1
        raise SystemExit
    _raise_file_limit()
    app = assemble(settings, connections=_CONNECTIONS)
    gc.collect()
    gc.freeze()  # what stays for good is not looked at by every collection
    return app


def _raise_file_limit() -> None:
    """Raise the limit of open files to what connections and results need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
