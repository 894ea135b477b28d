"""Write a dump in a process of its own, at a low priority, so that neither a write nor a query waits for it.

`python -m graph.storage.dumps.job` reads its task from stdin, and ends with code 0 where the dump is there. It ends with the
process that started it, and may be killed at any instant: its files lie in a folder that is swept.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import suppress

from graph.runtime.child_processes import end_with_parent, start_child
from graph.runtime.log_setup import set_up_logs
from graph.runtime.pipes import receive, send
from graph.settings import Settings
from graph.storage.data_directory import DataDirectory

_LATER = 15  # niceness, beyond that of long queries and derivations: a dump can wait for both
_log = logging.getLogger(__name__)


def start_dump(directory: DataDirectory, settings: Settings) -> subprocess.Popen[bytes]:
    """Start the process; whoever starts it waits for it, or kills it."""
    process = start_child("dump", sys.modules[__name__], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as request:
        send(request, (directory, settings))
    return process


def main() -> int:
    """Write the dump that stdin describes."""
    end_with_parent()  # no other process waits for it
    os.nice(_LATER)
    from graph.errors import GraphError  # noqa: PLC0415
    from graph.storage.dumps.writer import publish_dump  # noqa: PLC0415  the starting process need not load it

    request = receive(sys.stdin.buffer)
    assert isinstance(request, tuple)
    directory, settings = request
    set_up_logs(settings.log)
    try:
        publish_dump(directory, settings)
    except (GraphError, OSError) as error:
        _log.warning("no dump was written: %s", str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
