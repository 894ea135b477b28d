"""Derive in a process of its own, at a low priority, so that neither a write nor a query waits for it.

`python -m graph.writing.derivation_job` reads its task from stdin and writes the result to stdout. It ends with the
process that started it, and may be killed at any instant: its files lie in a folder that is swept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, suppress
from typing import IO

from graph.runtime.child_processes import end_with_parent, start_child
from graph.runtime.pipes import receive, send
from graph.runtime.temporary_folders import temporary_folder
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory
from graph.writing.derived_commit import Derivation

_LATER = 10  # niceness, that of long queries: less, and a machine that is always busy would never derive


class DerivationJob:
    """A process that derives from one snapshot."""

    def __init__(self, directory: DataDirectory, settings: Settings, number: int) -> None:
        """Start the process."""
        self._kept = ExitStack()
        folder = self._kept.enter_context(temporary_folder(directory.path, directory.path))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = start_child("derivation", sys.modules[__name__], **pipes)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as request:  # one that was killed has no result
            send(request, (directory, settings, number, folder))

    @property
    def answer(self) -> IO[bytes]:
        """Return the stream that becomes readable when the process has ended."""
        assert self._process.stdout is not None
        return self._process.stdout

    def result(self) -> Derivation | None:
        """Wait for the result; return None when the process failed or was killed before it was whole."""
        try:
            found = receive(self.answer)
        except EOFError:
            return None
        assert isinstance(found, Derivation)
        return found

    def close(self) -> None:
        """End the process, and remove its folder."""
        self._process.kill()
        self._process.wait()
        self.answer.close()
        self._kept.close()


def main() -> None:
    """Run the derivation that stdin describes."""
    end_with_parent()  # no other process waits for it
    os.nice(_LATER)
    from graph.writing.derivation import compute  # noqa: PLC0415  the starting process must not load it

    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    request = receive(sys.stdin.buffer)
    assert isinstance(request, tuple)
    send(answer, compute(*request))


if __name__ == "__main__":
    main()
