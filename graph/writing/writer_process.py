"""The writing process: takes requests on stdin, writes, answers on stdout. It can be killed at any instant.

It keeps the store open, and its lock, after each write: opening costs more than a small write. Others who want the lock
(`maillage load`, a backup being restored) get it as soon as the write is done.
"""

from __future__ import annotations

import gc
import os
import select
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from io import FileIO
from typing import IO

from graph.errors import GraphError, SnapshotMissing
from graph.runtime.log_setup import set_up_logs
from graph.runtime.pipes import WholeReader, receive, send
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory, find_directory
from graph.storage.writer_lock import is_wanted
from graph.writing.requests import GraphWrite, Update, WriteResult

_IDLE_S = 60.0  # then its memory is worth more than the time
_HOLD_S = 600.0  # what a run of writes leaves behind in files and memory is swept now and then
_LOOK_EVERY_S = 0.1
_PAUSE_S = 0.12
TAKES_LONG = "takes long"  # told before the answer, where all is validated, derived or written anew, whatever was asked
Write = Callable[[Update | GraphWrite], WriteResult]


def main() -> None:
    """Serve requests until stdin ends."""
    reader = FileIO(os.dup(sys.stdin.fileno()))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    settings = receive(WholeReader(reader))
    assert isinstance(settings, Settings)
    set_up_logs(settings.log)
    _serve(settings, reader, answers)


def _serve(settings: Settings, reader: FileIO, answers: IO[bytes]) -> None:
    while True:
        select.select([reader], [], [])
        with ExitStack() as opened:
            directory: DataDirectory | None = None
            write: Write | None = None
            held_until = time.monotonic() + _HOLD_S
            while directory is None or _is_ready(reader, directory, held_until):
                try:
                    asked = receive(WholeReader(reader))
                except EOFError:
                    return
                try:
                    directory = directory or _directory(settings)
                    write = write or _open(directory, settings, opened, answers)
                    assert isinstance(asked, Update | GraphWrite)
                    answer: object = write(asked)
                except GraphError as error:
                    answer = error
                send(answers, answer)
                del answer  # an error keeps the frames it passed through, and so the store, alive
            gc.collect()
        time.sleep(_PAUSE_S)  # whoever waits for the lock looks for it every 50 ms


def _is_ready(reader: FileIO, directory: DataDirectory, held_until: float) -> bool:
    """Wait for the next request, unless somebody else wants the store."""
    until = min(held_until, time.monotonic() + _IDLE_S)
    while time.monotonic() < until and not is_wanted(directory):
        if select.select([reader], [], [], _LOOK_EVERY_S)[0]:
            return True
    return False


def _directory(settings: Settings) -> DataDirectory:
    directory = find_directory(settings.data_dir)
    if directory is None:
        raise SnapshotMissing(path=settings.data_dir)
    return directory


def _open(directory: DataDirectory, settings: Settings, opened: ExitStack, answers: IO[bytes]) -> Write:
    # Whoever starts this process imports this module too, and must not wait for what it does not need.
    from graph.storage.store_writer import open_writer  # noqa: PLC0415
    from graph.writing.plain_store import open_plain_writer  # noqa: PLC0415
    from graph.writing.validated_write import write as write_full  # noqa: PLC0415

    if directory.kind == "plain":
        return opened.enter_context(open_plain_writer(directory, settings)).write
    writer = opened.enter_context(open_writer(directory, settings))
    writer.announce = lambda: send(answers, TAKES_LONG)
    return lambda asked: write_full(writer, asked)


if __name__ == "__main__":
    main()
