"""Tests of graph.runtime.shared_pages: what a child copies ahead of need it need not copy later."""

from __future__ import annotations

import json
import mmap
import os
import resource
import sys
from collections.abc import Callable

import pytest

from graph.runtime import shared_pages
from tests.waiting import wait_until

PAGES = 2000
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux copies pages ahead of need")


def _in_child(work: Callable[[], int]) -> int:
    """Run a function in a forked process; return what it returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        found: int = json.loads(told.read())
    os.waitpid(child, 0)
    return found


def _touch(memory: mmap.mmap) -> int:
    """Write to each page, and return how many faults that cost."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for place in range(0, len(memory), mmap.PAGESIZE):
        memory[place] = 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _held() -> mmap.mmap:
    memory = mmap.mmap(-1, PAGES * mmap.PAGESIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    _touch(memory)
    return memory


def test_what_was_copied_ahead_costs_nothing_later() -> None:
    """A child that has copied its memory writes to it without a fault for each page; one that has not has one for each."""
    memory = _held()

    def populated() -> int:
        is_done = all(shared_pages.populate(each) for each in list(shared_pages.regions()))
        return _touch(memory) if is_done else -1

    faults = _in_child(populated)
    if faults < 0:
        pytest.skip("the kernel does not copy ahead")
    assert faults < PAGES // 10
    assert _in_child(lambda: _touch(memory)) > PAGES // 2


def test_the_memory_that_holds_something_is_found() -> None:
    """A region in use is among those found, with as much as it holds."""
    memory = _held()
    assert any(each.used_bytes >= len(memory) for each in shared_pages.regions())


def test_a_child_copies_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes on meanwhile, and has pages of its own in the end."""
    monkeypatch.setattr(shared_pages, "_WAIT_S", 0)
    memory = _held()

    def faults() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    def background() -> int:
        before = faults()
        shared_pages.copy_shared_pages()
        wait_until(lambda: faults() - before > PAGES // 2, "the pages are copied")
        return 1

    assert _in_child(background)
    assert len(memory)
