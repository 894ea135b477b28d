"""Run a part in a process of its own, and watch its memory: the most that it and its children held at once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from bench import processes

_EVERY_S = 0.25


@dataclass(slots=True)
class Watched:
    """What a part told, the most memory it held, and why it ended before its time, if it did."""

    told: dict[str, object] = field(default_factory=dict)
    peak_bytes: int = 0
    fault: str = ""


def watch(words: Sequence[str | Path], limit_bytes: int) -> Watched:
    """Run `python -m …`, whose lines are JSON objects, until it ends or holds more than it may."""
    watched = Watched()
    command = [sys.executable, "-m", *map(str, words)]
    with TemporaryFile("w+") as said, subprocess.Popen(command, stdout=said) as process:
        while process.poll() is None:
            watched.peak_bytes = max(watched.peak_bytes, processes.resident_bytes(process.pid))
            if watched.peak_bytes > limit_bytes:
                processes.stop(process)
                watched.fault = f"more than {limit_bytes / 2**30:.0f} GiB"
            time.sleep(_EVERY_S)
        said.seek(0)
        for line in said:
            watched.told.update(json.loads(line))
    if process.returncode and not watched.fault:
        watched.fault = f"ended with {process.returncode}"
    return watched
