"""Build what many tests share once, though several processes run them.

`make test` runs the tests in several processes, each with session fixtures of its own. What takes seconds to build, like
the published dataset, is built by the first process that asks; the others wait for it. Each then gets a copy of its own,
so that no process sees what the tests of another one change.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

_WORKER = "popen-"  # how pytest-xdist begins the name of each process's folder


def build_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """Return a folder that holds what was built, and that belongs to the tests of this process.

    Args:
        factory: Where folders of this run of tests are.
        name: What is built; the same name is built once a run.
        build: Fills an empty place that does not exist yet. When it fails, the next process tries again.
    """
    own = factory.getbasetemp()
    shared = own.parent if own.name.startswith(_WORKER) else own
    original = shared / "built-once" / name
    original.parent.mkdir(exist_ok=True)
    with original.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not original.exists():
            begun = original.with_suffix(".begun")
            shutil.rmtree(begun, ignore_errors=True)
            build(begun)
            begun.rename(original)
    copy = factory.mktemp(name) / "var"
    shutil.copytree(original, copy, symlinks=True)
    return copy
