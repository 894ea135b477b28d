"""Fill a new data directory in a process of its own, so that its memory is free again when serving begins.

`python -m graph.administration.first_start` reads settings and data directory from stdin, and writes each step, then the
result, to stdout.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable

from graph.errors import GraphError
from graph.i18n import BilingualText
from graph.runtime.child_processes import end_with_parent, start_child
from graph.runtime.pipes import receive, send
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory

_DONE = "done"


class FirstStartFailed(RuntimeError):
    """The process ended without a result; what it wrote on stderr says why."""


def fill(directory: DataDirectory, settings: Settings, show: Callable[[BilingualText], None]) -> None:
    """Load all that ships into a new data directory, and derive connections.

    Args:
        show: Called with each step.

    Raises:
        GraphError: Whatever `bootstrap` raises.
        FirstStartFailed: The process was killed, or there was no memory.
    """
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with start_child("first start", sys.modules[__name__], **pipes) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdin as request:
            send(request, (directory, settings))
        try:
            while (told := receive(process.stdout)) != _DONE:
                if isinstance(told, GraphError):
                    raise told
                assert isinstance(told, BilingualText)
                show(told)
        except EOFError as error:
            raise FirstStartFailed(process.wait()) from error


def main() -> None:
    """Run what `fill` asks for."""
    end_with_parent()
    gc.disable()  # there are no cycles to find among a million terms, and looking for them took a fifth of the time
    from graph.administration.bootstrap import bootstrap  # noqa: PLC0415  the starting process must not load it
    from graph.storage.store_writer import open_writer  # noqa: PLC0415

    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    request = receive(sys.stdin.buffer)
    assert isinstance(request, tuple)
    directory, settings = request
    try:
        with open_writer(directory, settings) as writer:
            bootstrap(writer, lambda step: send(answers, step))
        send(answers, _DONE)
    except GraphError as error:
        send(answers, error)


if __name__ == "__main__":
    main()
