"""Start servers, wait until they answer, measure their memory, end them."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_START_LIMIT_S = 60.0


def start(
    words: Sequence[str | Path], log: Path, environ: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own; what it says goes to a log."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [str(each) for each in words],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env={**os.environ, **(environ or {})},
            start_new_session=True,
        )


def wait_for(
    url: str, process: subprocess.Popen[bytes] | None = None, limit_s: float = _START_LIMIT_S
) -> None:
    """Wait until a URL answers anything at all.

    Raises: TimeoutError, or ChildProcessError when the server ended instead.
    """
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise ChildProcessError(f"{process.args!r} ended with {process.returncode}")
        with suppress(URLError, OSError), urlopen(url, timeout=5):  # noqa: S310  always http
            return
        time.sleep(0.1)
    raise TimeoutError(url)


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(pid: int) -> Iterator[int]:
    """Give a process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text("ascii").split():
                yield from tree(int(child))


def resident_bytes(pid: int) -> int:
    """Add up the resident memory of a process tree, pages that several share counted once (PSS)."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text("ascii")
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total * 1024


def cpu_seconds(pid: int) -> float:
    """Add up the processor time that a process tree has used so far."""
    ticks = 0
    for each in tree(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server and what it started."""
    started = list(tree(process.pid))
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for each in started[1:]:
        with suppress(ProcessLookupError):
            os.kill(each, 9)
